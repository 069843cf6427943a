"""Writing the learner record: one verb to post, one to void, one to build the cache anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.db.bulk import Writes, next_ids
from lms.db.prepared import Prepared, among
from lms.errors import Invalid
from lms.people.belonging import CHUNK
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.web.i18n import lazy_gettext as _l

OUTCOMES: Table = Outcome.__table__  # type: ignore[assignment] # declarative tables are Tables
_CURRENT: Table = CurrentOutcome.__table__  # type: ignore[assignment] # as above
_INSERT = Prepared(insert(OUTCOMES))
_KNOWN = Prepared(
    lambda size: select(Outcome.source_key).where(
        Outcome.source == bindparam("source"), among(Outcome.source_key, size)
    )
)


class NewOutcome(NamedTuple):
    """What an area states; `source` and `source_key` name the statement for good. Fields are called as the columns."""

    person_id: int
    activity_id: int
    state: OutcomeState
    source: str
    source_key: str
    occurred_at: datetime
    score: float | None = None
    max_score: float | None = None
    level: str = ""
    mode: str = ""
    rule_version: str = ""
    reason: str = ""
    posted_by: int | None = None


class Batch(NamedTuple):
    """What somebody has at hand who posts for a crowd, together with the rows that the outcomes rest on."""

    ids: Iterator[int]
    """As many as there may be outcomes, of `OUTCOMES`."""
    writes: Writes


def post_outcome(db: Session, new: NewOutcome) -> Outcome:
    """State what came of an activity for a person; from now on it is the current outcome.

    The same (source, source_key) posted again returns the first row and changes nothing. A later
    statement about the same person and activity supersedes the former, which stays readable.
    """
    known = db.scalar(
        select(Outcome).where(Outcome.source == new.source, Outcome.source_key == new.source_key)
    )
    if known is not None:
        return known
    current = db.get(CurrentOutcome, (new.activity_id, new.person_id))
    row = Outcome(
        **_columns(new, clock.now()), supersedes_id=current.outcome_id if current else None
    )
    db.add(row)
    db.flush()
    if current is None:
        db.add(
            CurrentOutcome(person_id=new.person_id, activity_id=new.activity_id, outcome_id=row.id)
        )
    else:
        current.outcome_id = row.id
    return row


def post_outcomes(
    db: Session,
    activity_id: int,
    new: Iterable[NewOutcome],
    *,
    current: Mapping[int, int] | None = None,
    batch: Batch | None = None,
) -> int:
    """The same for many people and one activity, in a few statements; returns how many are new.

    `current` says which outcome is current for each of them (person id → outcome id), for a caller
    who has read it in this transaction. With a `batch` the caller sends what is written, and no source
    key can have been posted, because each names a row that is written with it.
    """
    stated = {(each.source, each.source_key): each for each in new}
    if any(each.activity_id != activity_id for each in stated.values()):
        raise ValueError("post_outcomes takes outcomes of one activity")
    db.flush()
    known = _known_keys(db, stated) if batch is None else set()
    fresh = sorted(
        (each for key, each in stated.items() if key not in known), key=attrgetter("person_id")
    )
    if not fresh:
        return 0
    if current is None:
        current = _current_of(db, activity_id, [each.person_id for each in fresh])
    now = clock.now()
    writes = Writes(db) if batch is None else batch.writes
    ids = next_ids(db, OUTCOMES, len(fresh)) if batch is None else batch.ids
    numbers = list(islice(ids, len(fresh)))
    columns: dict[str, Sequence[Any]] = dict(
        zip(NewOutcome._fields, zip(*fresh, strict=True), strict=True)
    )
    people = columns["person_id"]
    columns["id"] = numbers
    columns["posted_at"] = [now] * len(fresh)
    columns["supersedes_id"] = list(map(current.get, people))
    writes.insert(_INSERT, columns)
    activities = columns["activity_id"]
    writes.upsert(_CURRENT, {"activity_id": activities, "person_id": people, "outcome_id": numbers})
    if batch is None:
        writes.send()
    return len(fresh)


def void_outcome(
    db: Session, outcome_id: int, *, source_key: str, reason: str, posted_by: int | None
) -> Outcome:
    """Say that an outcome does not count, with who and why; nothing is overwritten.

    Raises Invalid without a reason, or when the outcome is no longer the current one.
    """
    if not reason.strip():
        raise Invalid(_l("Say why: a correction needs a reason."))
    voided = db.get_one(Outcome, outcome_id)
    current = db.get(CurrentOutcome, (voided.activity_id, voided.person_id))
    if current is None or current.outcome_id != outcome_id:
        raise Invalid(_l("This result was corrected meanwhile; look at the newest one."))
    return post_outcome(
        db,
        NewOutcome(
            person_id=voided.person_id,
            activity_id=voided.activity_id,
            state=OutcomeState.VOID,
            source=voided.source,
            source_key=source_key,
            occurred_at=clock.now(),
            reason=reason,
            posted_by=posted_by,
        ),
    )


def rebuild(db: Session) -> int:
    """Make the cache of current outcomes anew from the ledger; returns how many there are.

    The newest statement (highest id) about a person and an activity is the one that counts.
    """
    db.execute(delete(CurrentOutcome))
    newest = (
        select(Outcome.person_id, Outcome.activity_id, func.max(Outcome.id))
        .group_by(Outcome.person_id, Outcome.activity_id)
        .order_by(Outcome.activity_id, Outcome.person_id)
    )
    db.execute(
        insert(CurrentOutcome).from_select(["person_id", "activity_id", "outcome_id"], newest)
    )
    return db.scalar(select(func.count()).select_from(CurrentOutcome)) or 0


def _columns(new: NewOutcome, now: datetime) -> dict[str, Any]:
    return {
        "person_id": new.person_id,
        "activity_id": new.activity_id,
        "state": new.state,
        "score": new.score,
        "max_score": new.max_score,
        "level": new.level,
        "mode": new.mode,
        "occurred_at": new.occurred_at,
        "posted_at": now,
        "posted_by": new.posted_by,
        "source": new.source,
        "source_key": new.source_key,
        "rule_version": new.rule_version,
        "reason": new.reason,
    }


def _known_keys(db: Session, stated: dict[tuple[str, str], NewOutcome]) -> set[tuple[str, str]]:
    known: set[tuple[str, str]] = set()
    for source in {key[0] for key in stated}:
        keys = sorted(key[1] for key in stated if key[0] == source)
        found = _KNOWN.rows_for(db.connection(), keys, source=source)
        known.update((source, key) for (key,) in found)
    return known


def _current_of(db: Session, activity_id: int, people: list[int]) -> dict[int, int]:
    current: dict[int, int] = {}
    for start in range(0, len(people), CHUNK):
        rows = db.execute(
            select(CurrentOutcome.person_id, CurrentOutcome.outcome_id).where(
                CurrentOutcome.activity_id == activity_id,
                CurrentOutcome.person_id.in_(people[start : start + CHUNK]),
            )
        )
        current.update({row.person_id: row.outcome_id for row in rows})
    return current
