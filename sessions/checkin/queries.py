"""Reads for the phone's pages: who somebody is, what was recorded, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity
from lms.db.prepared import Prepared
from lms.people.belonging import holds_on
from lms.people.models import Membership, Person
from lms.units.enums import Tree
from lms.units.models import UnitName
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance, Evidence
from sessions.conferences.models import StudySession, Summons
from sessions.gates.models import Gate


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a page says of a person so that they know it is them."""

    id: int
    full_name: str
    unit_name: str
    """Empty for somebody in no unit."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something the person can go on with."""

    kind: ActivityKind
    activity_id: int
    opens_at: datetime | None


_TODAY = bindparam("today", type_=Membership.starts_on.type)
_CARD_BY_CODE = Prepared(
    select(Person.id, Person.full_name, func.coalesce(UnitName.name, ""))
    .outerjoin(
        Membership,
        (Membership.person_id == Person.id)
        & (Membership.tree == Tree.STATE)
        & (Membership.starts_on <= _TODAY)
        & (Membership.ends_on.is_(None) | (Membership.ends_on >= _TODAY)),
    )
    .outerjoin(
        UnitName,
        (UnitName.unit_id == Membership.unit_id)
        & (UnitName.starts_on <= _TODAY)
        & (UnitName.ends_on.is_(None) | (UnitName.ends_on >= _TODAY)),
    )
    .where(
        Person.id == bindparam("person"),
        exists().where(
            Summons.person_id == Person.id,
            func.substr(Summons.code_digest, 1, func.length(bindparam("start")))
            == bindparam("start"),
        ),
    )
    .limit(1)
)


def find_person_card(db: Session, person_id: int) -> PersonCard | None:
    """A person and the name of their unit today, in one query."""
    today = clock.today()
    row = db.execute(
        select(Person.id, Person.full_name, UnitName.name)
        .outerjoin(
            Membership,
            (Membership.person_id == Person.id) & (Membership.tree == Tree.STATE) & holds_on(today),
        )
        .outerjoin(
            UnitName,
            (UnitName.unit_id == Membership.unit_id)
            & (UnitName.starts_on <= today)
            & (UnitName.ends_on.is_(None) | (UnitName.ends_on >= today)),
        )
        .where(Person.id == person_id)
        .limit(1)
    ).one_or_none()
    return None if row is None else PersonCard(row.id, row.full_name, row.name or "")


def find_card_by_code(db: Connection, person_id: int, digest_start: str) -> PersonCard | None:
    """The card of a person whom a phone remembers; None when their code was issued anew since.

    One statement, for the page of which thousands are asked for at once.
    """
    today = clock.today()
    found = _CARD_BY_CODE.rows(db, person=person_id, today=today, start=digest_start)
    return PersonCard(*found[0]) if found else None


def find_record(db: Session, evidence_id: int) -> tuple[Evidence, Gate] | None:
    """One row of the ledger with its gate, venue, session and conference."""
    row = db.execute(
        select(Evidence, Gate)
        .join(Gate, Gate.id == Evidence.gate_id)
        .where(Evidence.id == evidence_id)
        .options(
            joinedload(Gate.study_session).joinedload(StudySession.conference),
            joinedload(Gate.venue),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def find_state(db: Session, study_session_id: int, person_id: int) -> AttendanceState | None:
    """What is decided so far about a person's attendance at a session."""
    return db.scalar(
        select(Attendance.state).where(
            Attendance.study_session_id == study_session_id, Attendance.person_id == person_id
        )
    )


def find_session(db: Session, study_session_id: int) -> StudySession | None:
    """A study session with its conference."""
    return db.scalars(
        select(StudySession)
        .where(StudySession.id == study_session_id)
        .options(joinedload(StudySession.conference))
    ).one_or_none()


def find_venue_name(db: Session, conference_id: int, person_id: int) -> str | None:
    """The venue a person's summons names, or None for somebody not summoned."""
    summons = db.scalars(
        select(Summons)
        .where(Summons.conference_id == conference_id, Summons.person_id == person_id)
        .options(joinedload(Summons.venue))
    ).one_or_none()
    return None if summons is None else summons.venue.name


def list_next_steps(db: Session, campaign_id: int) -> list[NextStep]:
    """The first material and the first quiz of a campaign: where to go after checking in."""
    activities = db.scalars(
        select(Activity)
        .where(
            Activity.campaign_id == campaign_id,
            Activity.kind.in_([ActivityKind.MATERIAL, ActivityKind.QUIZ]),
            Activity.is_withdrawn.is_(False),
        )
        .order_by(Activity.position, Activity.id)
    )
    first: dict[ActivityKind, NextStep] = {}
    for activity in activities:
        step = NextStep(activity.kind, activity.id, activity.held_at)
        first.setdefault(activity.kind, step)
    return list(first.values())


def is_code_current(db: Session, person_id: int, digest_start: str) -> bool:
    """Whether the personal code that a phone remembers the person by was not replaced since."""
    return bool(
        db.scalar(
            select(
                exists().where(
                    Summons.person_id == person_id,
                    Summons.code_digest.startswith(digest_start, autoescape=True),
                )
            )
        )
    )
