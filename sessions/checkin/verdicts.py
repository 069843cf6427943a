"""Keeping the verdict cache and the learner record in step with the evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from lms.people.models import Person
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.records.services import NewOutcome, post_outcomes
from sessions.checkin.enums import AttendanceState
from sessions.checkin.evidence import load_signs
from sessions.checkin.facts import SessionRoster, load_roster
from sessions.checkin.models import Attendance
from sessions.checkin.rules import Sign, Verdict, judge_attendance
from sessions.conferences.models import StudySession

SOURCE = "sessions.checkin"
_LOCK_PERSON = (
    select(Person.id).where(Person.id == bindparam("person")).with_for_update(key_share=True)
)
_LOCK_SESSION = (
    select(StudySession.id).where(StudySession.id == bindparam("session")).with_for_update()
)
_CACHED = select(Attendance).where(Attendance.study_session_id == bindparam("session"))
_CACHED_ONE = _CACHED.where(Attendance.person_id == bindparam("person"))
_SAID = (
    select(Outcome)
    .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
    .where(CurrentOutcome.activity_id == bindparam("activity"))
)
_SAID_OF_ONE = _SAID.where(CurrentOutcome.person_id == bindparam("person"))
_ATTENDED = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.PARTIAL)


@dataclass(frozen=True, slots=True)
class Cause:
    """What made verdicts change: it names the statements in the learner record for good."""

    key: str
    """Unique among the causes of one session, such as `evidence 17` or `closed 2021-03-27T…`."""
    at: datetime
    account_id: int | None = None
    reason: str = ""


def update_verdicts(
    db: Session, session: StudySession, person_ids: Collection[int] | None, cause: Cause
) -> dict[int, Verdict]:
    """Judge these people (None: all expected or recorded) anew; store and post what changed.

    The cache holds a row for whoever has evidence and, once attendance was closed, for whoever
    was expected. A fixed number of statements, whatever the number of people.
    """
    take_turn(db, session.id, person_ids)
    roster = load_roster(db, session, person_ids)
    signs = load_signs(db, session.id, person_ids)
    people = roster.expected | signs.keys() if person_ids is None else set(person_ids)
    judged = {
        person_id: judge_attendance(signs.get(person_id, ()), roster.of(person_id))
        for person_id in people
    }
    _store(db, session, judged, signs)
    _post(db, session, judged, signs, cause)
    return judged


def settle_one(
    db: Session, roster: SessionRoster, person_id: int, signs: list[Sign], cause: Cause
) -> Verdict:
    """The same for one person whose turn was taken and whose signs and roster are at hand."""
    session = roster.session
    verdict = judge_attendance(signs, roster.of(person_id))
    _store(db, session, {person_id: verdict}, {person_id: signs})
    _post(db, session, {person_id: verdict}, {person_id: signs}, cause)
    return verdict


def take_turn(db: Session, study_session_id: int, person_ids: Collection[int] | None) -> None:
    """Let nobody else judge the same people until this transaction ends.

    SQLite's writers take turns anyway. On PostgreSQL one person is locked by their own row; many
    people by the session's, which also waits for evidence that is being written to it.
    """
    if db.get_bind().dialect.name != "postgresql":
        return
    if person_ids is not None and len(person_ids) == 1:
        (person_id,) = person_ids
        db.execute(_LOCK_PERSON, {"person": person_id})
    else:
        db.execute(_LOCK_SESSION, {"session": study_session_id})


def rebuild_verdicts(db: Session, session: StudySession, cause: Cause) -> int:
    """Throw the session's verdicts away and derive them again from the ledger; how many there are.

    Rows come out the same, byte for byte, and nothing is posted that the learner record already
    says: anything else was a mistake in the cache.
    """
    db.execute(delete(Attendance).where(Attendance.study_session_id == session.id))
    db.expire_all()
    update_verdicts(db, session, None, cause)
    kept = select(func.count()).where(Attendance.study_session_id == session.id)
    return db.scalar(kept) or 0


def _store(
    db: Session,
    session: StudySession,
    judged: Mapping[int, Verdict],
    signs: Mapping[int, list[Sign]],
) -> None:
    known = _load_cached(db, session.id, judged)
    for person_id in sorted(judged):
        verdict, row = judged[person_id], known.get(person_id)
        if not _is_kept(verdict, signs.get(person_id, ())):
            if row is not None:
                db.delete(row)
            continue
        if row is None:
            row = Attendance(study_session_id=session.id, person_id=person_id)
            db.add(row)
        row.state = verdict.state
        row.level = "" if verdict.level is None else verdict.level.value
        row.venue_id = verdict.venue_id
        row.arrived_at = verdict.at
        row.flags = ",".join(verdict.flags)
        row.evidence_count = len(signs.get(person_id, ()))
        row.rule_version = verdict.rule_version
    db.flush()


def _is_kept(verdict: Verdict, signs: Collection[Sign]) -> bool:
    """Somebody never expected or not yet due, of whom there is no sign, has no row."""
    return bool(signs) or verdict.state is not AttendanceState.UNKNOWN


def _post(
    db: Session,
    session: StudySession,
    judged: Mapping[int, Verdict],
    signs: Mapping[int, list[Sign]],
    cause: Cause,
) -> None:
    """Tell the learner record what it does not say yet; of a rehearsal, nothing."""
    activity_id = session.activity_id
    if activity_id is None:
        return
    said = _load_outcomes(db, activity_id, judged)
    news = [
        NewOutcome(
            person_id=person_id,
            activity_id=activity_id,
            state=OutcomeState(verdict.state.value),
            source=SOURCE,
            source_key=f"{session.id}/{person_id}/{cause.key}",
            occurred_at=verdict.at or cause.at,
            level="" if verdict.level is None else verdict.level.value,
            mode=_mode(verdict),
            rule_version=verdict.rule_version,
            reason=cause.reason,
            posted_by=cause.account_id,
        )
        for person_id, verdict in sorted(judged.items())
        if _is_news(verdict, said.get(person_id), signs.get(person_id, ()))
    ]
    if news:
        post_outcomes(db, activity_id, news)


def _is_news(verdict: Verdict, said: Outcome | None, signs: Collection[Sign]) -> bool:
    if said is None:
        return _is_kept(verdict, signs)
    level = "" if verdict.level is None else verdict.level.value
    same_time = verdict.at is None or verdict.at == said.occurred_at
    return not (said.state.value == verdict.state.value and said.level == level and same_time)


def _mode(verdict: Verdict) -> str:
    if verdict.state is AttendanceState.MAKE_UP:
        return "make-up"
    return "in person" if verdict.state in _ATTENDED else ""


def _load_cached(
    db: Session, study_session_id: int, people: Collection[int]
) -> dict[int, Attendance]:
    about = {"session": study_session_id}
    if len(people) == 1:
        (person_id,) = people
        rows = db.scalars(_CACHED_ONE, about | {"person": person_id})
    else:
        rows = db.scalars(_CACHED, about)
    return {row.person_id: row for row in rows}


def _load_outcomes(db: Session, activity_id: int, people: Collection[int]) -> dict[int, Outcome]:
    about = {"activity": activity_id}
    if len(people) == 1:
        (person_id,) = people
        rows = db.scalars(_SAID_OF_ONE, about | {"person": person_id})
    else:
        rows = db.scalars(_SAID, about)
    return {row.person_id: row for row in rows}
