"""Starting a rehearsal, ending it, and the secretary's overview of it."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from sessions.conferences.loading import load_real_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.rehearsals.enums import Check
from sessions.rehearsals.forms import StartForm
from sessions.rehearsals.loading import load_rehearsal
from sessions.rehearsals.queries import find_open_rehearsal, list_rehearsals, load_readiness
from sessions.rehearsals.services import end_rehearsal, start_rehearsal
from sessions.rehearsals.views import bp
from sessions.rehearsals.wording import CHECKS, SHORT, STANDINGS, value_words

USUAL_LEAD = timedelta(minutes=15)


@bp.get("/<int:conference_id>/tong-duyet")
@requires(ConferencePermission.MANAGE, load_real_conference)
def index(conference: Conference) -> ResponseReturnValue:
    """What a rehearsal is, the way to start one, and those there were."""
    form = StartForm()
    form.starts_at.show(_soon())
    return _render(conference, form)


@bp.post("/<int:conference_id>/tong-duyet")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def start(conference: Conference) -> ResponseReturnValue:
    """Copy the conference; from then on everything is tried on the copy."""
    form = StartForm()
    if form.validate() and form.starts_at.moment:
        try:
            made = start_rehearsal(
                get_db(),
                conference,
                form.starts_at.moment,
                by=current_actor().account_id,
                now=clock.now(),
            )
        except DomainError as refusal:
            form.add_error("starts_at", str(refusal.message))
        else:
            flash(_("The rehearsal is open. Nothing of it counts."))
            return redirect(url_for(".overview", conference_id=made.id), 303)
    return _render(conference, form), 422


@bp.get("/<int:conference_id>/san-sang")
@requires(ConferencePermission.MANAGE, load_rehearsal)
def overview(rehearsal: Conference) -> ResponseReturnValue:
    """Every venue with every check; what is missing where."""
    return render_template(
        "sessions/rehearsals/overview.html",
        conference=rehearsal,
        venues=load_readiness(get_db(), rehearsal),
        checks=list(Check),
        words=CHECKS,
        short=SHORT,
        standings=STANDINGS,
        value_words=value_words,
        as_of=clock.now(),
    )


@bp.post("/<int:conference_id>/ket-thuc-tong-duyet")
@requires(ConferencePermission.MANAGE, load_rehearsal)
@writes
def end(rehearsal: Conference) -> ResponseReturnValue:
    """End the rehearsal; its records and sheets stay."""
    end_rehearsal(get_db(), rehearsal, now=clock.now())
    flash(_("The rehearsal is over. Its records stay apart; a new one may be started."))
    return redirect(url_for(".index", conference_id=rehearsal.rehearsal_of_id), 303)


def _render(conference: Conference, form: StartForm) -> str:
    db = get_db()
    return render_template(
        "sessions/rehearsals/index.html",
        conference=conference,
        form=form,
        open_one=find_open_rehearsal(db, conference.id),
        earlier=list_rehearsals(db, conference.id),
    )


def _soon() -> datetime:
    now = clock.now()
    return now.replace(second=0, microsecond=0) + USUAL_LEAD
