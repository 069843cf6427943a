"""Keeping the verdict cache and the learner record in step with the evidence."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, bindparam, delete, func, select
from sqlalchemy.orm import Session

from lms.db.bulk import Writes
from lms.db.prepared import Asked, Columns, Prepared, among
from lms.people.belonging import CHUNK
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.records.services import Batch, NewOutcome, post_outcomes
from sessions.checkin.enums import AttendanceState
from sessions.checkin.evidence import load_signs
from sessions.checkin.facts import load_roster
from sessions.checkin.models import Attendance
from sessions.checkin.rules import Sign, Verdict, judge_attendance
from sessions.checkin.turns import take_turns
from sessions.conferences.models import StudySession

SOURCE = "sessions.checkin"
_ATTENDANCES: Table = Attendance.__table__  # type: ignore[assignment] # declarative tables are Tables
_LOCK_SESSION = (
    select(StudySession.id).where(StudySession.id == bindparam("session")).with_for_update()
)
_SAID = (
    select(
        CurrentOutcome.person_id,
        CurrentOutcome.outcome_id,
        Outcome.state,
        Outcome.level,
        Outcome.occurred_at,
    )
    .join(Outcome, Outcome.id == CurrentOutcome.outcome_id)
    .where(CurrentOutcome.activity_id == bindparam("activity"))
)
_SAID_OF = Prepared(lambda size: _SAID.where(among(CurrentOutcome.person_id, size)))
_MANY = 2_000
"""From so many people on, everybody's outcomes are read at once instead of in parts."""
_SAID_OF_ALL = Prepared(_SAID)
_ATTENDED = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.PARTIAL)


class Cause(NamedTuple):
    """What made verdicts change: it names the statements in the learner record for good."""

    key: str
    """Unique among the causes of one session, such as `evidence 17` or `closed 2021-03-27T…`."""
    at: datetime
    account_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A study session and the activity it is in the learner record; a rehearsal is none."""

    id: int
    activity_id: int | None


class _Said(NamedTuple):
    """What the learner record says of a person now."""

    outcome_id: int
    state: OutcomeState
    level: str
    occurred_at: datetime


class Crowd:
    """People whose new signs are about to be written: what the learner record says of them before, asked ahead."""

    def __init__(
        self,
        db: Session,
        activity_ids: Collection[int | None],
        person_ids: Collection[int],
        batch: Batch,
    ) -> None:
        """Ask. The people's turn was taken; the batch is written by whoever collects in it."""
        self.batch = batch
        self._asked = {
            each: _ask_said(db, each, person_ids) for each in activity_ids if each is not None
        }

    def said(self, activity_id: int) -> dict[int, _Said]:
        """The people of whom the record says something of an activity; to be called once for each."""
        return _said(self._asked[activity_id])


Judged = tuple[Verdict, Cause, Sequence[Sign]]
"""A person's verdict, what made it change, and all the signs it rests on."""


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
    reasons = {
        person_id: (verdict, cause, signs.get(person_id, ()))
        for person_id, verdict in sorted(judged.items())
    }
    keep_verdicts(db, Sitting(session.id, session.activity_id), reasons)
    return judged


def keep_verdicts(
    db: Session,
    sitting: Sitting,
    judged: Mapping[int, Judged],
    crowd: "Crowd | None" = None,
) -> None:
    """Store verdicts in the cache and tell the learner record what it does not say yet.

    The people's turn was taken, and their signs are written. In a `crowd` every cause names a row of
    evidence that is written with the verdicts, when its batch is sent.
    """
    db.flush()
    kept = {person_id: each for person_id, each in judged.items() if _is_kept(each[0], each[2])}
    writes = Writes(db) if crowd is None else crowd.batch.writes
    writes.upsert(_ATTENDANCES, _columns(sitting, kept))
    if crowd is None:
        writes.send()
    gone = sorted(judged.keys() - kept.keys())
    for start in range(0, len(gone), CHUNK):
        db.execute(
            delete(Attendance).where(
                Attendance.study_session_id == sitting.id,
                Attendance.person_id.in_(gone[start : start + CHUNK]),
            )
        )
    if sitting.activity_id is not None:
        _post(db, sitting, sitting.activity_id, judged, crowd)
    _forget_loaded(db)


def take_turn(db: Session, study_session_id: int, person_ids: Collection[int] | None) -> None:
    """Let nobody else judge the same people until this transaction ends.

    SQLite's writers take turns anyway. On PostgreSQL one person is locked as in check-in; many
    people by the session's row, which also waits for evidence that is being written to it.
    """
    if db.get_bind().dialect.name != "postgresql":
        return
    if person_ids is not None and len(person_ids) == 1:
        take_turns(db.connection(), person_ids)
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


def _columns(sitting: Sitting, judged: Mapping[int, Judged]) -> Columns:
    verdicts = [verdict for verdict, _, _ in judged.values()]
    return {
        "study_session_id": [sitting.id] * len(verdicts),
        "person_id": list(judged),
        "state": [each.state for each in verdicts],
        "level": ["" if each.level is None else each.level.value for each in verdicts],
        "venue_id": [each.venue_id for each in verdicts],
        "arrived_at": [each.at for each in verdicts],
        "flags": [",".join(each.flags) for each in verdicts],
        "evidence_count": [len(signs) for _, _, signs in judged.values()],
        "rule_version": [each.rule_version for each in verdicts],
    }


def _is_kept(verdict: Verdict, signs: Collection[Sign]) -> bool:
    """Somebody never expected or not yet due, of whom there is no sign, has no row."""
    return bool(signs) or verdict.state is not AttendanceState.UNKNOWN


def _forget_loaded(db: Session) -> None:
    """Rows of the cache that this session holds were overwritten beneath it."""
    for held in list(db.identity_map.values()):
        if isinstance(held, Attendance | CurrentOutcome):
            db.expire(held)


def _post(
    db: Session,
    sitting: Sitting,
    activity_id: int,
    judged: Mapping[int, Judged],
    crowd: "Crowd | None",
) -> None:
    said = _said(_ask_said(db, activity_id, judged)) if crowd is None else crowd.said(activity_id)
    news = [
        NewOutcome(
            person_id,
            activity_id,
            OutcomeState(verdict.state),
            SOURCE,
            f"{sitting.id}/{cause.key}/{person_id}",
            verdict.at or cause.at,
            level="" if verdict.level is None else verdict.level.value,
            mode=_mode(verdict),
            rule_version=verdict.rule_version,
            reason=cause.reason,
            posted_by=cause.account_id,
        )
        for person_id, (verdict, cause, signs) in judged.items()
        if _is_news(verdict, said.get(person_id), signs)
    ]
    if news:
        current = {person_id: row.outcome_id for person_id, row in said.items()}
        post_outcomes(db, activity_id, news, current=current, batch=crowd.batch if crowd else None)


def _said(asked: Asked) -> dict[int, _Said]:
    return {person_id: _Said(*about) for person_id, *about in asked.rows()}


def _is_news(verdict: Verdict, said: _Said | None, signs: Collection[Sign]) -> bool:
    if said is None:
        return _is_kept(verdict, signs)
    level = "" if verdict.level is None else verdict.level.value
    same_time = verdict.at is None or verdict.at == said.occurred_at
    return not (said.state.value == verdict.state.value and said.level == level and same_time)


def _mode(verdict: Verdict) -> str:
    if verdict.state is AttendanceState.MAKE_UP:
        return "make-up"
    return "in person" if verdict.state in _ATTENDED else ""


def _ask_said(db: Session, activity_id: int, people: Collection[int]) -> Asked:
    """Ask what the learner record says now of these people, or of everybody where they are many."""
    if len(people) <= _MANY:
        return _SAID_OF.ask_for(db.connection(), people, activity=activity_id)
    return _SAID_OF_ALL.ask(db.connection(), activity=activity_id)
