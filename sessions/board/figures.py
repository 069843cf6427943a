"""The board's figures as they are shown: one place words them, for the page and for its script."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from lms.web.filters import ago
from lms.web.format import format_number, format_time, percent_of
from lms.web.i18n import _, current_locale
from sessions.board.board import Board, VenueFigures
from sessions.board.curve import Curve, draw_curve
from sessions.board.queries import Devices
from sessions.board.watching import tag_of
from sessions.conferences.models import StudySession
from sessions.gates.rules import GateState

_AGES_RENEWED_S = 10


def figures_of(board: Board) -> dict[str, str]:
    """Name → text for every figure that moves."""
    tally, locale = board.tally, current_locale()
    counts = {
        "present": tally.attended,
        "summoned": tally.summoned,
        "late": tally.late,
        "unknown": tally.unknown,
        "excused": tally.excused + tally.exempt + tally.make_up,
        "absent": tally.absent,
        "provisional": tally.provisional,
        "flagged": board.flagged,
        "waiting": sum(venue.waiting for venue in board.venues),
        "per_minute": sum(venue.per_minute for venue in board.venues),
    }
    figures = {name: _number(count, locale) for name, count in counts.items()}
    figures["rate"] = percent_of(tally.attended, tally.summoned, locale)
    figures["as_of"] = format_time(board.as_of, seconds=True)
    gates = {state: gate_word(state) for state in GateState}
    for venue in board.venues:
        figures |= {
            f"venue-{venue.venue_id}-{name}": text for name, text in _of_venue(venue, locale)
        }
        figures[f"venue-{venue.venue_id}-gate"] = gates[venue.gate_state]
    return figures


def ages_of(board: Board) -> dict[str, str]:
    """Name → text for the ages of heartbeats, which change though nothing happens."""
    words: dict[Any, str] = {}
    ages = {}
    for venue in board.venues:
        for name, devices in (("beat", venue.displays), ("scanner", venue.scanners)):
            ages[f"venue-{venue.venue_id}-{name}"] = _heard(devices, board.as_of, words)
    return ages


def meters_of(board: Board) -> dict[str, tuple[int, int]]:
    """Name → (value, most) for every bar: people in the room of the seats in use or of those summoned."""
    return {f"venue-{each.venue_id}": meter_of(each) for each in board.venues}


def meter_of(venue: VenueFigures) -> tuple[int, int]:
    """Value and most of a venue's bar."""
    most = venue.seats or venue.summoned or 1
    return min(venue.in_room, most), most


def shares_of(board: Board) -> dict[str, tuple[int, int]]:
    """Name → (value, most) for every bar of the big screen: present of summoned."""
    return {
        f"share-{each.venue_id}": (min(each.present, each.summoned), each.summoned or 1)
        for each in board.venues
    }


def summary_of(board: Board) -> str:
    """The totals as one sentence, for those who listen and for the drawing's description."""
    locale = current_locale()
    return _(
        "%(present)s of %(summoned)s present, %(late)s of them late; %(unknown)s not come yet.",
        present=_number(board.tally.attended, locale),
        summoned=_number(board.tally.summoned, locale),
        late=_number(board.tally.late, locale),
        unknown=_number(board.tally.unknown, locale),
    )


def curve_of(board: Board, sitting: StudySession) -> Curve:
    """The arrival curve of a sitting."""
    return draw_curve(
        board.arrivals,
        opens_at=sitting.starts_at - timedelta(minutes=sitting.opens_before_minutes),
        starts_at=sitting.starts_at,
        now=board.as_of,
        expected=board.tally.summoned,
    )


def write_news(board: Board, curve: Curve) -> tuple[str, bytes]:
    """What the page's script gets, with a tag that changes when the page may look different."""
    figures = figures_of(board)
    as_of = figures.pop("as_of")
    news: dict[str, Any] = {
        "figures": figures,
        "paths": {"line": curve.line, "area": curve.area},
        "meters": meters_of(board) | shares_of(board),
        "marks": {f"venue-{each.venue_id}": each.needs_attention for each in board.venues},
        "summary": summary_of(board),
    }
    turn = int(board.as_of.timestamp()) // _AGES_RENEWED_S
    tag = tag_of(json.dumps([figures, news["meters"], news["marks"], turn]))
    news["figures"] = {**figures, **ages_of(board), "as_of": as_of}
    news["as_of"] = board.as_of.isoformat()
    return tag, json.dumps(news, ensure_ascii=False).encode()


def _of_venue(venue: VenueFigures, locale: str) -> Iterator[tuple[str, str]]:
    yield "summoned", _number(venue.summoned, locale)
    yield "present", _number(venue.present, locale)
    yield "rate", _share(venue.present, venue.summoned, locale)
    yield "late", _number(venue.late, locale)
    yield "provisional", _number(venue.provisional, locale)
    yield "flagged", _number(venue.flagged, locale)
    yield "per-minute", _number(venue.per_minute, locale)
    yield "waiting", _number(venue.waiting, locale)
    yield "room", _number(venue.in_room, locale)


def gate_word(state: GateState) -> str:
    """A gate's state in words."""
    return {
        GateState.NOT_YET: _("not open yet"),
        GateState.OPEN: _("open"),
        GateState.CLOSED: _("closed"),
    }[state]


def _heard(devices: Devices, as_of: datetime, words: dict[Any, str]) -> str:
    """How long ago a device was heard; devices heard in the same second share their words."""
    since = devices.last_at
    key = (devices.count > 0, since and int((as_of - since).total_seconds()))
    if key not in words:
        words[key] = ago(since) if since else (_("not heard yet") if devices.count else _("none"))
    return words[key]


# Hundreds of figures are worded for every board, and most are small or were worded a second ago.
@lru_cache(maxsize=8192)
def _number(value: int, locale: str) -> str:
    return format_number(value, locale)


@lru_cache(maxsize=8192)
def _share(part: int, whole: int, locale: str) -> str:
    return percent_of(part, whole, locale, places=0)
