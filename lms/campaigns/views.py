"""The staff's list of campaigns, and making and changing one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.campaigns.forms import STATE_WORDS, CampaignForm
from lms.campaigns.models import Campaign
from lms.campaigns.offers import AUDIENCE
from lms.campaigns.policy import CampaignPermission, load_campaign
from lms.campaigns.queries import list_campaigns, trees_today
from lms.campaigns.services import change_campaign, create_campaign
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.files.models import FileKind, StoredFile
from lms.files.responses import current_store, max_upload_bytes, send_stored
from lms.files.services import save_file
from lms.people.actor import RUNNING, current_actor
from lms.people.roles.trees import heir_of
from lms.people.unit_offers import RUN, offer_units
from lms.policy import requires
from lms.web.i18n import _

bp = Blueprint("campaigns", __name__)

MORE_UNITS = "them-don-vi"
"""The button that takes a unit by its words, where no script runs; nothing is written."""
PLAN_KINDS = (FileKind.PDF, FileKind.DOCX)


@bp.get("/dot-hoc-tap/quan-ly")
@requires(CampaignPermission.LIST)
def index() -> ResponseReturnValue:
    """Campaigns of the units the person runs, newest first."""
    owners = current_actor().units_of(*RUNNING)
    db = get_db()
    names = {
        id_: node.name for tree in trees_today(db).values() for id_, node in tree.nodes.items()
    }
    return render_template(
        "campaigns/index.html",
        rows=list_campaigns(db, owners),
        unit_names=names,
        state_words=STATE_WORDS,
    )


@bp.get("/dot-hoc-tap/moi")
@requires(CampaignPermission.CREATE)
def new() -> ResponseReturnValue:
    """A form that names no more than the topmost unit for which the person runs campaigns."""
    form = _form()
    form.owner_unit_id.data = form.owner_unit_id.offered.first() or 0
    return _page(form, None)


@bp.post("/dot-hoc-tap/moi")
@requires(CampaignPermission.CREATE)
@writes
def create() -> ResponseReturnValue:
    """Make a campaign and go on to its page."""
    form = _form()
    if MORE_UNITS in request.form:
        form.audience.tell()
        return _page(form, None)
    if not form.validate() or not (saved := _save(form, None)):
        return _page(form, None)
    flash(_("The campaign is made. Add conferences, materials and quizzes to it."))
    return redirect(url_for("study.manage", campaign_id=saved.id), 303)


@bp.get("/dot-hoc-tap/<int:campaign_id>/sua")
@requires(CampaignPermission.MANAGE, load_campaign)
def edit(campaign: Campaign) -> ResponseReturnValue:
    """The form with what is stored."""
    form = _form(campaign)
    form.show(campaign)
    form.owner_unit_id.data = heir_of(get_db(), campaign.owner_unit_id, clock.today())
    return _page(form, campaign)


@bp.post("/dot-hoc-tap/<int:campaign_id>/sua")
@requires(CampaignPermission.MANAGE, load_campaign)
@writes
def change(campaign: Campaign) -> ResponseReturnValue:
    """Keep the changes and go back to the campaign's page."""
    form = _form(campaign)
    if MORE_UNITS in request.form:
        form.audience.tell()
        return _page(form, campaign)
    if not form.validate() or not _save(form, campaign):
        return _page(form, campaign)
    flash(_("The changes are saved."))
    return redirect(url_for("study.manage", campaign_id=campaign.id), 303)


@bp.get("/dot-hoc-tap/<int:campaign_id>/ke-hoach")
@requires(CampaignPermission.STUDY, load_campaign)
def plan(campaign: Campaign) -> ResponseReturnValue:
    """The plan document."""
    if campaign.plan_file is None:
        raise NotFound(_("This campaign has no plan document."))
    return send_stored(campaign.plan_file)


def _form(campaign: Campaign | None = None) -> CampaignForm:
    form = CampaignForm()
    also = (campaign.owner_unit_id,) if campaign else ()
    form.owner_unit_id.offer(offer_units(RUN, also=also))
    form.audience.offer(offer_units(AUDIENCE))
    return form


def _save(form: CampaignForm, campaign: Campaign | None) -> Campaign | None:
    """The saved campaign; None with the refusal beside its field."""
    db = get_db()
    account_id = current_actor().account_id
    file: StoredFile | None = None
    try:
        if upload := form.upload:
            file = save_file(
                db,
                current_store(),
                upload.stream,
                upload.filename or "",
                accept=PLAN_KINDS,
                max_bytes=max_upload_bytes(),
                uploaded_by=account_id,
            )
    except DomainError as refusal:
        form.add_error("plan_file", str(refusal.message))
        return None
    try:
        if campaign is None:
            return create_campaign(db, form.plan(), by=account_id, plan_file=file)
        change_campaign(db, campaign, form.plan(), plan_file=file)
    except DomainError as refusal:
        form.add_error("audience", str(refusal.message))
        return None
    return campaign


def _page(form: CampaignForm, campaign: Campaign | None) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    trees = trees_today(get_db())
    page = render_template("campaigns/form.html", form=form, campaign=campaign, trees=trees)
    return page, status
