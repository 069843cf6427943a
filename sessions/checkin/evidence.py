"""Writing the evidence ledger, and reading it as the verdict rule sees it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from lms.people.belonging import CHUNK
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level
from sessions.checkin.models import Evidence, PhoneMark
from sessions.checkin.rules import Sign
from sessions.conferences.models import StudySession
from sessions.gates.enums import Direction
from sessions.gates.models import Gate

_OF_PRESENCE = (EvidenceKind.SELF, EvidenceKind.TICK, EvidenceKind.SCAN, EvidenceKind.PAPER)

# Statements of every check-in, built once: building them costs more than running them.
_OF_SESSION = (
    select(Evidence, Gate.direction, Gate.venue_id)
    .join(Gate, Gate.id == Evidence.gate_id)
    .where(Evidence.study_session_id == bindparam("session"))
    .order_by(Evidence.id)
)
_OF_PERSON = _OF_SESSION.where(Evidence.person_id == bindparam("person"))
_AROUND = select(
    exists().where(
        PhoneMark.conference_id == bindparam("conference"),
        PhoneMark.mark == bindparam("phone"),
        PhoneMark.person_id != bindparam("person"),
    ),
    exists()
    .where(
        Evidence.person_id == bindparam("person"),
        Evidence.kind.in_(_OF_PRESENCE),
        Evidence.study_session_id.in_(
            select(StudySession.id).where(
                StudySession.conference_id != bindparam("conference"),
                StudySession.activity_id.is_not(None),  # a rehearsal is no other conference
                StudySession.starts_at < bindparam("ends_at", type_=StudySession.starts_at.type),
                StudySession.ends_at > bindparam("starts_at", type_=StudySession.starts_at.type),
            )
        ),
    )
    .correlate(None),
)


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One row to write about one person at one gate; the gate with its session loaded."""

    gate: Gate
    person_id: int
    kind: EvidenceKind
    level: Level
    occurred_at: datetime
    received_at: datetime
    source: str = "phone"
    ticket: str | None = None
    nonce: str | None = None
    phone: str | None = None
    """Pseudonymous mark, as `phone_mark` makes it."""
    not_before_at: datetime | None = None
    scanner_id: int | None = None
    sequence: int | None = None
    staff_id: int | None = None
    refers_to_id: int | None = None
    states: AttendanceState | None = None
    reason: str = ""


def record_evidence(db: Session, new: NewEvidence) -> Evidence:
    """Add one row to the ledger, with the flags that hold at this moment.

    Raises IntegrityError when the ticket was used, or the person already has a row of the same
    kind and level of their own at this gate.
    """
    row = Evidence(
        study_session_id=new.gate.study_session_id,
        gate_id=new.gate.id,
        person_id=new.person_id,
        kind=new.kind,
        level=new.level,
        occurred_at=new.occurred_at,
        received_at=new.received_at,
        source=new.source,
        ticket=new.ticket,
        nonce=new.nonce,
        not_before_at=new.not_before_at,
        scanner_id=new.scanner_id,
        sequence=new.sequence,
        staff_id=new.staff_id,
        refers_to_id=new.refers_to_id,
        states=new.states,
        reason=new.reason,
        flags=",".join(sorted(_flags_now(db, new))),
    )
    db.add(row)
    db.flush()
    if new.phone:
        db.merge(
            PhoneMark(
                conference_id=new.gate.study_session.conference_id,
                mark=new.phone,
                person_id=new.person_id,
            )
        )
        db.flush()
    return row


def load_signs(
    db: Session, study_session_id: int, person_ids: Collection[int] | None = None
) -> dict[int, list[Sign]]:
    """person id → signs at one study session, by id; everybody's when no ids are given."""
    signs: dict[int, list[Sign]] = defaultdict(list)
    for part in _parts(person_ids):
        asked = _OF_SESSION if part is None else _OF_SESSION.where(Evidence.person_id.in_(part))
        for row, direction, venue_id in db.execute(asked, {"session": study_session_id}):
            signs[row.person_id].append(sign_of(row, direction, venue_id))
    return signs


def load_own(db: Session, study_session_id: int, person_id: int) -> list[tuple[Evidence, Sign]]:
    """One person's rows at a study session, by id, each with how the rule reads it."""
    found = db.execute(_OF_PERSON, {"session": study_session_id, "person": person_id})
    return [(row, sign_of(row, direction, venue_id)) for row, direction, venue_id in found]


def sign_of(row: Evidence, direction: Direction, venue_id: int) -> Sign:
    """A row of the ledger as the rule reads it."""
    return Sign(
        id=row.id,
        kind=row.kind,
        level=row.level,
        occurred_at=row.occurred_at,
        direction=direction,
        venue_id=venue_id,
        states=row.states,
        refers_to=row.refers_to_id,
        flags=frozenset(Flag(flag) for flag in row.flags.split(",") if flag),
    )


def _flags_now(db: Session, new: NewEvidence) -> Iterator[Flag]:
    """What is unusual about the row as things stand: kept with it, so that nothing shifts later."""
    if new.kind not in _OF_PRESENCE:
        return
    session = new.gate.study_session
    around = {
        "phone": new.phone,
        "person": new.person_id,
        "conference": session.conference_id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
    is_shared, is_elsewhere = db.execute(_AROUND, around).one()
    if is_shared:
        yield Flag.SHARED_PHONE
    if is_elsewhere and session.activity_id is not None:
        yield Flag.OTHER_CONFERENCE


def _parts(person_ids: Collection[int] | None) -> Iterator[list[int] | None]:
    if person_ids is None:
        yield None
        return
    ids = sorted(person_ids)
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
