"""Certificates of the person asking: what they hold, what they may fetch, the paper itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.campaigns.models import Campaign
from lms.campaigns.policy import load_campaign
from lms.campaigns.queries import campaigns_of_person
from lms.certificates import services
from lms.certificates.addresses import verify_address
from lms.certificates.drawing import draw_certificates
from lms.certificates.forms import RevokeForm
from lms.certificates.models import Certificate
from lms.certificates.policy import (
    CertificatePermission,
    holds_certificate,
    load_certificate,
    manages_certificate,
)
from lms.certificates.queries import certificates_of_person
from lms.certificates.standings import completed_by
from lms.db import get_db, writes
from lms.errors import NotFound
from lms.papers.qr import matrix_of, side_of, svg_path
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.policy import requires, signed_in
from lms.web.i18n import _

bp = Blueprint("certificates", __name__)


@bp.get("/giay-xac-nhan")
@signed_in
def mine() -> ResponseReturnValue:
    """The certificates of the person asking, and the campaigns that have earned one."""
    db, person_id = get_db(), current_actor().person_id
    held = certificates_of_person(db, person_id) if person_id else []
    earned = _earned(person_id, {each.campaign_id for each in held}) if person_id else []
    return render_template("certificates/mine.html", certificates=held, earned=earned)


@bp.post("/dot-hoc-tap/<int:campaign_id>/giay-xac-nhan")
@requires(CertificatePermission.CLAIM, load_campaign)
@writes
def claim(campaign: Campaign) -> ResponseReturnValue:
    """Fetch the certificate of a completed campaign; asking twice gives the same one."""
    actor = current_actor()
    if actor.person_id is None:
        raise NotFound(_("Sign in with the account of a person on the roster."))
    certificate = services.claim(get_db(), campaign, actor.person_id, by=actor.account_id)
    return redirect(url_for("certificates.show", certificate_id=certificate.id), 303)


@bp.get("/giay-xac-nhan/<int:certificate_id>")
@requires(CertificatePermission.VIEW, load_certificate)
def show(certificate: Certificate) -> ResponseReturnValue:
    """The certificate as a page, with the way to the PDF and to the public page."""
    _note_look(certificate, "certificate seen")
    return _page(certificate, RevokeForm())


@bp.get("/giay-xac-nhan/<int:certificate_id>/pdf")
@requires(CertificatePermission.VIEW, load_certificate)
def pdf(certificate: Certificate) -> ResponseReturnValue:
    """The paper to print: the same bytes every time."""
    _note_look(certificate, "certificate downloaded")
    if not certificate.is_valid:
        raise NotFound(_("This certificate is revoked, so there is nothing to print."))
    address = verify_address(certificate.public_id)
    paper = draw_certificates([(certificate.face, address)], as_of=certificate.issued_at)
    name = f"Giấy xác nhận {certificate.face.name} {certificate.register_no}"
    return send_bytes(paper, PaperFormat.PDF, name, inline=True)


@bp.post("/giay-xac-nhan/<int:certificate_id>/thu-hoi")
@requires(CertificatePermission.REVOKE, load_certificate)
@writes
def revoke(certificate: Certificate) -> ResponseReturnValue:
    """Take a certificate back, with the reason that the register prints."""
    form = RevokeForm()
    if not form.validate():
        return _page(certificate, form), 422
    services.revoke(
        get_db(), certificate, reason=form.reason.data or "", by=current_actor().account_id
    )
    flash(_("The certificate is revoked. Its public page says so from now on."))
    return redirect(url_for("certificates.show", certificate_id=certificate.id), 303)


def _page(certificate: Certificate, form: RevokeForm) -> str:
    actor = current_actor()
    address = verify_address(certificate.public_id)
    modules = matrix_of(address)
    return render_template(
        "certificates/show.html",
        certificate=certificate,
        face=certificate.face,
        form=form,
        address=address,
        code_path=svg_path(modules),
        code_side=side_of(modules),
        is_holder=holds_certificate(actor, certificate),
        is_staff=manages_certificate(actor, certificate),
    )


def _earned(person_id: int, with_certificate: set[int]) -> list[Campaign]:
    db = get_db()
    others = [
        campaign
        for campaign in campaigns_of_person(db, person_id)
        if campaign.id not in with_certificate
    ]
    return completed_by(db, others, person_id)


def _note_look(certificate: Certificate, action: str) -> None:
    """Others than the holder leave a trace."""
    if not holds_certificate(current_actor(), certificate):
        log_access(action, "certificate", certificate.id, people=[certificate.person_id])
