"""Handing in: marks, one winner, the outcome that counts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from lms.records.enums import OutcomeState
from lms.records.models import Outcome
from lms.records.queries import outcomes_of_person
from quizzes.attempts.finishing import finish_attempt, finish_expired
from quizzes.attempts.models import Attempt
from quizzes.quiz.enums import CountingAttempt
from quizzes.quiz.models import Quiz
from tests.factories import make_campaign, make_person
from tests.quizzes.attempts.acts import answer, item_of
from tests.quizzes.factories import make_attempt, make_bank, make_quiz

START = datetime(2021, 3, 27, 9, 15, tzinfo=UTC)


def set_up(db: Session, **settings: object) -> tuple[Quiz, Person]:
    campaign = make_campaign(db)
    make_bank(db, campaign)
    with clock.fixed(START):
        return make_quiz(db, campaign, **settings), make_person(db)  # type: ignore[arg-type]


def take(db: Session, quiz: Quiz, person: Person, *, right: int, minute: int) -> Attempt:
    """A whole attempt with so many right answers out of three, handed in after a minute."""
    with clock.fixed(START + timedelta(minutes=minute)):
        attempt = make_attempt(db, quiz, person)
        for slot in (1, 2, 3):
            answer(db, attempt, slot, right=slot <= right)
        finish_attempt(db, attempt.id, START + timedelta(minutes=minute + 1))
    db.refresh(attempt)
    return attempt


def current(db: Session, quiz: Quiz, person: Person) -> tuple[OutcomeState, float | None]:
    outcome = outcomes_of_person(db, person.id)[quiz.activity_id]
    return outcome.state, outcome.score


def test_marks_score_and_outcome(db: Session) -> None:
    quiz, person = set_up(db)

    attempt = take(db, quiz, person, right=2, minute=0)

    assert (attempt.score, attempt.max_score) == (2.0, 3.0)
    assert attempt.finished_at == START + timedelta(minutes=1)
    assert [item_of(db, attempt, slot).mark for slot in (1, 2, 3)] == [1, 1, 0]
    [outcome] = db.scalars(select(Outcome))
    assert (outcome.state, outcome.score, outcome.max_score) == (OutcomeState.PASSED, 2.0, 3.0)
    assert outcome.occurred_at == attempt.finished_at


def test_second_finish_changes_nothing(db: Session) -> None:
    quiz, person = set_up(db)
    attempt = take(db, quiz, person, right=3, minute=0)

    won = finish_attempt(db, attempt.id, START + timedelta(minutes=9))

    db.refresh(attempt)
    assert won is False
    assert attempt.finished_at == START + timedelta(minutes=1)
    assert len(db.scalars(select(Outcome)).all()) == 1


@pytest.mark.parametrize(
    ("policy", "expected", "statements"),
    [
        (CountingAttempt.BEST, (OutcomeState.PASSED, 3.0), 2),
        (CountingAttempt.FIRST, (OutcomeState.FAILED, 1.0), 1),
        (CountingAttempt.LAST, (OutcomeState.PASSED, 2.0), 3),
    ],
)
def test_attempt_that_counts(
    db: Session, policy: CountingAttempt, expected: tuple[OutcomeState, float], statements: int
) -> None:
    quiz, person = set_up(db, counting=policy, attempts_allowed=3)

    for minute, right in ((0, 1), (10, 3), (20, 2)):
        take(db, quiz, person, right=right, minute=minute)

    assert current(db, quiz, person) == expected
    assert len(db.scalars(select(Outcome)).all()) == statements


def test_expired_attempt_is_finished_at_its_deadline_with_what_was_saved(db: Session) -> None:
    quiz, person = set_up(db)
    with clock.fixed(START):
        attempt = make_attempt(db, quiz, person)
        answer(db, attempt, 1)

    finished = finish_expired(db, START + timedelta(hours=3))

    db.refresh(attempt)
    assert finished == 1
    assert (attempt.finished_at, attempt.score) == (START + timedelta(minutes=15), 1.0)
    assert current(db, quiz, person) == (OutcomeState.FAILED, 1.0)


def test_attempt_within_its_time_is_left_alone(db: Session) -> None:
    quiz, person = set_up(db)
    with clock.fixed(START):
        attempt = make_attempt(db, quiz, person)

    assert finish_expired(db, START + timedelta(minutes=15, seconds=5)) == 0
    db.refresh(attempt)
    assert attempt.finished_at is None


def test_close_brought_forward_ends_the_attempt_at_the_close(db: Session) -> None:
    quiz, person = set_up(db)
    with clock.fixed(START):
        attempt = make_attempt(db, quiz, person)
    quiz.closes_at = START + timedelta(minutes=4)
    db.flush()

    finish_expired(db, START + timedelta(minutes=5))

    db.refresh(attempt)
    assert attempt.finished_at == START + timedelta(minutes=4)
