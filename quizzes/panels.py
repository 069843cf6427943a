"""What quizzes show on pages of the institution."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.web.i18n import lazy_gettext as _l
from quizzes.attempts.timing import opening_at
from quizzes.bank.queries import count_topics
from quizzes.quiz.queries import list_quizzes


def campaign_panels(db: Session, campaign_id: int) -> Sequence[Panel]:
    """The campaign's quizzes and the size of its bank, for its staff."""
    quizzes, now = list_quizzes(db, campaign_id), clock.now()
    page = render_template(
        "quizzes/panel.html",
        campaign_id=campaign_id,
        quizzes=quizzes,
        states={each.id: opening_at(now, each.opens_at, each.closes_at) for each in quizzes},
        questions=sum(each.count for each in count_topics(db, campaign_id)),
    )
    return [Panel(_l("Quizzes"), Markup(page), position=40)]  # noqa: S704 - a template of ours
