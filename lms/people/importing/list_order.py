"""Where people stand in the lists that named them: the order “as in the imported list”.

An office expects the list it imported last, row by row as in its file; whom that does not name follows as the
lists before had them. So every list that is written gets a rank of its own, below all before, and everybody it
names, the unchanged as well, gets that rank and the row. The same list once more changes nothing of this.
"""

from collections.abc import Sequence
from typing import Any, Final

import orjson
from sqlalchemy import ARRAY, Integer, bindparam, func, select, update
from sqlalchemy.orm import Session

from lms.people.importing.acts import Acts
from lms.people.importing.models import RowKind
from lms.people.importing.planning import RosterPlan
from lms.people.importing.stamp import renew_stamp
from lms.people.list_numbers import newest_of
from lms.people.models import Person

_TOGETHER: Final = 5_000


def list_row(run_id: int, plan: RosterPlan) -> dict[str, Any]:
    """The row of `import_rows` that keeps the order of a previewed list."""
    told = {
        "is_kept": plan.keeps_order,
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
    acts.keeps_order = told["is_kept"]
    acts.listed += [(person_id, row) for row, person_id in told["rows"]]


def next_rank(db: Session) -> int:
    """The rank of a list that is written now, before all others. One query; only in a writing transaction."""
    return newest_of(db.scalar(select(func.min(Person.list_rank)))) - 1


def write_order(db: Session, listed: Sequence[tuple[int, int]], rank: int) -> None:
    """Give people on record their rows, by (person id, row), in the list of this rank.

    Previews of other lists are compared anew after it.
    """
    if not listed:
        return
    renew_stamp(db)  # before the people's rows, as everybody takes them
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        ids = [{"of": person_id, "rank": rank, "row": row} for person_id, row in listed]
        connection.execute(_ONE_BY_ONE, ids)
        return
    for start in range(0, len(listed), _TOGETHER):
        some = listed[start : start + _TOGETHER]
        people, rows = zip(*some, strict=True)
        connection.execute(_TOGETHER_AT_ONCE, {"of": people, "rank": rank, "row": rows})


_PEOPLE: Final[Any] = Person.__table__
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
