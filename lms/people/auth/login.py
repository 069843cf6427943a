"""Flask-Login's part: which session of the product a browser's cookie belongs to.

The signed cookie holds the random token of an `AccountSession` and nothing of the account. Whether
that session and its account still stand is asked once per request, by `lms.people.actor`.
"""

from datetime import timedelta

from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from lms.config import Settings
from lms.people.auth.devices.rules import Limits, device_words
from lms.people.auth.devices.services import Browser

_KEPT = ("locale", "_flashes")
"""What a browser takes along into a new session: its language, and sentences not yet shown."""


class SignedInUser(UserMixin):  # type: ignore[misc] # Flask-Login publishes no types
    """What Flask-Login keeps of somebody signed in."""

    def __init__(self, token: str) -> None:
        """Keep the token of the session."""
        self.id = token


def init_login(app: Flask, settings: Settings) -> None:
    """Set up sessions: signed cookies, HttpOnly, SameSite=Lax, ending after the longest idle time."""
    longest = max(
        settings.idle_minutes_administrator,
        settings.idle_minutes_staff,
        settings.idle_minutes_learner,
    )
    app.config.update(
        SESSION_COOKIE_NAME="diemcau",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=longest),
    )
    manager = LoginManager()
    manager.session_protection = None  # it binds to the address, and a hall is one address
    manager.init_app(app)
    manager.user_loader(SignedInUser)


def limits_of(settings: Settings, *, is_admin: bool, is_staff: bool) -> Limits:
    """How long a session of somebody with these rights may last."""
    minutes = (
        settings.idle_minutes_administrator
        if is_admin
        else settings.idle_minutes_staff
        if is_staff
        else settings.idle_minutes_learner
    )
    return Limits(timedelta(minutes=minutes), timedelta(days=settings.session_days))


def this_browser() -> Browser:
    """The browser that asks, for the session about to be opened on it."""
    return Browser(device_words(request.headers.get("User-Agent", "")), session_token())


def session_token() -> str | None:
    """The token in this browser's cookie; whether it still opens anything is another question."""
    return current_user.get_id() if current_user.is_authenticated else None


def hand_session(token: str) -> None:
    """Let this browser keep an opened session, and forget everything it held before."""
    _forget()
    session.permanent = True
    login_user(SignedInUser(token))


def close_session() -> None:
    """Forget everything this browser's cookie held."""
    logout_user()
    session.clear()


def _forget() -> None:
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
