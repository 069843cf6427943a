"""Whether everything an import compares is still as it was: one stamp of units, people, places and logins."""

from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from lms.db.stamps import PEOPLE_STAMPS
from lms.people.importing.models import PeopleStamp
from lms.people.roles.models import UnitStamp

_FIRST: Final = text(
    f"INSERT INTO {PEOPLE_STAMPS} (id, stamp) VALUES (1, '') ON CONFLICT (id) DO NOTHING"
)
_UNITS: Final[Select[Any]] = select(UnitStamp.stamp)
_PEOPLE: Final[Select[Any]] = select(PeopleStamp.stamp)


def read_stamp(db: Session) -> str:
    """The stamp as this session sees it now. To be read before what it stands for."""
    return f"{db.scalar(_UNITS) or ''}:{db.scalar(_PEOPLE) or ''}"


def units_changed_since(db: Session, stamp: str) -> bool:
    """Whether units were founded, renamed, moved or closed since this stamp was read."""
    return stamp.partition(":")[0] != (db.scalar(_UNITS) or "")


def renew_stamp(db: Session) -> None:
    """Another stamp, for a change of people that no trigger tells of."""
    db.execute(_FIRST)
    db.execute(update(PeopleStamp).values(stamp=uuid4().hex))


def hold_stamp(db: Session) -> str:
    """The same in a writing transaction: nobody changes it, nor what it stands for, before that ends.

    On SQLite nobody else writes anyway. On PostgreSQL whoever edits people or units waits.
    """
    if db.get_bind().dialect.name == "sqlite":
        return read_stamp(db)
    db.execute(_FIRST)
    units, people = (db.scalar(each.with_for_update()) for each in (_UNITS, _PEOPLE))
    return f"{units or ''}:{people or ''}"
