"""Whose turn it is to judge whom: no two transactions decide on one person at the same time."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, Connection, Integer, bindparam, func, select

from lms.db.prepared import Prepared

_SPACE = 20_210_327
"""Ours among PostgreSQL's advisory locks; nobody else may use the number."""
_TURNS = 1_024
"""People share this many locks: a batch of any size fits into the server's table of locks."""
_TAKE = Prepared(
    select(
        func.pg_advisory_xact_lock(
            _SPACE, func.unnest(bindparam("turns", type_=ARRAY(Integer))).column_valued("turn")
        )
    )
)


def take_turns(db: Connection, person_ids: Iterable[int]) -> None:
    """Wait until nobody else judges these people; the turn ends with the transaction.

    SQLite's writers take turns anyway. On PostgreSQL locks of its own table, which costs no write,
    always in ascending order: two batches wait for each other instead of locking crosswise.
    """
    if db.dialect.name == "postgresql":
        turns = sorted({person_id % _TURNS for person_id in person_ids})
        if turns:
            _TAKE.rows(db, turns=turns)
