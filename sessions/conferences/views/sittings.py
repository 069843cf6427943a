"""The programme of a conference: its study sessions."""

from datetime import timedelta
from itertools import count

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from sessions.conferences.forms import SessionForm
from sessions.conferences.loading import SittingOf, load_real_conference, load_real_sitting
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.timetable import add_session, change_session, remove_session
from sessions.conferences.views import bp
from sessions.conferences.views.conference import refuse

USUAL_LENGTH = timedelta(minutes=90)


@bp.get("/<int:conference_id>/buoi")
@requires(ConferencePermission.MANAGE, load_real_conference)
def sittings(conference: Conference) -> ResponseReturnValue:
    """The programme, and a form for one more session, held everywhere, right after the last."""
    form = _offer(SessionForm(), conference)
    form.title.data = _free_title(conference)
    held = conference.study_sessions
    start = max(each.ends_at for each in held) if held else conference.starts_at
    if start < conference.ends_at:  # a day that is full leaves the hours to whoever plans it
        end = min(start + USUAL_LENGTH, conference.ends_at)
        form.starts_at.data = clock.local(start).replace(tzinfo=None)
        form.ends_at.data = clock.local(end).replace(tzinfo=None)
    form.venue_ids.data = [venue.id for venue in conference.venues]
    return _render(conference, form)


def _free_title(conference: Conference) -> str:
    taken = {each.title for each in conference.study_sessions}
    titles = (str(_("Topic %(number)d", number=number)) for number in count(1))
    return next(title for title in titles if title not in taken)


@bp.post("/<int:conference_id>/buoi")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def add_sitting(conference: Conference) -> ResponseReturnValue:
    """One more session, with its gates."""
    form = _offer(SessionForm(), conference)
    if form.validate():
        try:
            made = add_session(get_db(), conference, form.plan())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("“%(name)s” was added, with a gate at each of its venues.", name=made.title))
            return redirect(url_for(".sittings", conference_id=conference.id), 303)
    return _render(conference, form), 422


@bp.get("/<int:conference_id>/buoi/<int:session_id>")
@requires(ConferencePermission.MANAGE, load_real_sitting)
def sitting(place: SittingOf) -> ResponseReturnValue:
    """One session, to be changed."""
    form = _offer(SessionForm(obj=place.study_session), place.conference)
    form.show(place.study_session)
    return _render_one(place, form)


@bp.post("/<int:conference_id>/buoi/<int:session_id>")
@requires(ConferencePermission.MANAGE, load_real_sitting)
@writes
def save_sitting(place: SittingOf) -> ResponseReturnValue:
    """Change one session."""
    form = _offer(SessionForm(), place.conference)
    if form.validate():
        try:
            change_session(
                get_db(),
                place.conference,
                place.study_session,
                form.plan(),
                by=current_actor().account_id,
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("“%(name)s” was saved.", name=place.study_session.title))
            return redirect(url_for(".sittings", conference_id=place.conference.id), 303)
    return _render_one(place, form), 422


@bp.post("/<int:conference_id>/buoi/<int:session_id>/xoa")
@requires(ConferencePermission.MANAGE, load_real_sitting)
@writes
def drop_sitting(place: SittingOf) -> ResponseReturnValue:
    """Take a session out of the programme."""
    name = place.study_session.title
    remove_session(get_db(), place.conference, place.study_session)
    flash(_("“%(name)s” was removed.", name=name))
    return redirect(url_for(".sittings", conference_id=place.conference.id), 303)


def _offer(form: SessionForm, conference: Conference) -> SessionForm:
    form.offer(conference.venues)
    return form


def _render(conference: Conference, form: SessionForm) -> str:
    return render_template("sessions/conferences/sittings.html", conference=conference, form=form)


def _render_one(place: SittingOf, form: SessionForm) -> str:
    return render_template(
        "sessions/conferences/sitting.html",
        conference=place.conference,
        study_session=place.study_session,
        form=form,
    )
