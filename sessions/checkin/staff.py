"""What staff do by hand: tick from the list, state an excuse, correct. Nothing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.evidence import NewEvidence, load_signs, record_evidence
from sessions.checkin.models import Evidence
from sessions.checkin.rules import Sign, Verdict, live_signs
from sessions.checkin.verdicts import Cause, take_turn, update_verdicts
from sessions.conferences.models import Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.queries import get_gate

TICKED = (AttendanceState.PRESENT, AttendanceState.LATE)
EXCUSES = (AttendanceState.EXCUSED, AttendanceState.EXEMPT, AttendanceState.MAKE_UP)
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acts, and when."""

    account_id: int
    now: datetime


def tick(
    db: Session,
    gate_id: int,
    person_id: int,
    staff: Staff,
    *,
    states: AttendanceState = AttendanceState.PRESENT,
    seen_at: datetime | None = None,
    kind: EvidenceKind = EvidenceKind.TICK,
    reason: str = "",
) -> Verdict:
    """Mark a person as seen at a gate (level E4): on the list, by card, or from the signed paper.

    Staff say whether the person was in time, since they may mark later than they saw. A weak sign
    of the person's own (a typed code) is confirmed and keeps its time. Marking somebody again with
    the same state changes nothing. Raises Conflict once attendance was closed, and to a tick where a
    correction says something else: only a correction with its reason will do there.
    """
    gate = get_gate(db, gate_id)
    session = gate.study_session
    if session.closed_at is not None:
        raise Conflict(
            _l("Attendance of this session is closed. Use a correction and give its reason.")
        )
    if states not in TICKED:
        raise Invalid(_l("Mark the person as present or as late."))
    signs = _live(db, session.id, person_id)
    corrected = [
        sign.states for sign in signs if sign.kind is EvidenceKind.CORRECTION and sign.states
    ]
    if kind is EvidenceKind.TICK and corrected and corrected[-1] is not states:
        raise Conflict(_l("A correction says something else. Take it back, or correct it."))
    same = [
        sign
        for sign in signs
        if sign.kind is kind and sign.states is states and sign.venue_id == gate.venue_id
    ]
    cause = Cause(f"evidence {same[0].id}" if same else "", staff.now, staff.account_id)
    if not same:
        row = record_evidence(
            db,
            NewEvidence(
                gate=gate,
                person_id=person_id,
                kind=kind,
                level=Level.SEEN,
                occurred_at=seen_at or staff.now,
                received_at=staff.now,
                source="paper" if kind is EvidenceKind.PAPER else "staff",
                staff_id=staff.account_id,
                states=states,
                refers_to_id=_weak_sign(signs),
                reason=_reason(reason),
            ),
        )
        cause = Cause(f"evidence {row.id}", staff.now, staff.account_id)
    return update_verdicts(db, session, [person_id], cause)[person_id]


def excuse(
    db: Session,
    gate_id: int,
    person_id: int,
    staff: Staff,
    *,
    states: AttendanceState,
    reason: str,
) -> Verdict:
    """State that a person is excused, exempt, or made the session up. It yields to being seen.

    Raises Invalid without a reason or for another state.
    """
    if states not in EXCUSES:
        raise Invalid(_l("Choose excused, exempt or made up later."))
    gate = get_gate(db, gate_id)
    return _add(db, gate, person_id, staff, EvidenceKind.EXCUSE, states, None, _needed(reason))


def correct(
    db: Session,
    gate_id: int,
    person_id: int,
    staff: Staff,
    *,
    reason: str,
    states: AttendanceState | None = None,
    refers_to_id: int | None = None,
) -> Verdict:
    """Correct a person's attendance: void an earlier row, or say which state holds.

    The earlier row stays and can be read with the correction, who made it and why. Raises Invalid
    without a reason, when there is nothing to void, or when the row is another person's; Conflict
    when the row was voided before. A void may be voided, which gives its target back.
    """
    wanted = _needed(reason)
    gate = get_gate(db, gate_id)
    if states is None and refers_to_id is None:
        raise Invalid(_l("Choose the record to void, or the state that holds."))
    if refers_to_id is not None:
        _check_target(db, gate, person_id, refers_to_id, is_void=states is None)
    kind = EvidenceKind.CORRECTION
    return _add(db, gate, person_id, staff, kind, states, refers_to_id, wanted)


def untick(db: Session, gate_id: int, person_id: int, staff: Staff, *, reason: str) -> Verdict:
    """Take back whatever makes the person present at this session, each row by a correction of its own.

    Signs of presence and states that a correction set; what staff stated as an excuse stays. Staff can
    tick the person again afterwards. Raises Invalid if there is nothing to take back.
    """
    gate = get_gate(db, gate_id)
    signs = _live(db, gate.study_session_id, person_id)
    marked = [
        sign.id
        for sign in signs
        if sign.shows_presence or (sign.kind is EvidenceKind.CORRECTION and sign.states)
    ]
    if not marked:
        raise Invalid(_l("Nobody has marked this person here; there is nothing to take back."))
    for id in marked:
        verdict = correct(db, gate_id, person_id, staff, reason=reason, refers_to_id=id)
    return verdict


def gate_of_person(db: Session, study_session_id: int, person_id: int) -> Gate:
    """The entry at which a person is expected, or the session's first for somebody not summoned.

    Raises Invalid when the session is held nowhere yet.
    """
    gates = db.scalars(
        select(Gate)
        .where(Gate.study_session_id == study_session_id, Gate.direction == Direction.IN)
        .order_by(Gate.id)
    ).all()
    if not gates:
        raise Invalid(_l("This session has no venue yet."))
    ids = {gate.venue_id: gate for gate in gates}
    venue_id = db.scalar(
        select(Summons.venue_id).where(Summons.person_id == person_id, Summons.venue_id.in_(ids))
    )
    return ids[venue_id] if venue_id is not None else gates[0]


def _live(db: Session, study_session_id: int, person_id: int) -> list[Sign]:
    """What counts of a person, read when it is our turn: a second hand sees what the first did."""
    take_turn(db, study_session_id, [person_id])
    return live_signs(load_signs(db, study_session_id, [person_id])[person_id])


def _check_target(
    db: Session, gate: Gate, person_id: int, refers_to_id: int, *, is_void: bool
) -> None:
    target = db.get(Evidence, refers_to_id)
    if (
        target is None
        or target.person_id != person_id
        or target.study_session_id != gate.study_session_id
    ):
        raise Invalid(_l("This record belongs to somebody else or to another session."))
    live = _live(db, gate.study_session_id, person_id)
    if is_void and all(sign.id != refers_to_id for sign in live):
        raise Conflict(_l("This record was taken back already."))


def _add(
    db: Session,
    gate: Gate,
    person_id: int,
    staff: Staff,
    kind: EvidenceKind,
    states: AttendanceState | None,
    refers_to_id: int | None,
    reason: str,
) -> Verdict:
    row = record_evidence(
        db,
        NewEvidence(
            gate=gate,
            person_id=person_id,
            kind=kind,
            level=Level.SEEN,
            occurred_at=staff.now,
            received_at=staff.now,
            source="staff",
            staff_id=staff.account_id,
            states=states,
            refers_to_id=refers_to_id,
            reason=reason,
        ),
    )
    cause = Cause(f"evidence {row.id}", staff.now, staff.account_id, reason)
    return update_verdicts(db, gate.study_session, [person_id], cause)[person_id]


def _weak_sign(signs: Sequence[Sign]) -> int | None:
    """The person's own sign that waits for staff, if there is one."""
    weak = [sign for sign in signs if sign.shows_presence and not sign.level.gives_credit]
    return min(weak, key=lambda sign: sign.occurred_at).id if weak else None


def _needed(reason: str) -> str:
    kept = _reason(reason)
    if not kept:
        raise Invalid(_l("Say why: a correction needs a reason."))
    return kept


def _reason(reason: str) -> str:
    kept = reason.strip()
    if len(kept) > LONGEST_REASON:
        raise Invalid(_l("Keep the reason within 500 characters."))
    return kept
