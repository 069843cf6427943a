"""A quiz's results by person: who was expected, who took it, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Assignment
from lms.people.belonging import units_of_people
from lms.people.models import Person
from lms.units.enums import Tree
from lms.units.tree import load_tree
from quizzes.attempts.models import Attempt
from quizzes.attempts.queries import PersonResult, results_by_person
from quizzes.attempts.results import has_passed
from quizzes.quiz.models import Quiz


class ResultState(StrEnum):
    """Where a person stands with a quiz."""

    PASSED = "passed"
    FAILED = "failed"
    UNDER_WAY = "under way"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the results table."""

    person_id: int
    full_name: str
    unit: str
    state: ResultState
    attempts: int
    score: float | None
    max_score: float | None
    finished_at: datetime | None


def result_rows(db: Session, quiz: Quiz) -> list[ResultRow]:
    """Everybody expected at the quiz or who took it, in Vietnamese name order. Six queries.

    Under the units they stood in when the quiz closed, or today while it is open.
    """
    results = results_by_person(db, quiz)
    people = db.execute(
        select(Person.id, Person.full_name).where(_concerned(quiz)).order_by(Person.sort_key)
    ).all()
    day = _day_of(quiz)
    tree = load_tree(db, Tree.STATE, day)
    units = units_of_people(db, Tree.STATE, day, [person_id for person_id, _name in people])
    names = {unit_id: tree.name(unit_id) for unit_id in set(units.values()) if unit_id in tree}
    return [
        _row(quiz, person_id, name, names.get(units.get(person_id, 0), ""), results)
        for person_id, name in people
    ]


def count_states(rows: Sequence[ResultRow]) -> dict[ResultState, int]:
    """How many people are in each state."""
    return {state: sum(row.state is state for row in rows) for state in ResultState}


def _day_of(quiz: Quiz) -> date:
    today = clock.today()
    return min(clock.local(quiz.closes_at).date(), today) if quiz.closes_at else today


def _concerned(quiz: Quiz) -> ColumnElement[bool]:
    expected = select(Assignment.person_id).where(
        Assignment.activity_id == quiz.activity_id, Assignment.withdrawn_at.is_(None)
    )
    took = select(Attempt.person_id).where(Attempt.quiz_id == quiz.id)
    return or_(Person.id.in_(expected), Person.id.in_(took))


def _row(
    quiz: Quiz, person_id: int, name: str, unit: str, results: dict[int, PersonResult]
) -> ResultRow:
    result = results.get(person_id)
    counting = result.counting if result else None
    return ResultRow(
        person_id=person_id,
        full_name=name,
        unit=unit,
        state=_state(quiz, result),
        attempts=result.attempts if result else 0,
        score=counting.score if counting else None,
        max_score=counting.max_score if counting else None,
        finished_at=counting.finished_at if counting else None,
    )


def _state(quiz: Quiz, result: PersonResult | None) -> ResultState:
    if result is None:
        return ResultState.NOT_TAKEN
    if result.counting is None:
        return ResultState.UNDER_WAY
    counting = result.counting
    passed = has_passed(counting.score, counting.max_score, quiz.pass_percent)
    return ResultState.PASSED if passed else ResultState.FAILED
