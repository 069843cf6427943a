"""Writing one correction for each of many people: rows of the ledger, then their verdicts in one go."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from lms.db.bulk import next_ids
from lms.errors import Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.checkin.staff import LONGEST_REASON, Staff
from sessions.checkin.verdicts import Cause, take_turn, update_verdicts
from sessions.conferences.models import StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate

_EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment] # declarative tables are Tables


def write_corrections(
    db: Session,
    study_session: StudySession,
    person_ids: Collection[int],
    states: AttendanceState,
    staff: Staff,
    *,
    key: str,
    reason: str,
) -> dict[int, int]:
    """State what holds for these people at a session; person id → the row that says so.

    `key` names the cause in the learner record for good. Nothing is overwritten. A fixed number of
    statements. Raises Invalid when the session is held nowhere.
    """
    people = sorted(set(person_ids))
    take_turn(db, study_session.id, people)
    gates = _entries(db, study_session, people)
    rows = dict(zip(people, next_ids(db, _EVIDENCE, len(people)), strict=True))
    kept = reason[:LONGEST_REASON]
    said: list[dict[str, Any]] = [
        {
            "id": number,
            "study_session_id": study_session.id,
            "gate_id": gates[person_id],
            "person_id": person_id,
            "kind": EvidenceKind.CORRECTION,
            "level": Level.SEEN,
            "occurred_at": staff.now,
            "received_at": staff.now,
            "source": "staff",
            "staff_id": staff.account_id,
            "states": states,
            "flags": "",
            "reason": kept,
        }
        for person_id, number in rows.items()
    ]
    db.execute(insert(_EVIDENCE), said)
    update_verdicts(db, study_session, people, Cause(key, staff.now, staff.account_id, kept))
    return rows


def _entries(db: Session, study_session: StudySession, people: list[int]) -> dict[int, int]:
    """person id → the entry where they are expected, or the session's first. Two queries."""
    gates = db.execute(
        select(Gate.venue_id, Gate.id)
        .where(Gate.study_session_id == study_session.id, Gate.direction == Direction.IN)
        .order_by(Gate.id)
    ).all()
    if not gates:
        raise Invalid(_l("This session has no venue yet."))
    of_venue = {gate.venue_id: gate.id for gate in gates}
    summoned = db.execute(
        select(Summons.person_id, Summons.venue_id).where(
            Summons.conference_id == study_session.conference_id
        )
    )
    venues = {row.person_id: row.venue_id for row in summoned}
    first = gates[0].id
    return {person_id: of_venue.get(venues.get(person_id, 0), first) for person_id in people}
