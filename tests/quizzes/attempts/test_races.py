"""Two tabs, two starts, two finishes, an answer and a finish at once."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.db import in_group, transaction
from lms.people.models import Person
from lms.records.models import Outcome
from quizzes.attempts.answering import save_answer
from quizzes.attempts.enums import AnswerFate
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.starting import start_attempt
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import get_quiz
from tests.factories import make_campaign, make_person
from tests.quizzes.factories import make_attempt, make_bank, make_quiz

T = TypeVar("T")


@pytest.fixture
def quiz(db: Session) -> Quiz:
    campaign = make_campaign(db)
    make_bank(db, campaign)
    return make_quiz(db, campaign)


@pytest.fixture
def person(db: Session) -> Person:
    return make_person(db)


def together(app: Flask, *works: Callable[[], T]) -> list[T]:
    """Run the works at the same time, each as a request of its own would."""
    gate = threading.Barrier(len(works))
    results: dict[int, T] = {}

    def run(place: int, work: Callable[[], T]) -> None:
        with app.app_context():
            gate.wait()
            results[place] = work()

    threads = [threading.Thread(target=run, args=(p, w)) for p, w in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(works))]


def test_two_starts_give_one_attempt(app: Flask, db: Session, quiz: Quiz, person: Person) -> None:
    quiz_id, person_id = quiz.id, person.id
    db.commit()

    def start() -> int:
        with transaction() as own:
            return start_attempt(own, get_quiz(own, quiz_id), person_id).id

    first, second = together(app, start, start)

    assert first == second
    assert db.scalar(select(func.count()).select_from(Attempt)) == 1
    assert db.scalar(select(func.count()).select_from(AttemptItem)) == 3


def test_many_finishes_have_one_winner(app: Flask, db: Session, quiz: Quiz, person: Person) -> None:
    attempt = make_attempt(db, quiz, person)
    attempt_id, now = attempt.id, attempt.started_at
    db.commit()

    def finish() -> bool:
        with transaction() as own:
            return finish_attempt(own, attempt_id, now)

    assert sorted(together(app, *[finish] * 4)) == [False, False, False, True]
    assert db.scalar(select(func.count()).select_from(Outcome)) == 1


def test_every_receipt_given_before_the_finish_is_in_the_result(
    app: Flask, db: Session, quiz: Quiz, person: Person
) -> None:
    attempt = make_attempt(db, quiz, person)
    attempt_id, now = attempt.id, attempt.started_at
    db.commit()

    def answer(slot: int) -> Callable[[], AnswerFate | bool]:
        def work() -> AnswerFate:
            return in_group(lambda own: save_answer(own, attempt_id, slot, 1, 0, now)).fate

        return work

    def finish() -> bool:
        with transaction() as own:
            return finish_attempt(own, attempt_id, now)

    *fates, won = together(app, answer(1), answer(2), answer(3), finish)

    assert won is True
    db.expire_all()
    items = db.scalars(select(AttemptItem).order_by(AttemptItem.slot)).all()
    for fate, item in zip(fates, items, strict=True):
        assert (fate is AnswerFate.SAVED) is (item.answer is not None)
    finished = db.get_one(Attempt, attempt_id)
    assert finished.score == sum(item.mark or 0 for item in items)
    assert finished.receipts == fates.count(AnswerFate.SAVED)


def test_two_tabs_with_the_same_revision_have_one_winner(
    app: Flask, db: Session, quiz: Quiz, person: Person
) -> None:
    attempt = make_attempt(db, quiz, person)
    attempt_id, now = attempt.id, attempt.started_at
    db.commit()

    def choose(position: int) -> Callable[[], AnswerFate]:
        return lambda: in_group(lambda own: save_answer(own, attempt_id, 1, 1, position, now)).fate

    fates = together(app, *[choose(position) for position in range(4)])

    assert sorted(fates) == ["saved", "stale", "stale", "stale"]
    assert db.get_one(Attempt, attempt_id).receipts == 1
