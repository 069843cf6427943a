"""Reading quizzes and their settings."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.errors import NotFound
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.enums import QuestionType, VersionState
from quizzes.bank.models import Question, QuestionVersion
from quizzes.quiz.models import Quiz, QuizDraw


def get_quiz(db: Session, quiz_id: int) -> Quiz:
    """A quiz with its campaign and blueprint. Raises NotFound."""
    quiz = db.scalars(_whole_quiz().where(Quiz.id == quiz_id)).one_or_none()
    if quiz is None:
        raise NotFound(_l("This quiz does not exist."))
    return quiz


def get_quiz_of_activity(db: Session, activity_id: int) -> Quiz:
    """The quiz behind an activity of a campaign. Raises NotFound."""
    quiz = db.scalars(select(Quiz).where(Quiz.activity_id == activity_id)).one_or_none()
    if quiz is None:
        raise NotFound(_l("This quiz does not exist."))
    return quiz


def list_quizzes(db: Session, campaign_id: int) -> list[Quiz]:
    """A campaign's quizzes by opening time, hidden ones among them."""
    return list(
        db.scalars(
            _whole_quiz().where(Quiz.campaign_id == campaign_id).order_by(Quiz.opens_at, Quiz.id)
        )
    )


def list_draws(db: Session, quiz_id: int) -> list[QuizDraw]:
    """A quiz's blueprint in the order its topics are asked."""
    return list(
        db.scalars(
            select(QuizDraw)
            .where(QuizDraw.quiz_id == quiz_id)
            .order_by(QuizDraw.position, QuizDraw.id)
        )
    )


def question_count(quiz: Quiz) -> int:
    """Questions of one attempt of a quiz whose blueprint is loaded."""
    return sum(draw.count for draw in quiz.draws)


def has_kind(db: Session, quiz: Quiz, kind: QuestionType) -> bool:
    """Whether the quiz may draw a question of this kind, for rules told beforehand."""
    found = db.scalar(
        select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuizDraw, QuizDraw.topic == Question.topic)
        .where(
            QuizDraw.quiz_id == quiz.id,
            Question.campaign_id == quiz.campaign_id,
            QuestionVersion.state == VersionState.LIVE,
            QuestionVersion.type == kind,
        )
        .limit(1)
    )
    return found is not None


def _whole_quiz() -> Select[Quiz]:
    return select(Quiz).options(selectinload(Quiz.draws), joinedload(Quiz.campaign))
