"""Bringing questions in from a file, after a preview, and taking them away as one."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.campaigns.models import Campaign
from lms.campaigns.policy import CampaignPermission, load_campaign
from lms.db import get_db, writes
from lms.errors import DomainError
from lms.files.models import FileKind, PendingImport
from lms.files.pending import confirm_import, get_import, hold_import
from lms.files.responses import current_store
from lms.files.services import save_file
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _
from quizzes.bank.queries import content_of, export_rows
from quizzes.bank.sentences import note_of, sentence_of
from quizzes.exchange.forms import ConfirmForm, QuestionFileForm
from quizzes.exchange.gift_writer import write_gift
from quizzes.exchange.importing import Imported, import_questions, preview_import
from quizzes.exchange.item import Item, Reading
from quizzes.exchange.reading import read_questions

bp = Blueprint("question_files", __name__)

MAX_BYTES = 5 * 1024 * 1024


def _load_campaign(campaign_id: int, pending_id: int) -> Campaign:
    return load_campaign(campaign_id)


@bp.get("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/nhap")
@requires(CampaignPermission.MANAGE, load_campaign)
def choose(campaign: Campaign) -> ResponseReturnValue:
    """Ask for the file."""
    return _upload_page(QuestionFileForm(), campaign)


@bp.post("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/nhap")
@requires(CampaignPermission.MANAGE, load_campaign)
@writes
def upload(campaign: Campaign) -> ResponseReturnValue:
    """Keep the file and go on to its preview; a file nobody can read is refused at once."""
    form = QuestionFileForm()
    if not form.validate():
        return _upload_page(form, campaign)
    db, account_id = get_db(), current_actor().account_id or 0
    try:
        file = save_file(
            db,
            current_store(),
            form.file.data.stream,
            form.file.data.filename or "",
            accept=(FileKind.TEXT,),
            max_bytes=MAX_BYTES,
            uploaded_by=account_id,
        )
        read_questions(current_store().path(file.sha256))
    except DomainError as refusal:
        form.add_error("file", str(refusal.message))
        return _upload_page(form, campaign, int(refusal.status))
    pending = hold_import(db, _purpose(campaign), file, account_id)
    address = url_for(".preview", campaign_id=campaign.id, pending_id=pending.id)
    return redirect(address, 303)


@bp.get("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/nhap/<int:pending_id>")
@requires(CampaignPermission.MANAGE, _load_campaign)
def preview(campaign: Campaign) -> ResponseReturnValue:
    """What the file holds: refused questions first, then what is new, changed and known."""
    pending, reading = _pending(campaign)
    return render_template(
        "quizzes/exchange/preview.html",
        campaign=campaign,
        pending=pending,
        preview=preview_import(get_db(), campaign.id, reading),
        form=ConfirmForm(),
        sentence_of=sentence_of,
        note_of=note_of,
    )


@bp.post("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi/nhap/<int:pending_id>")
@requires(CampaignPermission.MANAGE, _load_campaign)
@writes
def confirm(campaign: Campaign) -> ResponseReturnValue:
    """Put the good questions into the bank, all of them or none."""
    pending, reading = _pending(campaign)
    confirm_import(pending)
    done = import_questions(
        get_db(),
        campaign.id,
        reading,
        takes_changes=ConfirmForm().changes.data != "keep",
        by=current_actor().account_id,
    )
    flash(_said(done))
    return redirect(url_for("bank.index", campaign_id=campaign.id), 303)


@bp.get("/dot-hoc-tap/<int:campaign_id>/ngan-hang-cau-hoi.gift")
@requires(CampaignPermission.MANAGE, load_campaign)
def export(campaign: Campaign) -> ResponseReturnValue:
    """Every question in use, with its key, as a GIFT file."""
    items = [
        Item(content_of(row.version), 0, row.topic, row.external_id)
        for row in export_rows(get_db(), campaign.id)
    ]
    response = Response(write_gift(items), mimetype="text/plain")
    name = f"ngan-hang-cau-hoi-{campaign.id}.gift"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.cache_control.no_store = True
    return response


def _purpose(campaign: Campaign) -> str:
    return f"questions of campaign {campaign.id}"


def _pending(campaign: Campaign) -> tuple[PendingImport, Reading]:
    pending_id = (request.view_args or {})["pending_id"]
    account_id = current_actor().account_id or 0
    pending = get_import(get_db(), pending_id, _purpose(campaign), account_id)
    return pending, read_questions(current_store().path(pending.file.sha256))


def _said(done: Imported) -> str:
    if not done.new and not done.changed:
        return _("Nothing has changed: the bank already has these questions.")
    return _(
        "Imported: %(new)d new questions, %(changed)d reworded, %(known)d already in the bank.",
        new=done.new,
        changed=done.changed,
        known=done.known,
    )


def _upload_page(
    form: QuestionFileForm, campaign: Campaign, status: int = 422
) -> ResponseReturnValue:
    page = render_template("quizzes/exchange/upload.html", form=form, campaign=campaign)
    return page, status if form.errors else 200
