"""Values of thousands of people on record, written together: on PostgreSQL a statement for some thousands of them.

A statement for each would also touch the stamp of all people once for each, in one transaction: versions of one row,
every one of which the next has to pass.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, Update, bindparam, func, update
from sqlalchemy.orm import Session

from lms.people.importing.preparing import chunks
from lms.people.models import Person

_TOGETHER: Final = 5_000
_PEOPLE: Final[Any] = Person.__table__


def change_people(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Give people on record their values; `rows` have an id and all the same columns."""
    if not rows:
        return
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        db.execute(update(Person), rows)
        return
    names = tuple(rows[0])
    statement = _together(names)
    for some in chunks(rows, _TOGETHER):
        connection.execute(statement, {f"of_{name}": [row[name] for row in some] for name in names})


def _together(names: Sequence[str]) -> Update:
    told = (
        func.unnest(*(bindparam(f"of_{name}", type_=ARRAY(_PEOPLE.c[name].type)) for name in names))
        .table_valued(*names)
        .render_derived(name="told")
    )
    values = {name: told.c[name] for name in names if name != "id"}
    return update(_PEOPLE).where(_PEOPLE.c.id == told.c.id).values(values)
