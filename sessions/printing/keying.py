"""Signed sheets keyed in afterwards: one sheet at a time, in the printed order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.people.models import Person
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState, EvidenceKind
from sessions.checkin.models import Attendance
from sessions.checkin.staff import Staff, tick
from sessions.conferences.models import StudySession
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.printing.models import SignList, SignPage
from sessions.printing.rules import reference_of
from sessions.printing.sign_lists import sheet_of

COUNTED = (AttendanceState.PRESENT, AttendanceState.LATE)
"""Nothing is added for those whom a record shows as having come."""
LONGEST_NOTE = 500
_LOCK = (
    select(SignPage)
    .where(SignPage.list_id == bindparam("list"), SignPage.number == bindparam("page"))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class KeyedSheet:
    """What a clerk read off one sheet."""

    signed: frozenset[int]
    """ids of the people whose signature is there"""
    states: AttendanceState
    """present for a sheet signed before the start, late for one signed afterwards"""
    note: str = ""
    """signatures that belong to nobody printed"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a sheet."""

    recorded: int
    already: int
    """signed too, and known to have come before"""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One printed row with what is known of the person by now."""

    number: int
    person: Person
    attendance: Attendance | None

    @property
    def is_counted(self) -> bool:
        """Whether a record shows that the person came."""
        return self.attendance is not None and self.attendance.state in COUNTED


def load_sheet(
    db: Session, sign_list: SignList, page: SignPage
) -> list[tuple[str, list[SheetRow]]]:
    """The rows of a sheet under their units, as printed. Two queries."""
    sheet = sheet_of(page)
    ids = [person_id for _, people in sheet for person_id in people]
    persons = {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}
    known = _attendances(db, sign_list.study_session_id, ids)
    number, groups = page.first_row, []
    for unit, people in sheet:
        rows = [
            SheetRow(number + at, persons[person_id], known.get(person_id))
            for at, person_id in enumerate(people)
        ]
        groups.append((unit, rows))
        number += len(rows)
    return groups


def key_in(
    db: Session, sign_list: SignList, page_number: int, keyed: KeyedSheet, staff: Staff
) -> Outcome:
    """Record the signatures of one sheet as seen (E4, source paper), naming the sheet as the reason.

    Keying a sheet in again adds only what is new; nobody is unmarked by leaving a box empty, which
    is what corrections are for. Raises Invalid for somebody who is not on the sheet, for another
    state and for a note over 500 characters, Conflict once attendance was closed.
    """
    session = sign_list.study_session
    if session.closed_at is not None:
        raise Conflict(
            _l("Attendance of this session is closed. Use a correction and give its reason.")
        )
    note = keyed.note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid(_l("Keep the note within 500 characters."))
    if keyed.states not in COUNTED:
        raise Invalid(_l("Say whether the sheet was signed in time or late."))
    page = db.scalars(_LOCK, {"list": sign_list.id, "page": page_number}).one()
    printed = [person_id for _, people in sheet_of(page) for person_id in people]
    if not keyed.signed <= set(printed):
        raise Invalid(_l("Somebody who was marked is not on this sheet. Please open it again."))
    known = _attendances(db, session.id, keyed.signed)
    waiting = [
        person_id
        for person_id in printed
        if person_id in keyed.signed
        and not (person_id in known and known[person_id].state in COUNTED)
    ]
    gate_id = _entry(db, sign_list)
    for person_id in waiting:
        tick(
            db,
            gate_id,
            person_id,
            staff,
            states=keyed.states,
            seen_at=_seen_at(session, keyed.states, staff.now),
            kind=EvidenceKind.PAPER,
            reason=reference_of(sign_list.id, page.number),
        )
    page.keyed_at, page.keyed_by, page.note = staff.now, staff.account_id, note
    return Outcome(len(waiting), len(keyed.signed) - len(waiting))


def _seen_at(session: StudySession, states: AttendanceState, now: datetime) -> datetime:
    """The moment a sheet stands for: the start, or the first minute that is late; never the future."""
    grace = timedelta(minutes=session.late_after_minutes + 1)
    late = states is AttendanceState.LATE
    return min(now, session.starts_at + grace if late else session.starts_at)


def _entry(db: Session, sign_list: SignList) -> int:
    gate_id = db.scalar(
        select(Gate.id).where(
            Gate.study_session_id == sign_list.study_session_id,
            Gate.venue_id == sign_list.venue_id,
            Gate.direction == Direction.IN,
        )
    )
    if gate_id is None:
        raise Conflict(_l("This session is not held at this venue."))
    return gate_id


def _attendances(
    db: Session, study_session_id: int, people: Collection[int]
) -> dict[int, Attendance]:
    rows = db.scalars(
        select(Attendance).where(
            Attendance.study_session_id == study_session_id, Attendance.person_id.in_(people)
        )
    )
    return {row.person_id: row for row in rows}
