"""The board's figures as they are shown: one place words them, for the page and for its script."""

from lms.web.filters import ago
from lms.web.format import format_number, format_time, percent_of
from lms.web.i18n import _, current_locale
from sessions.board.queries import Board
from sessions.gates.rules import GateState


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
        "per_minute": _number(sum(venue.per_minute for venue in board.venues)),
        "as_of": format_time(board.as_of, seconds=True),
    }
    for venue in board.venues:
        name = f"venue-{venue.venue_id}"
        figures |= {
            f"{name}-summoned": _number(venue.summoned),
            f"{name}-present": _number(venue.present),
            f"{name}-late": _number(venue.late),
            f"{name}-provisional": _number(venue.provisional),
            f"{name}-flagged": _number(venue.flagged),
            f"{name}-rate": _number(venue.per_minute),
            f"{name}-beat": ago(venue.beat.beat_at) if venue.beat else _("not shown yet"),
            f"{name}-gate": _gate_word(venue.gate_state),
        }
    for unit in board.units:
        figures[f"unit-{unit.unit_id}-missing"] = _number(unit.missing)
    return figures


def summary_of(board: Board) -> str:
    """The totals as one sentence, for those who listen and for the drawing's description."""
    return _(
        "%(present)s of %(summoned)s present, %(late)s of them late; %(unknown)s not come yet.",
        present=_number(board.tally.attended),
        summoned=_number(board.tally.summoned),
        late=_number(board.tally.late),
        unknown=_number(board.tally.unknown),
    )


def _gate_word(state: GateState) -> str:
    return {
        GateState.NOT_YET: _("not open yet"),
        GateState.OPEN: _("open"),
        GateState.CLOSED: _("closed"),
    }[state]


def _number(value: int) -> str:
    return format_number(value, current_locale())
