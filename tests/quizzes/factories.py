"""Questions, quizzes and attempts for tests: plain keyword functions that add, flush and return."""

import itertools
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.people.models import Person
from quizzes.attempts.models import Attempt
from quizzes.attempts.starting import start_attempt
from quizzes.bank.content import Content, Option
from quizzes.bank.enums import QuestionType
from quizzes.bank.models import Question
from quizzes.bank.services import add_question
from quizzes.quiz.models import Quiz
from quizzes.quiz.services import QuizSettings, create_quiz

_numbers = itertools.count(1)


def make_content(
    *,
    kind: QuestionType = QuestionType.SINGLE,
    stem: str | None = None,
    options: tuple[Option, ...] | None = None,
    explanation: str = "Theo văn kiện Đại hội.",
) -> Content:
    """A single choice between A (right), B, C and D, unless told otherwise."""
    number = next(_numbers)
    given = options or tuple(Option(f"Phương án {sign}", sign == "A") for sign in "ABCD")
    return Content(kind, stem or f"Câu hỏi số {number}?", given, explanation)


def make_question(
    db: Session,
    campaign: Campaign,
    *,
    topic: str = "Chủ đề 1",
    content: Content | None = None,
    code: str | None = None,
) -> Question:
    """A live question in the campaign's bank."""
    return add_question(db, campaign.id, content or make_content(), topic=topic, external_id=code)


def make_bank(db: Session, campaign: Campaign, topics: dict[str, int] | None = None) -> None:
    """Live single choice questions by topic."""
    for topic, count in (topics or {"Chủ đề 1": 4, "Chủ đề 2": 4}).items():
        for _number in range(count):
            make_question(db, campaign, topic=topic)


def make_quiz(
    db: Session,
    campaign: Campaign,
    *,
    title: str = "Kiểm tra chuyên đề",
    draws: tuple[tuple[str, int], ...] = (("Chủ đề 1", 2), ("Chủ đề 2", 1)),
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **settings: object,
) -> Quiz:
    """A quiz open since an hour ago; the bank must hold its topics."""
    return create_quiz(
        db,
        campaign.id,
        QuizSettings(
            title=title,
            draws=draws,
            opens_at=opens_at or clock.now() - timedelta(hours=1),
            closes_at=closes_at,
            **settings,  # type: ignore[arg-type]
        ),
    )


def make_attempt(db: Session, quiz: Quiz, person: Person) -> Attempt:
    """An attempt that has just begun, by the ordinary rules."""
    return start_attempt(db, quiz, person.id)
