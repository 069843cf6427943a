"""Who may see the key, run a quiz, take it, and answer in an attempt."""

from enum import StrEnum

from lms.campaigns.policy import manages_campaign, studies_campaign
from lms.campaigns.queries import get_campaign
from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.models import Attempt
from quizzes.attempts.queries import get_attempt
from quizzes.bank.models import Question
from quizzes.bank.queries import get_question
from quizzes.quiz.models import Quiz
from quizzes.quiz.queries import get_quiz


class QuizPermission(StrEnum):
    """Acts on questions, quizzes and attempts; the bank is run by whoever runs its campaign."""

    EDIT_QUESTION = "questions.edit"
    MANAGE = "quizzes.manage"
    TAKE = "quizzes.take"
    ANSWER = "attempts.answer"


def load_question(question_id: int) -> Question:
    """The question an address names. Raises NotFound."""
    return get_question(get_db(), question_id)


def load_quiz(quiz_id: int) -> Quiz:
    """The quiz an address names. Raises NotFound."""
    return get_quiz(get_db(), quiz_id)


def load_attempt(attempt_id: int, **_place: int) -> Attempt:
    """The attempt an address names. Raises NotFound."""
    return get_attempt(get_db(), attempt_id)


def edits_question(actor: Actor, question: Question) -> bool:
    """Whoever runs the question's campaign."""
    return manages_campaign(actor, get_campaign(get_db(), question.campaign_id))


def manages_quiz(actor: Actor, quiz: Quiz) -> bool:
    """Whoever runs the quiz's campaign."""
    return manages_campaign(actor, quiz.campaign)


def takes_quiz(actor: Actor, quiz: Quiz) -> bool:
    """The people the campaign is for, unless the quiz is hidden; the campaign's staff always."""
    if quiz.is_hidden:
        return manages_campaign(actor, quiz.campaign)
    return studies_campaign(actor, quiz.campaign)


def owns_attempt(actor: Actor, attempt: Attempt) -> bool:
    """The person who is taking the quiz, and nobody else."""
    return attempt.person_id == actor.person_id


PERMISSIONS: PermissionMap = {
    QuizPermission.EDIT_QUESTION: edits_question,
    QuizPermission.MANAGE: manages_quiz,
    QuizPermission.TAKE: takes_quiz,
    QuizPermission.ANSWER: owns_attempt,
}
_RUNNING = (Role.CAMPAIGN_OFFICE, Role.TRAINER)
RIGHTS: RightsTable = {
    QuizPermission.EDIT_QUESTION: Right(
        _l("See the answer key and edit a question"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_RUNNING,
    ),
    QuizPermission.MANAGE: Right(
        _l("Run a quiz and see its results"), anywhere=(Role.ADMINISTRATOR,), within=_RUNNING
    ),
    QuizPermission.TAKE: Right(
        _l("Take a quiz"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_RUNNING, Role.LEARNER),
    ),
    QuizPermission.ANSWER: Right(
        _l("Answer in an attempt, and see the answers given in it"), own=(Role.LEARNER,)
    ),
}
