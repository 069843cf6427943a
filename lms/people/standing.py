"""What people were on a day, and the one way to change it: the history and the person's columns in step."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.db.mass import insert_rows
from lms.people.models import Person, PersonStanding
from lms.people.position_ranks import position_rank
from lms.people.standing_rules import STANDING, Standing, changed_from, standing_on

T = TypeVar("T")
Chains = dict[int, tuple[Standing, ...]]
_TOGETHER = 1_000
_STANDINGS = cast(Table, PersonStanding.__table__)
_KEPT = [getattr(PersonStanding, name) for name in STANDING]


def standings_of(db: Session, person_ids: Collection[int]) -> Chains:
    """person id → everything the person was, oldest first; one without end where no change is on record."""
    rows: defaultdict[int, list[Standing]] = defaultdict(list)
    chains: Chains = {}
    for some in _chunks(sorted(person_ids)):
        kept = select(PersonStanding).where(PersonStanding.person_id.in_(some))
        for row in db.scalars(kept.execution_options(populate_existing=True)):
            rows[row.person_id].append(_standing(row, row.starts_on, row.ends_on))
        columns = [getattr(Person, name) for name in STANDING]
        for person in db.execute(select(Person.id, *columns).where(Person.id.in_(some))):
            chains[person.id] = tuple(
                sorted(rows[person.id], key=lambda each: each.starts_on or date.min)
            ) or (_standing(person, None, None),)
    return chains


def standings_on(db: Session, person_ids: Collection[int], day: date) -> dict[int, Standing]:
    """person id → what the person was on a day: position, kind of staff, Party membership, exempt or not.

    Two queries for a thousand people.
    """
    return {
        person_id: standing_on(chain, day)
        for person_id, chain in standings_of(db, person_ids).items()
    }


def other_standings_on(
    db: Session, day: date, person_ids: Collection[int] | None = None
) -> dict[int, Standing]:
    """person id → what the person was on a day, of those alone who have been something else since.

    Also of those who will have changed by then. For everybody not among them the columns hold, so that a list of
    200,000 reads the few who changed. One query.
    """
    question = select(
        PersonStanding.person_id, PersonStanding.starts_on, PersonStanding.ends_on, *_KEPT
    ).where(was_on(day))
    if person_ids is not None and len(person_ids) <= _TOGETHER:
        question = question.where(PersonStanding.person_id.in_(person_ids))
    return {
        row[0]: Standing(*row[1:])
        for row in db.execute(question)
        if person_ids is None or row[0] in person_ids
    }


def was_on(day: date, was: Any = PersonStanding) -> ColumnElement[bool]:
    """Condition on a row of the history: it says of the day something that the person's columns do not say."""
    return and_(
        or_(was.ends_on >= day, and_(was.ends_on.is_(None), was.starts_on > clock.today())),
        or_(was.starts_on.is_(None), was.starts_on <= day),
    )


def change_standing(db: Session, changes: Mapping[int, Mapping[str, Any]], on: date) -> set[int]:
    """Give people these values from a day on, past or to come: {person id: {"position": "Vụ trưởng"}}.

    Writes the history, and the person's columns as they are today: what is to come is taken over when its day
    is there, by `bring_up_to_day`. Returns the ids of those of whom anything changed.
    """
    before = standings_of(db, changes)
    after = {
        person_id: changed_from(chain, changes[person_id], on)
        for person_id, chain in before.items()
    }
    changed = {person_id: chain for person_id, chain in after.items() if chain != before[person_id]}
    _write(db, changed)
    today = clock.today()
    _write_columns(db, {each: standing_on(chain, today).values for each, chain in changed.items()})
    return set(changed)


def bring_up_to_day(db: Session) -> int:
    """Take over into the people's columns what holds from today on; how many people. One query where nobody."""
    today = clock.today()
    holds_today = (
        PersonStanding.starts_on <= today,
        or_(PersonStanding.ends_on.is_(None), PersonStanding.ends_on >= today),
    )
    differs = or_(*(getattr(PersonStanding, name) != getattr(Person, name) for name in STANDING))
    due = db.execute(
        select(PersonStanding.person_id, *_KEPT)
        .join(Person, Person.id == PersonStanding.person_id)
        .where(*holds_today, differs)
        .order_by(PersonStanding.person_id)
    )
    columns = {row[0]: dict(zip(STANDING, row[1:], strict=True)) for row in due}
    _write_columns(db, columns)
    return len(columns)


def note_changes(
    db: Session, changes: Iterable[tuple[int, Mapping[str, Any], Mapping[str, Any]]], on: date
) -> None:
    """Write the history of changes whose columns the caller writes itself: (person id, before, what changes).

    For the roster import, which writes whole rows. A day that is still to come counts as today: the columns
    change now.
    """
    on = min(on, clock.today())
    told = {
        person_id: {name: after[name] for name in STANDING if name in after}
        for person_id, _before, after in changes
    }
    told = {person_id: values for person_id, values in told.items() if values}
    before = standings_of(db, told)
    _write(db, {each: changed_from(before[each], told[each], on) for each in before})


def _write_columns(db: Session, columns: Mapping[int, Mapping[str, Any]]) -> None:
    if columns:
        db.execute(
            update(Person),
            [
                {"id": person_id, "position_rank": position_rank(values["position"]), **values}
                for person_id, values in columns.items()
            ],
        )


def _write(db: Session, chains: Chains) -> None:
    for some in _chunks(list(chains)):
        db.execute(
            delete(PersonStanding)
            .where(PersonStanding.person_id.in_(some))
            .execution_options(synchronize_session=False)
        )
        rows = [
            {
                "person_id": person_id,
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
                "position_rank": position_rank(each.position),
                **each.values,
            }
            for person_id in some
            if len(chains[person_id]) > 1
            for each in chains[person_id]
        ]
        insert_rows(db, _STANDINGS, rows)


def _standing(row: Any, starts_on: date | None, ends_on: date | None) -> Standing:
    return Standing(starts_on, ends_on, *(getattr(row, name) for name in STANDING))


def _chunks(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _TOGETHER):
        yield items[start : start + _TOGETHER]
