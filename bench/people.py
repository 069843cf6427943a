"""Tens of thousands of people, summoned, in seconds: rows in bulk, as an import would leave them."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Assignment
from lms.db.bulk import next_ids
from lms.people.enums import Category, PartyStatus
from lms.people.models import Membership, Person
from lms.text import fold, name_sort_key
from lms.units.enums import Tree
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.invitations.codes import derive_code, digest_of
from sessions.invitations.keys import code_key
from tests.factories import LONG_AGO

_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
_MIDDLES = "Thị Văn Đức Minh Thanh Hữu Ngọc Quang".split()
_GIVEN = "An Bình Châu Dung Đạt Giang Hà Hùng Khánh Lan Mai Nam Oanh Phúc Quân Sơn Thảo Uyên Vinh Yến".split()


def add_people(db: Session, unit_id: int, count: int) -> list[int]:
    """Ids of so many new people of a unit."""
    ids = list(next_ids(db, _table(Person), count))
    names = [
        f"{surname} {middle} {given}"
        for surname in _SURNAMES
        for middle in _MIDDLES
        for given in _GIVEN
    ]
    known = [(name, fold(name), name_sort_key(name)) for name in names]
    people = []
    for number, person_id in enumerate(ids):
        full_name, folded, sort_key = known[number % len(known)]
        people.append(
            {
                "id": person_id,
                "personnel_code": f"DC{person_id:06}",
                "full_name": full_name,
                "name_fold": folded,
                "sort_key": sort_key,
                "position": "Chuyên viên",
                "category": Category.CIVIL_SERVANT,
                "party_status": PartyStatus.NONE,
            }
        )
    insert_rows(db, Person, people)
    insert_rows(
        db,
        Membership,
        [
            {"person_id": each, "unit_id": unit_id, "tree": Tree.STATE, "starts_on": LONG_AGO}
            for each in ids
        ],
    )
    return ids


def summon(
    db: Session,
    conference_id: int,
    activity_id: int | None,
    person_ids: Sequence[int],
    venue_ids: Sequence[int],
) -> list[str]:
    """Summon people to venues and expect them at the sitting; their personal codes."""
    key, now = code_key(), clock.now()
    ids = next_ids(db, _table(Summons), len(person_ids))
    codes = [derive_code(key, number, 1) for number in ids]
    insert_rows(
        db,
        Summons,
        [
            {
                "id": number,
                "conference_id": conference_id,
                "person_id": person_id,
                "venue_id": venue_id,
                "state": SummonsState.SUMMONED,
                "code_digest": digest_of(key, code),
                "code_generation": 1,
                "summoned_at": now,
            }
            for number, person_id, venue_id, code in zip(
                ids, person_ids, venue_ids, codes, strict=True
            )
        ],
    )
    insert_rows(
        db,
        Assignment,
        [
            {"activity_id": activity_id, "person_id": each, "assigned_at": now}
            for each in person_ids
        ],
    )
    return codes


def insert_rows(db: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows in bulk, with COPY on PostgreSQL."""
    if not rows:
        return
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        db.execute(insert(_table(model)), rows)
        return
    driver: Any = connection.connection.dbapi_connection
    columns = {**_plain_defaults(model), **rows[0]}
    names = ", ".join(columns)
    with driver.cursor().copy(f"COPY {model.__tablename__} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_plain({**columns, **row}[name]) for name in columns])


def _plain_defaults(model: Any) -> dict[str, Any]:
    """What SQLAlchemy would fill in; COPY goes around it."""
    return {
        column.name: column.default.arg
        for column in _table(model).columns
        if column.default is not None and column.default.is_scalar
    }


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
