"""Pages for the staff: adding, changing, hiding a material."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.campaigns.models import Campaign
from lms.campaigns.policy import CampaignPermission, load_campaign
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.files.models import StoredFile
from lms.files.responses import current_store, max_upload_bytes
from lms.files.services import save_file
from lms.materials.forms import MaterialForm
from lms.materials.models import Material
from lms.materials.policy import MaterialPermission, load_material
from lms.materials.queries import declared_by
from lms.materials.services import (
    FILE_KINDS,
    add_material,
    change_material,
    hide_material,
    show_material,
)
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _

bp = Blueprint("material_editing", __name__)


@bp.get("/dot-hoc-tap/<int:campaign_id>/tai-lieu/moi")
@requires(CampaignPermission.MANAGE, load_campaign)
def new(campaign: Campaign) -> ResponseReturnValue:
    """An empty form."""
    return _page(MaterialForm(), campaign, None)


@bp.post("/dot-hoc-tap/<int:campaign_id>/tai-lieu/moi")
@requires(CampaignPermission.MANAGE, load_campaign)
@writes
def create(campaign: Campaign) -> ResponseReturnValue:
    """Add a document or a link."""
    form = MaterialForm()
    if not _save(form, campaign, None):
        return _page(form, campaign, None)
    flash(_("The material is in the campaign."))
    return _to_list(campaign.id)


@bp.get("/tai-lieu/<int:material_id>/sua")
@requires(MaterialPermission.MANAGE, load_material)
def edit(material: Material) -> ResponseReturnValue:
    """The form with what is stored."""
    form = MaterialForm()
    form.show(material)
    return _page(form, material.campaign, material)


@bp.post("/tai-lieu/<int:material_id>/sua")
@requires(MaterialPermission.MANAGE, load_material)
@writes
def change(material: Material) -> ResponseReturnValue:
    """Keep the changes; a new file or link replaces the former."""
    form = MaterialForm()
    if not _save(form, material.campaign, material):
        return _page(form, material.campaign, material)
    flash(_("The changes are saved."))
    return _to_list(material.campaign_id)


@bp.post("/tai-lieu/<int:material_id>/an")
@requires(MaterialPermission.MANAGE, load_material)
@writes
def hide(material: Material) -> ResponseReturnValue:
    """Take it out of sight; what was read stays in the record."""
    hide_material(get_db(), material)
    flash(_("The material is hidden. Learners no longer see it."))
    return _to_list(material.campaign_id)


@bp.post("/tai-lieu/<int:material_id>/hien")
@requires(MaterialPermission.MANAGE, load_material)
@writes
def show(material: Material) -> ResponseReturnValue:
    """Bring it back."""
    show_material(get_db(), material)
    flash(_("Learners see the material again."))
    return _to_list(material.campaign_id)


def _save(form: MaterialForm, campaign: Campaign, material: Material | None) -> bool:
    """Whether it was saved; otherwise the refusal stands beside its field."""
    if not form.validate() or not form.has_content(stored=material):
        return False
    db, store = get_db(), current_store()
    account_id = current_actor().account_id or 0
    try:
        file = _keep_upload(form, account_id)
        plan = form.plan()
        if material is None:
            add_material(db, store, campaign.id, plan, not_secret_by=account_id, file=file)
        else:
            change_material(db, store, material, plan, not_secret_by=account_id, file=file)
    except DomainError as refusal:
        form.add_error("upload" if form.file else "url", str(refusal.message))
        return False
    return True


def _keep_upload(form: MaterialForm, account_id: int) -> StoredFile | None:
    upload = form.file
    if upload is None:
        return None
    return save_file(
        get_db(),
        current_store(),
        upload.stream,
        upload.filename or "",
        accept=FILE_KINDS,
        max_bytes=max_upload_bytes(),
        uploaded_by=account_id,
    )


def _page(form: MaterialForm, campaign: Campaign, material: Material | None) -> ResponseReturnValue:
    page = render_template(
        "materials/form.html",
        form=form,
        campaign=campaign,
        material=material,
        declared_by=declared_by(get_db(), material) if material else "",
    )
    return page, 422 if form.errors else 200


def _to_list(campaign_id: int) -> Response:
    return redirect(url_for("study.manage", campaign_id=campaign_id) + "#tai-lieu", 303)
