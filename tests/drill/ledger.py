"""What the database says after a crash, read with plain SQL on a connection of its own."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, text

from bench.crowd import Crowd

_EVIDENCE = "SELECT person_id FROM evidence WHERE study_session_id = :session"
_ATTENDANCES = (
    "SELECT person_id, state, evidence_count FROM attendances WHERE study_session_id = :session"
)
_OUTCOMES = "SELECT person_id FROM outcomes WHERE activity_id = :activity"
_CURRENT = (
    "SELECT c.person_id, o.state FROM current_outcomes c JOIN outcomes o ON o.id = c.outcome_id "
    "WHERE c.activity_id = :activity"
)


@dataclass(frozen=True)
class Ledger:
    """Who is recorded where."""

    evidence: Counter[int]
    """person id → rows in the ledger of evidence"""
    attendances: dict[int, tuple[str, int]]
    """person id → state and number of signs in the cache of verdicts"""
    outcomes: Counter[int]
    """person id → rows in the learner record"""
    current: dict[int, str]
    """person id → the state that counts now"""
    problems: list[str]
    """What the database itself finds wrong with its file."""


def read_ledger(crowd: Crowd) -> Ledger:
    """Everything about the crowd's sitting."""
    engine = create_engine(crowd.environment["DATABASE_URL"])
    about = {"session": crowd.session_id, "activity": crowd.activity_id}
    try:
        with engine.connect() as db:

            def rows(statement: str) -> list[Any]:
                return [tuple(row) for row in db.execute(text(statement), about)]

            return Ledger(
                Counter(person for (person,) in rows(_EVIDENCE)),
                {person: (state, signs) for person, state, signs in rows(_ATTENDANCES)},
                Counter(person for (person,) in rows(_OUTCOMES)),
                dict(rows(_CURRENT)),
                _problems(db),
            )
    finally:
        engine.dispose()


def assert_whole(ledger: Ledger) -> None:
    """Every person recorded is so once, in all four tables alike; nothing is half-written."""
    assert ledger.problems == []
    twice = {person: count for person, count in ledger.evidence.items() if count != 1}
    assert twice == {}
    assert ledger.attendances == dict.fromkeys(ledger.evidence, ("present", 1))
    assert ledger.outcomes == ledger.evidence
    assert ledger.current == dict.fromkeys(ledger.evidence, "present")


def _problems(db: Connection) -> list[str]:
    """Of a file; a PostgreSQL server checks its own while it recovers."""
    if db.dialect.name != "sqlite":
        return []
    checked = db.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = db.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [*(each for each in checked if each != "ok"), *map(str, orphans)]
