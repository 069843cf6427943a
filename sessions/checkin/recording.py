"""Recording arrivals in bulk: the ledger, the verdicts and the learner record, for whoever delivers signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.evidence import NewEvidence, load_own, record_evidence, sign_of
from sessions.checkin.facts import load_roster
from sessions.checkin.rules import Sign, Verdict, judge_attendance, live_signs
from sessions.checkin.verdicts import Cause, settle_one, take_turn
from sessions.gates.models import Gate
from sessions.gates.queries import get_gate


@dataclass(frozen=True, slots=True)
class Arrival:
    """One sign of presence to record."""

    gate_id: int
    person_id: int
    kind: EvidenceKind
    level: Level
    occurred_at: datetime
    received_at: datetime
    not_before_at: datetime | None = None
    source: str = "phone"
    ticket: str | None = None
    nonce: str | None = None
    phone: str | None = None
    """Pseudonymous mark, as `phone_mark` makes it."""
    scanner_id: int | None = None
    sequence: int | None = None
    staff_id: int | None = None
    states: AttendanceState | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an arrival led to."""

    evidence_id: int
    """The row that counts: the new one, or an earlier one that is at least as strong."""
    is_new: bool
    first_at: datetime
    """When the sign that counts occurred."""
    verdict: Verdict


def record_arrivals(db: Session, arrivals: Sequence[Arrival]) -> list[Recorded]:
    """Record arrivals and judge their people anew; one answer for each, in the same order.

    Somebody with a counting sign at the gate that is at least as strong gets that one, and nothing
    is written. Raises NotFound for a gate that does not exist, IntegrityError for a ticket or a
    scanner's sequence number that was used.
    """
    return [_record(db, arrival) for arrival in arrivals]


def _record(db: Session, arrival: Arrival) -> Recorded:
    gate = get_gate(db, arrival.gate_id)
    take_turn(db, gate.study_session_id, [arrival.person_id])
    own = load_own(db, gate.study_session_id, arrival.person_id)
    signs = [sign for _, sign in own]
    roster = load_roster(db, gate.study_session, [arrival.person_id])
    counting = _counting(signs, gate, arrival.level)
    if counting is not None:
        verdict = judge_attendance(signs, roster.of(arrival.person_id))
        return Recorded(counting.id, False, counting.occurred_at, verdict)
    values = {name: getattr(arrival, name) for name in arrival.__slots__ if name != "gate_id"}
    row = record_evidence(db, NewEvidence(gate=gate, **values))
    signs.append(sign_of(row, gate.direction, gate.venue_id))
    cause = Cause(f"evidence {row.id}", row.occurred_at)
    verdict = settle_one(db, roster, arrival.person_id, signs, cause)
    return Recorded(row.id, True, row.occurred_at, verdict)


def _counting(signs: list[Sign], gate: Gate, level: Level) -> Sign | None:
    here = [
        sign
        for sign in live_signs(signs)
        if sign.shows_presence
        and sign.direction is gate.direction
        and sign.venue_id == gate.venue_id
        and sign.level.strength >= level.strength
    ]
    return min(here, key=lambda sign: sign.occurred_at, default=None)
