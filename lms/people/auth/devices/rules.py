"""When a session is over, and what a browser calls itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

NOTE_EVERY = timedelta(minutes=3)
"""A request writes that the session is in use only when the last such note is older than this."""

_BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST_AGENT = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may last."""

    idle: timedelta
    """Without a request"""
    longest: timedelta
    """Altogether"""


def has_run_out(made_at: datetime, seen_at: datetime, now: datetime, limits: Limits) -> bool:
    """Whether a session is over by itself: unused for too long, or simply too old."""
    return now - seen_at > limits.idle or now - made_at > limits.longest


def wants_note(seen_at: datetime, now: datetime) -> bool:
    """Whether this request should write that the session is in use."""
    return now - seen_at >= NOTE_EVERY


def device_words(user_agent: str) -> str:
    """Browser and system in a few words, from what the browser says of itself; empty when neither is known."""
    said = user_agent[:_LONGEST_AGENT]
    found = [
        next((word for mark, word in marks if mark in said), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(word for word in found if word)


def token_digest(token: str) -> str:
    """Under what a session's token is kept: a stolen copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
