"""The attendance list as a paper (danh sách điểm danh): its columns, rows and footer counts.

The words are those of the moment's language; papers are asked for in Vietnamese.
"""

from collections.abc import Collection

from lms.papers.values import Cell, Column, Kind, Letterhead, Signature, TablePaper
from lms.web.format import format_datetime, format_day, format_number, format_time
from lms.web.i18n import gettext as _
from sessions.checkin.enums import AttendanceState, Flag
from sessions.conferences.models import Conference, StudySession
from sessions.lists.roll import Line, Roll
from sessions.lists.wording import FLAGS, ORDERS, STATES

_ATTENDED = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.PARTIAL)
_NOTED = (Flag.NOT_ON_LIST, Flag.OTHER_VENUE, Flag.TWO_VENUES, Flag.CORRECTED)
"""flags that a printed list mentions; the others are for the secretary's eyes"""


def make_paper(roll: Roll, letterhead: Letterhead, party_known: Collection[int]) -> TablePaper:
    """The list, ready for PDF, workbook and CSV; the same roll gives the same paper.

    Party cell and membership are told of the people in `party_known`; when there are none, there are
    no such columns.
    """
    conference = roll.conference
    return TablePaper(
        letterhead=letterhead,
        kind=_("ATTENDANCE LIST"),
        subject=conference.title,
        lead=_lead(roll),
        columns=_columns(conference, with_party=bool(party_known)),
        rows=tuple(
            _row(number, line, conference, party_known) for number, line in enumerate(roll.lines, 1)
        ),
        notes=tuple(_footer(roll, each) for each in conference.study_sessions),
        footnotes=(_("Order: %(order)s.", order=str(ORDERS[roll.order]).lower()), _levels_note()),
        signatures=(
            Signature((_("Drawn up by"),), hint=_("(Signature, full name)")),
            Signature((_("Head of the unit"),), hint=_("(Signature, full name)")),
        ),
        as_of=roll.as_of,
        column_numbers=False,
        size=10.0,
    )


def _lead(roll: Roll) -> tuple[str, ...]:
    conference = roll.conference
    held = _("Held on %(day)s", day=format_day(conference.starts_at))
    as_of = _("Figures as of %(moment)s", moment=format_datetime(roll.as_of, seconds=True))
    scope = (_("Unit: %(name)s", name=roll.scope),) if roll.scope else ()
    return (held, *scope, as_of)


def _columns(conference: Conference, *, with_party: bool) -> tuple[Column, ...]:
    sittings = [
        column
        for each in conference.study_sessions
        for column in (
            Column(_("Time of arrival"), 12, Kind.MARK, group=each.title),
            Column(_("State"), 24, Kind.MARK, group=each.title),
            Column(_("Level"), 9, Kind.MARK, group=each.title),
        )
    ]
    party = (Column(_("Party cell"), 44), Column(_("PM"), 8, Kind.MARK)) if with_party else ()
    return (
        Column(_("No."), 9, Kind.COUNT),
        Column(_("Full name"), 36),
        Column(_("Position"), 28),
        Column(_("Unit"), 44),
        *party,
        *sittings,
        Column(_("Venue"), 26),
        Column(_("Mode"), 15, Kind.MARK),
        Column(_("Note"), 18),
        Column(_("Personnel number"), 22, Kind.CODE, printed=False),
        Column(_("Born on"), 22, Kind.CODE, printed=False),
    )


def _row(
    number: int, line: Line, conference: Conference, party_known: Collection[int]
) -> tuple[Cell, ...]:
    person = line.person
    marks = [cell for each in conference.study_sessions for cell in _marks(line, each)]
    return (
        number,
        person.full_name,
        line.position,
        line.unit,
        *(_party(line, party_known) if party_known else ()),
        *marks,
        _venue(line, conference),
        _mode(line),
        _note(line),
        person.personnel_code or "",
        f"{person.born_on:%d/%m/%Y}" if person.born_on else str(person.birth_year or ""),
    )


def _party(line: Line, party_known: Collection[int]) -> tuple[Cell, Cell]:
    if line.person.id not in party_known:
        return "", ""
    return line.cell, "x" if line.is_member else ""


def _marks(line: Line, study_session: StudySession) -> tuple[Cell, Cell, Cell]:
    """Time in, state and level; empty where the person is not expected and did not come."""
    mark = line.marks.get(study_session.id)
    if mark is None:
        expected = line.is_expected_at(study_session)
        return "", str(STATES[AttendanceState.UNKNOWN]) if expected else "–", ""
    time = format_time(mark.arrived_at) if mark.arrived_at else ""
    return time, str(STATES[mark.state]), mark.level


def _venue(line: Line, conference: Conference) -> str:
    """Where the person was seen, else where they were summoned to."""
    names = {venue.id: venue.name for venue in conference.venues}
    seen = dict.fromkeys(names[mark.venue_id] for mark in line.marks.values() if mark.venue_id)
    return "; ".join(seen) or names.get(line.venue_id or 0, "")


def _mode(line: Line) -> str:
    states = {mark.state for mark in line.marks.values()}
    modes = []
    if states & set(_ATTENDED):
        modes.append(_("In person"))
    if AttendanceState.MAKE_UP in states:
        modes.append(_("Make-up study"))
    return "; ".join(modes)


def _note(line: Line) -> str:
    carried = {flag for mark in line.marks.values() for flag in mark.flags.split(",")}
    return "; ".join(str(FLAGS[flag]) for flag in _NOTED if flag.value in carried)


def _footer(roll: Roll, study_session: StudySession) -> str:
    """The counts of one sitting in words: what the signature stands for."""
    tally = roll.tally(study_session)
    parts = [
        (_("present %(count)s", count=format_number(tally.attended)), True),
        (_("of them late %(count)s", count=format_number(tally.late)), tally.late),
        (_("in part %(count)s", count=format_number(tally.partial)), tally.partial),
        (_("make-up study %(count)s", count=format_number(tally.make_up)), tally.make_up),
        (_("excused %(count)s", count=format_number(tally.excused)), True),
        (_("exempt %(count)s", count=format_number(tally.exempt)), tally.exempt),
        (_("absent without excuse %(count)s", count=format_number(tally.absent)), True),
        (_("not marked %(count)s", count=format_number(tally.unknown)), tally.unknown),
        (_("to be confirmed %(count)s", count=format_number(tally.awaiting)), tally.awaiting),
        (_("not on the list %(count)s", count=format_number(tally.walk_ins)), tally.walk_ins),
    ]
    return _(
        "%(title)s: %(summoned)s people summoned; %(parts)s.",
        title=study_session.title,
        summoned=format_number(tally.summoned),
        parts="; ".join(words for words, shown in parts if shown),
    )


def _levels_note() -> str:
    return _(
        "Levels: E1 printed or typed code; E2 changing code; E3 changing code and a second sign of "
        "the place; E4 seen by staff."
    )
