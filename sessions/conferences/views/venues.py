"""The venues of a conference."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from sessions.conferences.forms import VenueForm
from sessions.conferences.loading import VenueOf, load_real_conference, load_real_venue
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import summoned_by_venue
from sessions.conferences.venues import add_venue, change_venue, remove_venue
from sessions.conferences.views import bp
from sessions.conferences.views.conference import refuse


@bp.get("/<int:conference_id>/diem-cau")
@requires(ConferencePermission.MANAGE, load_real_conference)
def venues(conference: Conference) -> ResponseReturnValue:
    """The venues there are, and a form for one more."""
    return _render(conference, VenueForm(is_main=not conference.venues))


@bp.post("/<int:conference_id>/diem-cau")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def add(conference: Conference) -> ResponseReturnValue:
    """One more venue."""
    form = VenueForm()
    if form.validate():
        try:
            venue = add_venue(get_db(), conference, form.plan())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("“%(name)s” was added.", name=venue.name))
            return redirect(url_for(".venues", conference_id=conference.id), 303)
    return _render(conference, form), 422


@bp.get("/<int:conference_id>/diem-cau/<int:venue_id>")
@requires(ConferencePermission.MANAGE, load_real_venue)
def venue(place: VenueOf) -> ResponseReturnValue:
    """One venue, to be changed."""
    return _render_one(place, VenueForm(obj=place.venue))


@bp.post("/<int:conference_id>/diem-cau/<int:venue_id>")
@requires(ConferencePermission.MANAGE, load_real_venue)
@writes
def save_venue(place: VenueOf) -> ResponseReturnValue:
    """Change one venue."""
    form = VenueForm()
    if form.validate():
        try:
            change_venue(get_db(), place.conference, place.venue, form.plan())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("“%(name)s” was saved.", name=place.venue.name))
            return redirect(url_for(".venues", conference_id=place.conference.id), 303)
    return _render_one(place, form), 422


@bp.post("/<int:conference_id>/diem-cau/<int:venue_id>/xoa")
@requires(ConferencePermission.MANAGE, load_real_venue)
@writes
def drop_venue(place: VenueOf) -> ResponseReturnValue:
    """Take a venue out."""
    name = place.venue.name
    remove_venue(get_db(), place.conference, place.venue, by=current_actor().account_id)
    flash(_("“%(name)s” was removed.", name=name))
    return redirect(url_for(".venues", conference_id=place.conference.id), 303)


def _render(conference: Conference, form: VenueForm) -> str:
    return render_template(
        "sessions/conferences/venues.html",
        conference=conference,
        form=form,
        summoned=summoned_by_venue(get_db(), conference.id),
    )


def _render_one(place: VenueOf, form: VenueForm) -> str:
    return render_template(
        "sessions/conferences/venue.html",
        conference=place.conference,
        venue=place.venue,
        form=form,
    )
