"""Whose turn it is to judge whom: no two transactions decide on one person at the same time."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, Connection, Integer, bindparam, func, select

from lms.db.prepared import Prepared

_SPACE = 20_210_327
"""Ours among PostgreSQL's advisory locks; nobody else may use the number."""
_TURNS = 65_536
"""People share this many locks, so that two groups of thirty strangers seldom meet."""
_EVERYBODY = _TURNS
EVERYBODYS_LOCK = (_SPACE, _EVERYBODY)
"""PostgreSQL's advisory lock of which whoever records evidence has a share."""
_MOST_AT_ONCE = 500
"""From so many on all are locked at once: the server's table of locks has room for some thousands."""
_TAKE = Prepared(
    select(
        func.pg_advisory_xact_lock_shared(_SPACE, _EVERYBODY),
        func.pg_advisory_xact_lock(
            _SPACE, func.unnest(bindparam("turns", type_=ARRAY(Integer))).column_valued("turn")
        ),
    )
)
_TAKE_ALL = Prepared(select(func.pg_advisory_xact_lock(_SPACE, _EVERYBODY)))


def take_turns(db: Connection, person_ids: Iterable[int]) -> None:
    """Wait until nobody else judges these people; the turn ends with the transaction.

    SQLite's writers take turns anyway. On PostgreSQL locks of its own table, which costs no write,
    always in ascending order: two batches wait for each other instead of locking crosswise.
    """
    if db.dialect.name != "postgresql":
        return
    turns = sorted({person_id % _TURNS for person_id in person_ids})
    # Nothing is fetched: inside `pipelined` the server waits for the locks, and the next statement with it.
    if len(turns) > _MOST_AT_ONCE:
        _TAKE_ALL.ask(db)
    elif turns:
        _TAKE.ask(db, turns=turns)
