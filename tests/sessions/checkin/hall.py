"""A small conference to check in to: two venues, one sitting, the people a test summons."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Person
from lms.records.models import CurrentOutcome, Outcome
from sessions.checkin.enums import Level
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.services import Answer, Attempt, check_in
from sessions.checkin.staff import Staff
from sessions.checkin.tickets import ScanTicket, make_ticket
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.gates.models import Gate
from sessions.gates.queries import gates_of_conference
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import (
    START,
    make_conference,
    make_session,
    make_summons,
    make_venue,
)


@dataclass
class Hall:
    """The conference and handles to what tests ask of it."""

    conference: Conference
    session: StudySession
    main: Venue
    other: Venue
    gate: Gate
    other_gate: Gate


def make_hall(db: Session, *, starts_at: datetime = START, title: str = "Hội nghị A") -> Hall:
    """A conference with one sitting at two venues."""
    conference = make_conference(db, starts_at=starts_at, title=title)
    main = make_venue(db, conference, is_main=True)
    other = make_venue(db, conference, name="Điểm cầu 37 Nguyễn Bỉnh Khiêm")
    session = make_session(db, conference, [main, other], starts_at=starts_at)
    gate, other_gate = gates_of_conference(db, conference.id)
    return Hall(conference, session, main, other, gate, other_gate)


def make_delegate(db: Session, hall: Hall, *, name: str = "Nguyễn Thị Ánh") -> Person:
    """A person of Văn phòng Bộ summoned to the main venue."""
    person = make_person(db, full_name=name, unit=make_unit(db, name="Văn phòng Bộ"))
    make_summons(db, hall.conference, person, hall.main, sessions=[hall.session])
    return person


def make_staff(db: Session, *, minutes: float = 30) -> Staff:
    """Somebody of the secretariat, acting some minutes after the start."""
    return Staff(make_account(db).id, START + timedelta(minutes=minutes))


def scan(gate: Gate, *, minutes: float = -38, level: Level = Level.ROTATING) -> ScanTicket:
    """A ticket for the gate, its code read so many minutes after the start of the sitting."""
    return make_ticket(
        gate_id=gate.id,
        step=1,
        level=level,
        direction=gate.direction,
        received_at=START + timedelta(minutes=minutes),
    )


def tap(
    db: Session, ticket: ScanTicket, person: Person, *, phone: str = "", nonce: str = "1", **more
) -> Answer:
    """The person taps the button five seconds after the scan, on a phone of their own."""
    now = ticket.received_at + timedelta(seconds=5)
    phone = phone or f"phone of {person.id}"
    return check_in(db, Attempt(ticket, person.id, phone, nonce, now, **more))


def attendance(db: Session, hall: Hall, person: Person) -> Attendance | None:
    """The verdict in the cache."""
    return db.get(Attendance, (hall.session.id, person.id), populate_existing=True)


def evidence(db: Session, person: Person) -> list[Evidence]:
    """The person's rows in the ledger."""
    rows = select(Evidence).where(Evidence.person_id == person.id).order_by(Evidence.id)
    return list(db.scalars(rows))


def outcome(db: Session, hall: Hall, person: Person) -> Outcome | None:
    """What the learner record says now."""
    return db.scalars(
        select(Outcome)
        .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
        .where(
            CurrentOutcome.person_id == person.id,
            CurrentOutcome.activity_id == hall.session.activity_id,
        )
    ).one_or_none()
