"""Reading quizzes and their settings."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.campaigns.models import Campaign
from lms.errors import NotFound
from lms.web.i18n import lazy_gettext as _l
from quizzes.quiz.models import Quiz


def get_campaign(db: Session, campaign_id: int) -> Campaign:
    """The campaign whose bank or quizzes are asked for. Raises NotFound."""
    campaign = db.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound(_l("This campaign does not exist."))
    return campaign


def get_quiz(db: Session, quiz_id: int) -> Quiz:
    """A quiz with its campaign and blueprint. Raises NotFound."""
    quiz = db.scalars(_whole_quiz().where(Quiz.id == quiz_id)).one_or_none()
    if quiz is None:
        raise NotFound(_l("This quiz does not exist."))
    return quiz


def find_quiz_of_activity(db: Session, activity_id: int) -> Quiz | None:
    """The quiz behind an activity of a campaign."""
    return db.scalars(select(Quiz).where(Quiz.activity_id == activity_id)).one_or_none()


def list_quizzes(db: Session, campaign_id: int) -> list[Quiz]:
    """A campaign's quizzes by opening time, hidden ones among them."""
    return list(
        db.scalars(
            _whole_quiz().where(Quiz.campaign_id == campaign_id).order_by(Quiz.opens_at, Quiz.id)
        )
    )


def count_quizzes(db: Session) -> dict[int, int]:
    """campaign id → how many quizzes it has."""
    rows = db.execute(
        select(Quiz.campaign_id, func.count().label("total")).group_by(Quiz.campaign_id)
    )
    return {row.campaign_id: row.total for row in rows}


def question_count(quiz: Quiz) -> int:
    """Questions of one attempt of a quiz whose blueprint is loaded."""
    return sum(draw.count for draw in quiz.draws)


def _whole_quiz() -> Select[Quiz]:
    return select(Quiz).options(selectinload(Quiz.draws), joinedload(Quiz.campaign))
