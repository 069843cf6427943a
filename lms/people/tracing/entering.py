"""Writing an entry of the trace and whom it names in few words: most pages with names wait for it before they answer."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    Table,
    Text,
    bindparam,
    column,
    func,
    insert,
    select,
    true,
)
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from lms.db.bulk import insert_or_ignore
from lms.db.compiled import as_document
from lms.db.engine import Database
from lms.db.prepared import Prepared
from lms.people.models import AccessEntry
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import packed

_ENTRIES = cast(Table, AccessEntry.__table__)
_REACHES = cast(Table, AccessReach.__table__)
_WRITTEN: Final = tuple(each.name for each in _ENTRIES.c if each.name != "id")


def write_entry(database: Database, values: Mapping[str, Any], people: Collection[int]) -> int:
    """Write an entry with all its columns and the people it names, in a transaction of their own; the entry's id.

    On PostgreSQL one statement, which commits by itself.
    """
    if people and not database.is_sqlite:
        named = [{"block": block, "members": members} for block, members in packed(people).items()]
        with database.at_once() as connection:
            written = _with_people().rows(connection, **values, people=as_document(named))
        return int(written[0][0])
    with database.transaction() as db:
        ((entry_id,),) = _alone().rows(db.connection(), **values)
        name_people(db, entry_id, people, values["at"])
    return int(entry_id)


def name_people(db: Session, entry_id: int, people: Collection[int], at: Any) -> None:
    """Write that an entry names these people too. One statement."""
    rows = [
        {"block": block, "entry_id": entry_id, "members": members, "at": at}
        for block, members in packed(people).items()
    ]
    insert_or_ignore(db, _REACHES, rows)


def _entry() -> Any:
    values = {name: bindparam(name, type_=_ENTRIES.c[name].type) for name in _WRITTEN}
    return insert(_ENTRIES).values(values).returning(_ENTRIES.c.id)


@cache
def _alone() -> Prepared:
    return Prepared(_entry())


@cache
def _with_people() -> Prepared:
    """Both, of which the second takes the id that the first was given."""
    entry = _entry().cte("entry")
    document = as_type(bindparam("people", type_=Text()), JSON)
    named = (
        func.json_to_recordset(document)
        .table_valued(column("block", Integer), column("members", BigInteger))
        .render_derived("named", with_types=True)
    )
    at = bindparam("at", type_=_ENTRIES.c.at.type)
    rows = select(named.c.block, entry.c.id, named.c.members, at).join_from(named, entry, true())
    written = insert(_REACHES).from_select(["block", "entry_id", "members", "at"], rows)
    return Prepared(written.returning(_REACHES.c.entry_id))
