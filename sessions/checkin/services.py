"""Checking in with one's own phone: one ticket, one person, one answer, whatever is repeated."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms.db.driver import pipelined
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level, Result
from sessions.checkin.places import find_right_place
from sessions.checkin.reading import Reader
from sessions.checkin.recording import Arrival, Recorded, Recorder, find_counting
from sessions.checkin.rules import Sign, Verdict, judge_attendance, live_signs
from sessions.checkin.scene import Place, Scene
from sessions.checkin.tickets import ScanTicket
from sessions.gates.rules import GateState, gate_state

LONGEST_NONCE = 64


class Problem(StrEnum):
    """Why a check-in was refused, beyond the result shown."""

    TICKET_USED = "ticket used"
    """By somebody else: one scan is for one person."""
    CORRECTED = "corrected"
    """Staff voided the person's earlier check-in here; a new scan cannot undo that."""
    NO_GATE = "no gate"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"
    """The code by which the phone remembered the person was issued anew: ask for it again."""


class Attempt(NamedTuple):
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
    code_start: str | None = None
    """Where the phone remembers the person: the start of the digest of the code they typed once."""


class Answer(NamedTuple):
    """What came of an attempt. `evidence_id` names the record that counts, new or old."""

    result: Result
    evidence_id: int | None = None
    problem: Problem | None = None
    right_session_id: int | None = None
    """With WRONG_PLACE: the study session the person is summoned to now."""


def check_in(db: Session, attempt: Attempt) -> Answer:
    """`check_in_many` for one."""
    return check_in_many(db, [attempt])[0]


def check_in_many(db: Session, attempts: Sequence[Attempt]) -> list[Answer]:
    """Record that people were at their tickets' gates when the codes were read, each once.

    Refuses only what a person can cause: a ticket another person used, a gate that was not open
    when the code was read, a place the person is not summoned to while summoned elsewhere (unless
    they insist). Whoever is on no list is recorded as provisional. Never raises for these; raises
    IntegrityError when another process used a ticket in the same moment, and then an attempt alone
    will find out. A fixed number of statements, whatever the number of attempts.
    """
    db.flush()
    reader = Reader(db.connection(), {each.person_id for each in attempts})
    with pipelined(db.connection()):
        tickets = [each.ticket.ticket_id for each in attempts]
        reader.read_places({each.ticket.gate_id for each in attempts}, tickets)
        arrivals = [_arrival(reader.scene, each) for each in attempts]
        recorder = Recorder(db, reader, [each for each in arrivals if each is not None])
    reader.finish()
    answers = [
        _answer(db, recorder, attempt, arrival)
        for attempt, arrival in zip(attempts, arrivals, strict=True)
    ]
    recorder.write()
    return answers


def phone_mark(phone: str, conference_id: int) -> str:
    """The mark kept for a phone: the same within a conference, unlinkable between two."""
    return sha256(f"{conference_id}:{phone}".encode()).hexdigest()[:32]


def _answer(db: Session, recorder: Recorder, attempt: Attempt, arrival: Arrival | None) -> Answer:
    if arrival is None:
        return Answer(Result.REFUSED, problem=Problem.NO_GATE)
    scene = recorder.scene
    place = scene.places[arrival.gate_id]
    known = (
        _ask_again(scene, attempt)
        or _answer_again(recorder, place, attempt)
        or _refuse(db, scene, place, attempt)
        or _find_earlier(scene, place, attempt)
    )
    if known is not None:
        return known
    if attempt.ticket.ticket_id in scene.tickets:  # and not by this person, or it were known
        return Answer(Result.REFUSED, problem=Problem.TICKET_USED)
    recorded = recorder.record(arrival)
    answer = _answer_new(scene, place, attempt, recorded)
    recorder.keep_shown(arrival, answer.result)
    return answer


def _answer_new(scene: Scene, place: Place, attempt: Attempt, recorded: Recorded) -> Answer:
    if Flag.TWO_VENUES in recorded.verdict.flags:
        signs = scene.signs[place.study_session_id, attempt.person_id]
        return _answer_at_second_venue(signs, recorded.evidence_id, recorded.verdict)
    return Answer(_result_of(recorded.verdict), recorded.evidence_id)


def _ask_again(scene: Scene, attempt: Attempt) -> Answer | None:
    """The phone remembers the person by a code that is no longer theirs."""
    start = attempt.code_start
    if start is None:
        return None
    for digest in scene.code_digests[attempt.person_id]:
        if digest.startswith(start):
            return None
    return Answer(Result.REFUSED, problem=Problem.FORGOTTEN)


def _answer_again(recorder: Recorder, place: Place, attempt: Attempt) -> Answer | None:
    """The person used this ticket before: the same tap gets the same answer, another learns of it."""
    used = recorder.scene.tickets.get(attempt.ticket.ticket_id)
    if used is None or used.person_id != attempt.person_id:
        return None
    if used.nonce != attempt.nonce[:LONGEST_NONCE]:
        return Answer(Result.ALREADY, used.evidence_id)
    if used.shown is None:
        return Answer(_result_of(recorder.judge(place, attempt.person_id)), used.evidence_id)
    if used.shown == Result.ALREADY:
        signs = recorder.scene.signs[place.study_session_id, attempt.person_id]
        before = [sign for sign in signs if sign.id <= used.evidence_id]
        facts = recorder.scene.facts(place, attempt.person_id)
        return _answer_at_second_venue(before, used.evidence_id, judge_attendance(before, facts))
    return Answer(Result(used.shown), used.evidence_id)


def _refuse(db: Session, scene: Scene, place: Place, attempt: Attempt) -> Answer | None:
    if place.is_cancelled:
        return Answer(Result.REFUSED, problem=Problem.CANCELLED)
    if gate_state(place.hours, attempt.ticket.received_at) is not GateState.OPEN:
        return Answer(Result.NOT_OPEN)
    if attempt.insists or (place.conference_id, attempt.person_id) in scene.venues:
        return None
    right = find_right_place(db, attempt.person_id, attempt.ticket.received_at)
    return None if right is None else Answer(Result.WRONG_PLACE, right_session_id=right.id)


def _find_earlier(scene: Scene, place: Place, attempt: Attempt) -> Answer | None:
    """An earlier record of one's own at this gate that is at least as strong."""
    signs = scene.signs[place.study_session_id, attempt.person_id]
    if not signs:
        return None
    level = Level(attempt.ticket.level)
    counting = find_counting(signs, place, level)
    if counting is not None:
        return Answer(Result.ALREADY, counting.id)
    live = {sign.id for sign in live_signs(signs)}
    voided = any(
        sign.kind is EvidenceKind.SELF
        and sign.level is level
        and sign.direction is place.direction
        and sign.venue_id == place.venue_id
        and sign.id not in live
        for sign in signs
    )
    return Answer(Result.REFUSED, problem=Problem.CORRECTED) if voided else None


def _answer_at_second_venue(signs: list[Sign], evidence_id: int, verdict: Verdict) -> Answer:
    """Both records stand and are flagged; the person is shown the one that counts."""
    first = [
        sign.id
        for sign in live_signs(signs)
        if sign.shows_presence
        and (sign.occurred_at, sign.venue_id) == (verdict.at, verdict.venue_id)
    ]
    counts = evidence_id in first or not first
    return Answer(_result_of(verdict), evidence_id) if counts else Answer(Result.ALREADY, first[0])


def _arrival(scene: Scene, attempt: Attempt) -> Arrival | None:
    """The sign to record; None where the ticket's gate is gone."""
    place = scene.places.get(attempt.ticket.gate_id)
    if place is None:
        return None
    ticket = attempt.ticket
    return Arrival(
        ticket.gate_id,
        attempt.person_id,
        EvidenceKind.SELF,
        Level(ticket.level),
        occurred_at=ticket.received_at,
        received_at=attempt.now,
        ticket=ticket.ticket_id,
        nonce=attempt.nonce[:LONGEST_NONCE],
        phone=phone_mark(attempt.phone, place.conference_id),
    )


def _result_of(verdict: Verdict) -> Result:
    if verdict.state is AttendanceState.LATE:
        return Result.LATE
    if verdict.state in (AttendanceState.PRESENT, AttendanceState.PARTIAL):
        return Result.PRESENT
    return Result.PROVISIONAL
