"""Where people stand in the lists that named them: the order “as in the imported list”.

An office expects the list it imported last, row by row as in its file; whom that does not name follows as the
lists before had them. So the newest list has a rank below all before, and everybody it names, the unchanged as well,
has that rank and a row in it. The same list once more changes nothing of this. A list much like the newest one takes its
rank over: only those whose place among the others changes get another row, and whom it does not name any more goes to a
rank just behind. Any other list gets a rank of its own. A file that this product wrote, of whatever part and in whatever
order, is no list of the office: it moves nobody, and whoever was added to it stands behind all lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import ARRAY, Integer, bindparam, func, select, update
from sqlalchemy.orm import Session

from lms.people.importing.acts import Acts
from lms.people.importing.list_places import fit_in, fresh_rows
from lms.people.importing.models import RowKind
from lms.people.importing.preparing import chunks
from lms.people.importing.roster_plan import RosterPlan
from lms.people.importing.stamp import renew_stamp
from lms.people.list_numbers import OLD_LIST, UNLISTED, newest_of
from lms.people.models import Person

_TOGETHER: Final = 5_000
_RANKS_APART: Final = 1_000
"""Between two lists: so often may people stand behind a list that they were in, each time before the last ones."""


def list_row(run_id: int, plan: RosterPlan) -> dict[str, Any]:
    """The row of `import_rows` that keeps the order of a previewed list."""
    told = {
        "is_kept": plan.keeps_order,
        "is_ours": plan.is_of_ours,
        "rows": [[row.row, known.id] for row, known in plan.unchanged],
    }
    return {
        "run_id": run_id,
        "kind": RowKind.LISTED,
        "row": 0,
        "person_id": None,
        "name": "",
        "search": "",
        "detail": "{}",
        "act": orjson.dumps(told).decode(),
    }


def load_list(kept: str, acts: Acts) -> None:
    """Put what `list_row` kept into the acts: the unchanged people's rows, and whether all stand in order already."""
    told = orjson.loads(kept)
    acts.keeps_order, acts.is_of_ours = told["is_kept"], told.get("is_ours", False)
    acts.listed += [(person_id, row) for row, person_id in told["rows"]]


@dataclass(slots=True)
class Order:
    """What is written of where people stand in lists."""

    rank: int
    """Of the list"""
    added: list[int] = field(default_factory=list)
    """Rows of the new people, in their order"""
    rows: list[tuple[int, int]] = field(default_factory=list)
    """Person id and row of those on record who stand elsewhere now"""
    behind: list[int] = field(default_factory=list)
    """Ids of people of the newest list whom this one does not name: their rank is `rank_behind`, their rows stay."""
    rank_behind: int = UNLISTED


def order_of(db: Session, acts: Acts) -> Order:
    """Where the people of a list are to stand. Three queries at most; only in a writing transaction."""
    if acts.is_of_ours:
        return Order(UNLISTED, [UNLISTED] * len(acts.added))
    newest = newest_of(db.scalar(select(func.min(Person.list_rank))))
    if acts.keeps_order and not acts.added:
        return Order(newest)
    named = [(row, person_id) for person_id, row in acts.listed]
    named += [(row, -place) for place, row in enumerate(acts.added_rows, 1)]
    keys = [key for _row, key in sorted(named)]
    return _fitting(db, newest, keys) or _anew(newest, keys)


def with_places(
    updates: Sequence[list[dict[str, Any]]], order: Order
) -> Sequence[list[dict[str, Any]]]:
    """Values of people who change, with their new places; those who keep theirs apart.

    Whoever is written so is not left to `write_order`: a row is written once, with all its indexes.
    """
    places = dict(order.rows)
    told: list[list[dict[str, Any]]] = []
    for rows in updates:
        told.append([each for each in rows if each["id"] not in places])
        told.append(
            [
                {**each, "list_rank": order.rank, "list_row": places[each["id"]]}
                for each in rows
                if each["id"] in places
            ]
        )
    written = {each["id"] for rows in told for each in rows}
    order.rows = [(person_id, row) for person_id, row in order.rows if person_id not in written]
    return [rows for rows in told if rows]


def write_order(db: Session, order: Order) -> None:
    """Give people on record their places. Previews of other lists are compared anew after it."""
    if not order.rows and not order.behind:
        return
    renew_stamp(db)  # before the people's rows, as everybody takes them
    connection, rows_of = db.connection(), sorted(order.rows)  # as they lie in the table
    for ids in chunks(order.behind, _TOGETHER):
        connection.execute(_BEHIND, {"some": list(ids), "rank": order.rank_behind})
    if connection.dialect.name == "sqlite":
        told = [{"of": person_id, "rank": order.rank, "row": row} for person_id, row in rows_of]
        if told:
            connection.execute(_ONE_BY_ONE, told)
        return
    for some in chunks(rows_of, _TOGETHER):
        people, rows = zip(*some, strict=True)
        connection.execute(_TOGETHER_AT_ONCE, {"of": people, "rank": order.rank, "row": rows})


def _anew(newest: int, keys: Sequence[int]) -> Order:
    """A rank of its own for the list, its people numbered from the beginning."""
    return _order(newest - _RANKS_APART, dict(zip(keys, fresh_rows(len(keys)), strict=True)))


def _fitting(db: Session, newest: int, keys: Sequence[int]) -> Order | None:
    """The rank of the newest list, where that writes fewer people than a rank of its own; whom it names no more goes behind."""
    if newest >= OLD_LIST:
        return None
    question = select(Person.id, Person.list_row).where(Person.list_rank == newest)
    rows = db.execute(question.limit(2 * len(keys) + 1)).all()
    if len(rows) > 2 * len(keys):  # more would go behind than stand in the list
        return None
    standing = {row[0]: row[1] for row in rows}
    changed = fit_in(keys, standing)
    behind = sorted(standing.keys() - set(keys))
    if changed is None or len(changed) + len(behind) >= len(keys):
        return None
    older = db.scalar(select(func.min(Person.list_rank)).where(Person.list_rank > newest))
    rank_behind = (UNLISTED if older is None else older) - 1
    if behind and rank_behind <= newest:
        return None
    order = _order(newest, changed)
    order.behind = behind
    order.rank_behind = min(rank_behind, newest + _RANKS_APART, OLD_LIST - 1)
    return order


def _order(rank: int, rows: Mapping[int, int]) -> Order:
    added = sorted((-key, row) for key, row in rows.items() if key < 0)
    known = [(key, row) for key, row in rows.items() if key > 0]
    return Order(rank, [row for _place, row in added], known)


_PEOPLE: Final[Any] = Person.__table__
_BEHIND: Final = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id.in_(bindparam("some", expanding=True)))
    .values(list_rank=bindparam("rank"))
)
_ONE_BY_ONE: Final = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id == bindparam("of"))
    .values(list_rank=bindparam("rank"), list_row=bindparam("row"))
)
_TOLD: Final = (
    func.unnest(bindparam("of", type_=ARRAY(Integer)), bindparam("row", type_=ARRAY(Integer)))
    .table_valued("person_id", "row")
    .render_derived(name="told")
)
_TOGETHER_AT_ONCE: Final = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id == _TOLD.c.person_id)
    .values(list_rank=bindparam("rank"), list_row=_TOLD.c.row)
)
