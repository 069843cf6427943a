"""The demonstration's question bank and quiz, with the attempts of those who have taken it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Assignment, Campaign
from lms.demo.people import SEED
from lms.demo.roster import ACCOUNTS
from lms.demo.sources import CONTENT
from lms.people.enums import Role
from lms.people.models import Account
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcomes
from quizzes.attempts.drawing import Draw, draw_questions
from quizzes.attempts.finishing import RULE_VERSION, SOURCE
from quizzes.attempts.marking import mark_answer
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.ordering import draw_order
from quizzes.attempts.results import add_up, has_passed, shown_score
from quizzes.bank.content import Content
from quizzes.bank.models import QuestionVersion
from quizzes.bank.queries import content_of, count_topics, live_pools
from quizzes.exchange.importing import import_questions
from quizzes.exchange.reading import read_questions
from quizzes.quiz.models import Quiz
from quizzes.quiz.services import QuizSettings, create_quiz

_OPENED_DAYS_AGO: Final = 6
_TAKERS_IN_100: Final = 74
_PER_TOPIC: Final = 2


def seed(db: Session, campaign_id: int) -> None:
    """The bank of the demonstration, a quiz of ten drawn by topic, and finished attempts."""
    campaign = db.get_one(Campaign, campaign_id)
    reading = read_questions(CONTENT / "questions.gift")
    import_questions(db, campaign_id, reading, takes_changes=False, by=campaign.created_by)
    opened_on = clock.today() - timedelta(days=_OPENED_DAYS_AGO)
    opened = clock.from_local(datetime.combine(opened_on, time(8)))
    draws = tuple((each.topic, _PER_TOPIC) for each in count_topics(db, campaign_id))
    settings = QuizSettings(
        title="Bài kiểm tra nhận thức về Nghị quyết Đại hội XIII",
        opens_at=opened,
        closes_at=None,
        draws=draws,
        instructions="Mỗi câu có một phương án đúng. Đồng chí được làm hai lượt, tính lượt cao điểm.",
        pass_percent=campaign.pass_percent,
    )
    quiz = create_quiz(db, campaign_id, settings, by=campaign.created_by)
    _seed_attempts(db, quiz, [Draw(topic, count) for topic, count in draws], opened)


def _seed_attempts(db: Session, quiz: Quiz, draws: Sequence[Draw], opened: datetime) -> None:
    pools = live_pools(db, quiz.campaign_id)
    ids = [version_id for pool in pools.values() for version_id in pool]
    found = db.scalars(select(QuestionVersion).where(QuestionVersion.id.in_(ids)))
    contents = {version.id: content_of(version) for version in found}
    taken = [
        _take(quiz, person, draw_questions(draws, pools, _seed_of(person)), contents, opened)
        for person in _takers(db, quiz)
    ]
    attempts = db.scalars(
        insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True),
        [attempt for attempt, _items in taken],
    ).all()
    db.execute(
        insert(AttemptItem),
        [
            item | {"attempt_id": attempt_id}
            for attempt_id, (_attempt, items) in zip(attempts, taken, strict=True)
            for item in items
        ],
    )
    outcomes = [_outcome(quiz, attempt) for attempt, _items in taken]
    post_outcomes(db, quiz.activity_id, outcomes)


def _takers(db: Session, quiz: Quiz) -> list[int]:
    """About three in four of those expected; the learner to look around with has yet to begin."""
    learner = next(each.login for each in ACCOUNTS if each.role is Role.LEARNER)
    fresh = select(Account.person_id).where(Account.login == learner)
    expected = db.scalars(
        select(Assignment.person_id)
        .where(Assignment.activity_id == quiz.activity_id, Assignment.person_id.not_in(fresh))
        .order_by(Assignment.person_id)
    )
    return [person for person in expected if _luck(person).randrange(100) < _TAKERS_IN_100]


def _take(
    quiz: Quiz,
    person: int,
    version_ids: Sequence[int],
    contents: dict[int, Content],
    opened: datetime,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One attempt with its answers, as starting, answering and finishing would have written them."""
    luck = _luck(person)
    skill = luck.triangular(0.35, 1.0, 0.8)
    started = opened + timedelta(minutes=luck.randrange(30, (_OPENED_DAYS_AGO - 1) * 24 * 60))
    items: list[dict[str, Any]] = []
    marks: list[Fraction] = []
    for slot, version_id in enumerate(version_ids, 1):
        content = contents[version_id]
        answer = _answer(content, knows=luck.random() < skill, luck=luck)
        marks.append(mark_answer(content, answer))
        items.append(
            {
                "slot": slot,
                "version_id": version_id,
                "option_order": draw_order(
                    content, _seed_of(person), slot, shuffles=quiz.shuffles_options
                ),
                "revision": 1,
                "answer": answer,
                "answered_at": started + timedelta(seconds=slot * 30 + luck.randrange(20)),
                "receipt": slot,
                "mark": round(float(marks[-1]), 3),
            }
        )
    attempt = {
        "quiz_id": quiz.id,
        "person_id": person,
        "number": 1,
        "seed": _seed_of(person),
        "started_at": started,
        "finished_at": started + timedelta(seconds=len(items) * 30 + luck.randrange(30, 240)),
        "score": shown_score(add_up(marks)),
        "max_score": float(len(marks)),
        "receipts": len(items),
    }
    return attempt, items


def _answer(content: Content, *, knows: bool, luck: Random) -> int:
    places = range(len(content.options))
    right = [place for place in places if mark_answer(content, place) == 1]
    wrong = [place for place in places if place not in right]
    return luck.choice(right if knows or not wrong else wrong)


def _outcome(quiz: Quiz, attempt: dict[str, Any]) -> NewOutcome:
    passed = has_passed(attempt["score"], attempt["max_score"], quiz.pass_percent)
    return NewOutcome(
        person_id=attempt["person_id"],
        activity_id=quiz.activity_id,
        state=OutcomeState.PASSED if passed else OutcomeState.FAILED,
        score=attempt["score"],
        max_score=attempt["max_score"],
        source=SOURCE,
        source_key=f"quiz {quiz.id} person {attempt['person_id']} attempt 1",
        occurred_at=attempt["finished_at"],
        rule_version=RULE_VERSION,
    )


def _seed_of(person: int) -> int:
    return SEED * 1_000_000 + person


def _luck(person: int) -> Random:
    return Random(f"quiz {SEED} {person}")  # noqa: S311 - repeatable, not a secret
