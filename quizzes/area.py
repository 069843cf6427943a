"""What quizzes plug into the institution."""

from flask import url_for
from sqlalchemy.orm import Session

from lms.areas import Area
from lms.campaigns.enums import ActivityKind
from lms.db import get_db
from lms.web.i18n import lazy_gettext as _l
from quizzes import privacy
from quizzes.attempts import answers, report_views, views
from quizzes.bank import views as bank_views
from quizzes.cli import quizzes_group
from quizzes.exchange import views as exchange_views
from quizzes.panels import campaign_panels
from quizzes.policy import PERMISSIONS, RIGHTS
from quizzes.quiz import views as quiz_views
from quizzes.quiz.queries import get_quiz_of_activity


def _intro_page(activity_id: int) -> str:
    return url_for("attempts.intro", quiz_id=get_quiz_of_activity(get_db(), activity_id).id)


def _seed_demo(db: Session, campaign_id: int) -> None:
    # Imported here: a start without an empty database needs none of it.
    from quizzes.demo import seed

    seed(db, campaign_id)


area = Area(
    name="quizzes",
    blueprints=[
        bank_views.bp,
        exchange_views.bp,
        quiz_views.bp,
        views.bp,
        answers.bp,
        report_views.bp,
    ],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("Question bank and quizzes"),
    commands=[quizzes_group],
    activity_url={ActivityKind.QUIZ.value: _intro_page},
    campaign_panels=campaign_panels,
    personal_data=privacy.personal_data,
    demo=_seed_demo,
)
