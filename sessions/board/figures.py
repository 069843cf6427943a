"""The board's figures as they are shown: one place words them, for the page and for its script."""

import json
from collections.abc import Iterator
from datetime import timedelta
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
    tally = board.tally
    figures = {
        "present": _number(tally.attended),
        "summoned": _number(tally.summoned),
        "rate": percent_of(tally.attended, tally.summoned, current_locale()),
        "late": _number(tally.late),
        "unknown": _number(tally.unknown),
        "excused": _number(tally.excused + tally.exempt + tally.make_up),
        "absent": _number(tally.absent),
        "provisional": _number(tally.provisional),
        "flagged": _number(board.flagged),
        "waiting": _number(sum(venue.waiting for venue in board.venues)),
        "per_minute": _number(sum(venue.per_minute for venue in board.venues)),
        "as_of": format_time(board.as_of, seconds=True),
    }
    for venue in board.venues:
        figures |= {f"venue-{venue.venue_id}-{name}": text for name, text in _of_venue(venue)}
    return figures


def ages_of(board: Board) -> dict[str, str]:
    """Name → text for the ages of heartbeats, which change though nothing happens."""
    return {
        f"venue-{venue.venue_id}-{name}": _heard(devices)
        for venue in board.venues
        for name, devices in (("beat", venue.displays), ("scanner", venue.scanners))
    }


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
    return _(
        "%(present)s of %(summoned)s present, %(late)s of them late; %(unknown)s not come yet.",
        present=_number(board.tally.attended),
        summoned=_number(board.tally.summoned),
        late=_number(board.tally.late),
        unknown=_number(board.tally.unknown),
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


def _of_venue(venue: VenueFigures) -> Iterator[tuple[str, str]]:
    yield "summoned", _number(venue.summoned)
    yield "present", _number(venue.present)
    yield "rate", percent_of(venue.present, venue.summoned, current_locale(), places=0)
    yield "late", _number(venue.late)
    yield "provisional", _number(venue.provisional)
    yield "flagged", _number(venue.flagged)
    yield "per-minute", _number(venue.per_minute)
    yield "waiting", _number(venue.waiting)
    yield "room", _number(venue.in_room)
    yield "gate", gate_word(venue.gate_state)


def gate_word(state: GateState) -> str:
    """A gate's state in words."""
    return {
        GateState.NOT_YET: _("not open yet"),
        GateState.OPEN: _("open"),
        GateState.CLOSED: _("closed"),
    }[state]


def _heard(devices: Devices) -> str:
    if not devices.count:
        return _("none")
    return ago(devices.last_at) if devices.last_at else _("not heard yet")


def _number(value: int) -> str:
    return format_number(value, current_locale())
