"""A quiz under way, with time held still at its start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from quizzes.attempts.models import Attempt
from quizzes.quiz.models import Quiz
from tests.quizzes.conftest import Scene
from tests.quizzes.factories import make_attempt, make_bank, make_quiz

START = datetime(2021, 3, 27, 9, 15, tzinfo=UTC)
"""16:15 in Việt Nam"""
DEADLINE = START + timedelta(minutes=15)


@pytest.fixture
def taken_quiz(db: Session, scene: Scene) -> Iterator[Quiz]:
    """Three questions, 15 minutes, two attempts; the clock stands at its opening."""
    make_bank(db, scene.campaign)
    with clock.fixed(START):
        yield make_quiz(db, scene.campaign, opens_at=START, closes_at=START + timedelta(hours=2))


@pytest.fixture
def under_way(db: Session, scene: Scene, taken_quiz: Quiz) -> Attempt:
    """The learner's first attempt, just begun."""
    return make_attempt(db, taken_quiz, db.get_one(Person, scene.learner.person_id))
