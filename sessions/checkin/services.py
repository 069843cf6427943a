"""Checking in with one's own phone: one ticket, one person, one answer, whatever is repeated."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level, Result
from sessions.checkin.evidence import NewEvidence, load_own, record_evidence, sign_of
from sessions.checkin.facts import SessionRoster, load_roster
from sessions.checkin.models import Evidence
from sessions.checkin.places import find_right_place
from sessions.checkin.rules import Sign, Verdict, judge_attendance, live_signs
from sessions.checkin.tickets import ScanTicket
from sessions.checkin.verdicts import Cause, settle_one, take_turn
from sessions.conferences.enums import ConferenceState
from sessions.gates.models import Gate
from sessions.gates.queries import find_gate, hours_of
from sessions.gates.rules import GateState, gate_state

Own = list[tuple[Evidence, Sign]]


class Problem(StrEnum):
    """Why a check-in was refused, beyond the result shown."""

    TICKET_USED = "ticket used"
    """By somebody else: one scan is for one person."""
    CORRECTED = "corrected"
    """Staff voided the person's earlier check-in here; a new scan cannot undo that."""
    NO_GATE = "no gate"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person taps the button: who, with which ticket, from which phone, when."""

    ticket: ScanTicket
    person_id: int
    phone: str
    """The phone's own cookie."""
    nonce: str
    """Of the page that was shown: the same nonce again is the same tap sent again."""
    now: datetime
    insists: bool = False
    """Was told of the right place and says: here all the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt. `evidence_id` names the record that counts, new or old."""

    result: Result
    evidence_id: int | None = None
    problem: Problem | None = None
    right_session_id: int | None = None
    """With WRONG_PLACE: the study session the person is summoned to now."""


def check_in(db: Session, attempt: Attempt) -> Answer:
    """Record that a person was at the ticket's gate when its code was read, once.

    Refuses only what the person can cause: a ticket another person used, a gate that was not open
    when the code was read, a place the person is not summoned to while summoned elsewhere (unless
    they insist). Whoever is on no list is recorded as provisional. Never raises for these.
    """
    gate = find_gate(db, attempt.ticket.gate_id)
    if gate is None:
        return Answer(Result.REFUSED, problem=Problem.NO_GATE)
    take_turn(db, gate.study_session_id, [attempt.person_id])
    own = load_own(db, gate.study_session_id, attempt.person_id)
    roster = load_roster(db, gate.study_session, [attempt.person_id])
    answer = (
        _answer_again(own, roster, attempt)
        or _refuse(db, gate, roster, attempt)
        or _find_earlier(gate, own, attempt)
    )
    if answer is not None:
        return answer
    try:
        with db.begin_nested():
            row = record_evidence(db, _evidence(gate, attempt))
    except IntegrityError:  # the ticket was used, and not by this person, whose turn it is
        return Answer(Result.REFUSED, problem=Problem.TICKET_USED)
    signs = [*(sign for _, sign in own), sign_of(row, gate.direction, gate.venue_id)]
    cause = Cause(f"evidence {row.id}", row.occurred_at)
    verdict = settle_one(db, roster, attempt.person_id, signs, cause)
    if Flag.TWO_VENUES in verdict.flags:
        return _answer_at_second_venue(signs, row, verdict)
    return Answer(_result_of(verdict), row.id)


def phone_mark(phone: str, conference_id: int) -> str:
    """The mark kept for a phone: the same within a conference, unlinkable between two."""
    return sha256(f"{conference_id}:{phone}".encode()).hexdigest()[:32]


def _answer_again(own: Own, roster: SessionRoster, attempt: Attempt) -> Answer | None:
    """The person used this ticket before: the same tap gets the same answer, another learns of it."""
    for row, _ in own:
        if row.ticket != attempt.ticket.ticket_id:
            continue
        if row.nonce != attempt.nonce:
            return Answer(Result.ALREADY, row.id)
        verdict = judge_attendance((sign for _, sign in own), roster.of(attempt.person_id))
        return Answer(_result_of(verdict), row.id)
    return None


def _refuse(db: Session, gate: Gate, roster: SessionRoster, attempt: Attempt) -> Answer | None:
    if gate.study_session.conference.state == ConferenceState.CANCELLED:
        return Answer(Result.REFUSED, problem=Problem.CANCELLED)
    if gate_state(hours_of(gate), attempt.ticket.received_at) is not GateState.OPEN:
        return Answer(Result.NOT_OPEN)
    if attempt.insists or roster.of(attempt.person_id).is_summoned:
        return None
    right = find_right_place(db, attempt.person_id, attempt.ticket.received_at)
    return None if right is None else Answer(Result.WRONG_PLACE, right_session_id=right.id)


def _find_earlier(gate: Gate, own: Own, attempt: Attempt) -> Answer | None:
    """An earlier record of one's own at this gate that is at least as strong."""
    signs = [sign for _, sign in own]
    here = [
        sign
        for sign in signs
        if sign.shows_presence
        and sign.direction is gate.direction
        and sign.venue_id == gate.venue_id
    ]
    live = {sign.id for sign in live_signs(signs)}
    level = Level(attempt.ticket.level)
    counting = [sign for sign in here if sign.id in live and sign.level.strength >= level.strength]
    if counting:
        first = min(counting, key=lambda sign: sign.occurred_at)
        return Answer(Result.ALREADY, first.id)
    voided = any(
        sign.kind is EvidenceKind.SELF and sign.level is level and sign.id not in live
        for sign in here
    )
    return Answer(Result.REFUSED, problem=Problem.CORRECTED) if voided else None


def _answer_at_second_venue(signs: list[Sign], row: Evidence, verdict: Verdict) -> Answer:
    """Both records stand and are flagged; the person is shown the one that counts."""
    first = [
        sign.id
        for sign in live_signs(signs)
        if sign.shows_presence
        and (sign.occurred_at, sign.venue_id) == (verdict.at, verdict.venue_id)
    ]
    counts = row.id in first or not first
    return Answer(_result_of(verdict), row.id) if counts else Answer(Result.ALREADY, first[0])


def _evidence(gate: Gate, attempt: Attempt) -> NewEvidence:
    return NewEvidence(
        gate=gate,
        person_id=attempt.person_id,
        kind=EvidenceKind.SELF,
        level=Level(attempt.ticket.level),
        occurred_at=attempt.ticket.received_at,
        received_at=attempt.now,
        ticket=attempt.ticket.ticket_id,
        nonce=attempt.nonce,
        phone=phone_mark(attempt.phone, gate.study_session.conference_id),
    )


def _result_of(verdict: Verdict) -> Result:
    if verdict.state is AttendanceState.LATE:
        return Result.LATE
    if verdict.state in (AttendanceState.PRESENT, AttendanceState.PARTIAL):
        return Result.PRESENT
    return Result.PROVISIONAL
