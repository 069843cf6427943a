"""Beginning an attempt: what is drawn and stored, and when it is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Gone
from lms.people.models import Person
from quizzes.attempts.finishing import finish_attempt
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.queries import get_attempt
from quizzes.attempts.starting import start_attempt
from quizzes.bank.models import Question
from quizzes.bank.services import retire_questions
from quizzes.quiz.models import Quiz
from tests.factories import make_campaign, make_person, make_unit
from tests.quizzes.factories import make_bank, make_quiz

NOW = datetime(2021, 3, 27, 9, 15, tzinfo=UTC)


@pytest.fixture
def quiz(db: Session) -> Quiz:
    campaign = make_campaign(db, audience=[make_unit(db)])
    make_bank(db, campaign)
    with clock.fixed(NOW):
        return make_quiz(db, campaign, closes_at=NOW + timedelta(hours=2))


@pytest.fixture
def person(db: Session) -> Person:
    return make_person(db)


def test_draw_follows_the_blueprint_and_is_stored(db: Session, quiz: Quiz, person: Person) -> None:
    with clock.fixed(NOW):
        attempt = start_attempt(db, quiz, person.id)

    items = get_attempt(db, attempt.id, fresh=True).items
    topics = [db.get_one(Question, item.version.question_id).topic for item in items]
    assert topics == ["Chủ đề 1", "Chủ đề 1", "Chủ đề 2"]
    assert [item.slot for item in items] == [1, 2, 3]
    assert all(sorted(item.option_order) == [0, 1, 2, 3] for item in items)
    assert attempt.started_at == NOW


def test_second_start_gives_the_attempt_under_way(db: Session, quiz: Quiz, person: Person) -> None:
    with clock.fixed(NOW):
        first = start_attempt(db, quiz, person.id)
    with clock.fixed(NOW + timedelta(minutes=5)):
        second = start_attempt(db, quiz, person.id)

    assert second.id == first.id
    assert db.scalar(select(func.count()).select_from(AttemptItem)) == 3


def test_not_open_yet(db: Session, quiz: Quiz, person: Person) -> None:
    with clock.fixed(NOW - timedelta(hours=2)), pytest.raises(Conflict):
        start_attempt(db, quiz, person.id)


def test_closed(db: Session, quiz: Quiz, person: Person) -> None:
    with clock.fixed(NOW + timedelta(hours=2)), pytest.raises(Gone):
        start_attempt(db, quiz, person.id)


def test_attempts_used_up(db: Session, quiz: Quiz, person: Person) -> None:
    for minute in range(quiz.attempts_allowed):
        moment = NOW + timedelta(minutes=minute)
        with clock.fixed(moment):
            finish_attempt(db, start_attempt(db, quiz, person.id).id, moment)

    with clock.fixed(NOW + timedelta(minutes=10)), pytest.raises(Conflict):
        start_attempt(db, quiz, person.id)
    assert [a.number for a in db.scalars(select(Attempt).order_by(Attempt.number))] == [1, 2]


def test_starting_after_an_expired_attempt_finishes_it_first(
    db: Session, quiz: Quiz, person: Person
) -> None:
    with clock.fixed(NOW):
        expired = start_attempt(db, quiz, person.id)
    with clock.fixed(NOW + timedelta(minutes=30)):
        second = start_attempt(db, quiz, person.id)

    db.refresh(expired)
    assert expired.finished_at == NOW + timedelta(minutes=15)
    assert (second.number, second.finished_at) == (2, None)


def test_bank_that_shrank_is_told_by_topic(db: Session, quiz: Quiz, person: Person) -> None:
    retire_questions(db, db.scalars(select(Question.id).where(Question.topic == "Chủ đề 2")))

    with clock.fixed(NOW), pytest.raises(Conflict, match="Chủ đề 2"):
        start_attempt(db, quiz, person.id)
    assert db.scalar(select(func.count()).select_from(Attempt)) == 0
