"""What administrators find on their first page about personal data: requests with their terms, and what is due."""

from collections.abc import Sequence

from flask import current_app, render_template
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import Panel
from lms.config import Settings
from lms.people.actor import Actor
from lms.privacy.policy import guards_data
from lms.privacy.queries import count_overdue, leavers_due, open_requests
from lms.privacy.retention import last_day_of_leaving
from lms.web.i18n import _


def home_panels(db: Session, actor: Actor) -> Sequence[Panel]:
    """One panel while a request is open or a leaver's time is up, for those who see to it. Three queries."""
    if not guards_data(actor):
        return []
    settings: Settings = current_app.extensions["settings"]
    today = clock.today()
    due = leavers_due(last_day_of_leaving(settings), today).subquery()
    leavers = db.scalar(select(func.count()).select_from(due)) or 0
    count, first_on = open_requests(db)
    if not count and not leavers:
        return []
    html = render_template(
        "privacy/home_panel.html",
        count=count,
        first_on=first_on,
        overdue=count_overdue(db, today),
        leavers=leavers,
    )
    return [Panel(_("Personal data"), Markup(html), 7)]  # noqa: S704 - our own template, which escapes
