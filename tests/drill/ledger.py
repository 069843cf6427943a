"""What the database says after a crash, read with plain SQL on a connection of its own."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from bench.crowd import Crowd


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

            def rows(statement: str) -> list[tuple[int, ...]]:
                return [tuple(row) for row in db.execute(text(statement), about)]

            return Ledger(
                Counter(
                    person
                    for (person,) in rows(
                        "SELECT person_id FROM evidence WHERE study_session_id = :session"
                    )
                ),
                {
                    person: (str(state), count)
                    for person, state, count in rows(
                        "SELECT person_id, state, evidence_count FROM attendances "
                        "WHERE study_session_id = :session"
                    )
                },
                Counter(
                    person
                    for (person,) in rows(
                        "SELECT person_id FROM outcomes WHERE activity_id = :activity"
                    )
                ),
                {
                    person: str(state)
                    for person, state in rows(
                        "SELECT c.person_id, o.state FROM current_outcomes c "
                        "JOIN outcomes o ON o.id = c.outcome_id WHERE c.activity_id = :activity"
                    )
                },
                _problems(engine.dialect.name, rows),
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


def _problems(dialect: str, rows: object) -> list[str]:
    if dialect != "sqlite":
        return []
    assert callable(rows)
    found = [str(row) for row in rows("PRAGMA integrity_check") if row != ("ok",)]
    return found + [str(row) for row in rows("PRAGMA foreign_key_check")]
