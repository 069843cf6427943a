"""The list of conferences; making, changing and calling off one."""

from datetime import datetime, time
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.campaigns.models import Campaign
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.people.actor import HEADING, RUNNING, current_actor
from lms.people.enums import Role
from lms.people.roles.trees import heir_of
from lms.people.unit_offers import RUN, offer_units
from lms.policy import requires
from lms.web.forms import Form
from lms.web.i18n import _, ngettext
from sessions.conferences.forms import ConferenceForm
from sessions.conferences.loading import load_campaign, load_real_conference
from sessions.conferences.models import Conference
from sessions.conferences.planning import cancel_conference, change_conference, create_conference
from sessions.conferences.policy import (
    ConferencePermission,
    manages_conference,
    runs_conferences,
)
from sessions.conferences.queries import list_campaigns, list_conferences
from sessions.conferences.views import bp


def refuse(form: Form, refusal: DomainError) -> None:
    """Put a service's refusal into the form's summary; what was typed stays."""
    form.form_errors.append(str(refusal.message))


@bp.get("/")
@requires(ConferencePermission.BROWSE)
def index() -> ResponseReturnValue:
    """Conferences of the units one runs, and those that summoned people of units one heads."""
    actor, db = current_actor(), get_db()
    campaigns = list_campaigns(db) if runs_conferences(actor) else []
    return render_template(
        "sessions/conferences/index.html",
        rows=list_conferences(
            db,
            owned_by=actor.units_of(*RUNNING),
            people_of=actor.units_of(*HEADING),
            named=actor.places_of(Role.SECRETARY),
            with_venues=actor.places_of(Role.VENUE_OFFICER),
        ),
        manages=runs_conferences(actor),
        choices=[
            (each.title, url_for(".new", campaign_id=each.id))
            for each in campaigns
            if actor.manages(each.owner_unit_id)
        ],
        manages_conference=partial(manages_conference, actor),
    )


@bp.get("/moi/<int:campaign_id>")
@requires(ConferencePermission.CREATE, load_campaign)
def new(campaign: Campaign) -> ResponseReturnValue:
    """The empty form, with the hours of an ordinary day."""
    owner = heir_of(get_db(), campaign.owner_unit_id, clock.today())
    form = _offer(ConferenceForm(title=campaign.title, owner_unit_id=owner))
    day = campaign.starts_on
    form.starts_at.data = datetime.combine(day, time(7, 30))
    form.ends_at.data = datetime.combine(day, time(17, 0))
    return _render_new(campaign, form)


@bp.post("/moi/<int:campaign_id>")
@requires(ConferencePermission.CREATE, load_campaign)
@writes
def create(campaign: Campaign) -> ResponseReturnValue:
    """Make it, then on to its venues."""
    form = _offer(ConferenceForm())
    if not form.validate():
        return _render_new(campaign, form), 422
    try:
        conference = create_conference(
            get_db(), campaign.id, form.plan(), by=current_actor().account_id
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return _render_new(campaign, form), 422
    flash(_("The conference was created. Add its venues next."))
    return redirect(url_for("conferences.venues", conference_id=conference.id), 303)


@bp.get("/<int:conference_id>/sua")
@requires(ConferencePermission.MANAGE, load_real_conference)
def edit(conference: Conference) -> ResponseReturnValue:
    """The form with what was decided."""
    owner = heir_of(get_db(), conference.owner_unit_id, clock.today())
    form = _offer(ConferenceForm(obj=conference), owner)
    form.show(conference)
    form.owner_unit_id.data = owner
    return _render_edit(conference, form)


@bp.post("/<int:conference_id>/sua")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def change(conference: Conference) -> ResponseReturnValue:
    """Change what was decided."""
    owner = heir_of(get_db(), conference.owner_unit_id, clock.today())
    form = _offer(ConferenceForm(request.form), owner)
    if not form.validate():
        return _render_edit(conference, form), 422
    try:
        change_conference(get_db(), conference, form.plan())
    except DomainError as refusal:
        refuse(form, refusal)
        return _render_edit(conference, form), 422
    flash(_("The conference was saved."))
    return redirect(url_for("conferences.board.show", conference_id=conference.id), 303)


@bp.post("/<int:conference_id>/huy")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def cancel(conference: Conference) -> ResponseReturnValue:
    """Call it off."""
    people = cancel_conference(get_db(), conference)
    flash(
        ngettext(
            "The conference was called off; %(num)d person is no longer expected.",
            "The conference was called off; %(num)d people are no longer expected.",
            people,
        )
    )
    return redirect(url_for("conferences.index"), 303)


def _offer(form: ConferenceForm, *owners: int) -> ConferenceForm:
    """Units for which the person asking runs campaigns, and whose the conference is already."""
    form.owner_unit_id.offer(offer_units(RUN, also=owners))
    return form


def _render_new(campaign: Campaign, form: ConferenceForm) -> str:
    return render_template("sessions/conferences/new.html", campaign=campaign, form=form)


def _render_edit(conference: Conference, form: ConferenceForm) -> str:
    return render_template("sessions/conferences/edit.html", conference=conference, form=form)
