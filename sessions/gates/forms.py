"""What a display sends with its heartbeat, as values; nothing of it is believed yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sessions.gates.rules import Period

MOST_OUTAGES = 20
_LATEST_MS = 32_503_680_000_000
"""The year 3000: beyond it a number is no moment of ours."""


@dataclass(frozen=True, slots=True)
class SentBeat:
    """One heartbeat."""

    display_id: str
    offset_ms: int
    """How far the display's clock is ahead of the server's."""
    outages: tuple[Period, ...]


def read_beat(sent: Any) -> SentBeat:
    """Take a heartbeat apart; what makes no sense is left out, never refused."""
    body = sent if isinstance(sent, dict) else {}
    offset = body.get("offset")
    offset_ms = int(offset) if isinstance(offset, int | float) and abs(offset) < 1e12 else 0
    return SentBeat(
        str(body.get("display", ""))[:40], offset_ms, tuple(_outages(body.get("outages")))
    )


def _outages(sent: Any) -> Iterator[Period]:
    for each in sent[:MOST_OUTAGES] if isinstance(sent, list) else ():
        if not isinstance(each, dict):
            continue
        began, ended = _moment(each.get("from")), _moment(each.get("to"))
        if began and ended and began < ended:
            yield Period(began, ended)


def _moment(milliseconds: Any) -> datetime | None:
    if not isinstance(milliseconds, int | float) or not 0 < milliseconds < _LATEST_MS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
