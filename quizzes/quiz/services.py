"""Making a quiz and changing its settings."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import expect_audience, register_activity
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity
from lms.errors import Invalid
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.queries import count_topics
from quizzes.quiz.enums import CountingAttempt, ReviewPolicy
from quizzes.quiz.models import Quiz, QuizDraw
from quizzes.quiz.rules import find_shortage


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """Everything that is decided about a quiz; times are UTC moments."""

    title: str
    opens_at: datetime
    closes_at: datetime | None
    draws: tuple[tuple[str, int], ...]
    """Blueprint: topic and how many of its questions, in the order they are asked."""
    instructions: str = ""
    limit_minutes: int = 15
    grace_seconds: int = 10
    attempts_allowed: int = 2
    pass_percent: int = 50
    counting: CountingAttempt = CountingAttempt.BEST
    review: ReviewPolicy = ReviewPolicy.AFTER_ATTEMPT
    shuffles_options: bool = True
    is_hidden: bool = field(default=False)

    @property
    def question_count(self) -> int:
        """Questions of one attempt; each is worth one mark."""
        return sum(count for _topic, count in self.draws)


def create_quiz(
    db: Session, campaign_id: int, settings: QuizSettings, by: int | None = None
) -> Quiz:
    """Add a quiz to a campaign and expect everybody the campaign is for to pass it.

    Registers the activity. Raises Invalid when the bank cannot fill the blueprint or the close is
    not after the opening.
    """
    _check(db, campaign_id, settings)
    activity = register_activity(
        db,
        campaign_id,
        kind=ActivityKind.QUIZ,
        title=settings.title,
        held_at=settings.opens_at,
        max_score=settings.question_count,
    )
    activity.is_withdrawn = settings.is_hidden
    quiz = Quiz(
        campaign_id=campaign_id,
        activity_id=activity.id,
        created_at=clock.now(),
        created_by=by,
        **_columns(settings),
    )
    quiz.draws = _draws(settings)
    db.add(quiz)
    db.flush()
    expect_audience(db, campaign_id)
    return quiz


def change_quiz(db: Session, quiz: Quiz, settings: QuizSettings) -> None:
    """Change a quiz whose `draws` are loaded; attempts under way keep their questions.

    Their deadline follows the new times. Raises Invalid as `create_quiz`.
    """
    _check(db, quiz.campaign_id, settings)
    for name, value in _columns(settings).items():
        setattr(quiz, name, value)
    quiz.draws.clear()
    db.flush()
    quiz.draws.extend(_draws(settings))
    activity = db.get_one(Activity, quiz.activity_id)
    activity.title = settings.title
    activity.held_at = settings.opens_at
    activity.max_score = settings.question_count
    activity.is_withdrawn = settings.is_hidden
    db.flush()
    expect_audience(db, quiz.campaign_id)


def _check(db: Session, campaign_id: int, settings: QuizSettings) -> None:
    if settings.closes_at is not None and settings.closes_at <= settings.opens_at:
        raise Invalid(_l("The closing time must be later than the opening time."))
    if not settings.question_count:
        raise Invalid(_l("Say how many questions of at least one topic are drawn."))
    available = {each.topic: each.count for each in count_topics(db, campaign_id)}
    if shortage := find_shortage(settings.draws, available):
        raise Invalid(
            _l(
                "The topic “%(topic)s” has %(available)s questions in use, fewer than %(wanted)s.",
                topic=shortage.topic,
                available=shortage.available,
                wanted=shortage.wanted,
            )
        )


def _columns(settings: QuizSettings) -> dict[str, object]:
    return {name: value for name, value in asdict(settings).items() if name != "draws"}


def _draws(settings: QuizSettings) -> list[QuizDraw]:
    return [
        QuizDraw(topic=topic, count=count, position=position)
        for position, (topic, count) in enumerate(settings.draws)
        if count
    ]
