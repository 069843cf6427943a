"""What the organisers do: issue to those who meet the rule, print all, keep the register."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.campaigns.models import Campaign
from lms.campaigns.policy import load_campaign
from lms.certificates.addresses import verify_address
from lms.certificates.drawing import draw_certificates
from lms.certificates.policy import CertificatePermission
from lms.certificates.queries import (
    issuing_picture,
    register,
    register_years,
    valid_certificates,
)
from lms.certificates.registers import register_paper
from lms.certificates.services import issue_to, issue_to_all
from lms.certificates.standings import rule_of
from lms.db import get_db, writes
from lms.errors import NotFound
from lms.numbers import number_sent
from lms.papers.responses import PaperFormat, send_bytes, send_paper
from lms.people.access import log_access
from lms.people.actor import RUNNING, current_actor
from lms.policy import requires
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.i18n import _, ngettext
from lms.web.paging import page_number, paginate

bp = Blueprint("certificate_issuing", __name__)


@bp.get("/dot-hoc-tap/<int:campaign_id>/cap-giay")
@requires(CertificatePermission.ISSUE, load_campaign)
def campaign(campaign: Campaign) -> ResponseReturnValue:
    """The rule, the counts, and who may be issued a certificate now."""
    picture = issuing_picture(get_db(), campaign)
    candidates = [each.person.id for each in picture.candidates]
    log_access("certificate candidates seen", "campaign", campaign.id, people=candidates)
    return render_template(
        "certificates/campaign.html",
        campaign=campaign,
        rule=rule_of(campaign),
        picture=picture,
        as_of=clock.now(),
    )


@bp.post("/dot-hoc-tap/<int:campaign_id>/cap-giay")
@requires(CertificatePermission.ISSUE, load_campaign)
@writes
def issue(campaign: Campaign) -> ResponseReturnValue:
    """Issue to everybody who meets the rule, or to the one person named in the form."""
    by = current_actor().account_id
    person = request.form.get("person_id", "")
    if person:
        person_id = number_sent(person)
        if person_id is None:
            raise NotFound(_("This person does not exist."))
        issued = [issue_to(get_db(), campaign, person_id, by=by)]
    else:
        issued = issue_to_all(get_db(), campaign, by=by)
    if issued:
        flash(
            ngettext(
                "%(num)d certificate is issued.", "%(num)d certificates are issued.", len(issued)
            )
        )
    else:
        flash(_("Nobody new meets the rule: no certificate was issued."))
    return redirect(url_for("certificate_issuing.campaign", campaign_id=campaign.id), 303)


@bp.get("/dot-hoc-tap/<int:campaign_id>/giay-xac-nhan.pdf")
@requires(CertificatePermission.ISSUE, load_campaign)
def print_run(campaign: Campaign) -> ResponseReturnValue:
    """All valid certificates of the campaign in one file, a page each, by register number."""
    certificates = valid_certificates(get_db(), campaign.id)
    if not certificates:
        raise NotFound(_("No certificate of this campaign is issued yet."))
    log_access(
        "certificates downloaded",
        "campaign",
        campaign.id,
        f"{len(certificates)} papers",
        people=[each.person_id for each in certificates],
    )
    papers = [(each.face, verify_address(each.public_id)) for each in certificates]
    content = draw_certificates(papers, as_of=max(each.issued_at for each in certificates))
    return send_bytes(content, PaperFormat.PDF, f"Giấy xác nhận {campaign.title}")


@bp.get("/so-cap-giay")
@requires(CertificatePermission.REGISTER)
def register_page() -> ResponseReturnValue:
    """The register, newest number first, searched by name without marks."""
    db, year = get_db(), _year()
    search = request.args.get("tim", "").strip()[:100]
    owners = current_actor().units_of(*RUNNING)
    page = paginate(db, register(owners, year=year, search=search), page_number(request.args))
    log_access(
        "certificate register seen",
        "certificate",
        detail=f"{year or ''} {search}".strip(),
        people=[each.person_id for each in page.items],
    )
    return render_template(
        "certificates/register.html",
        page=page,
        years=register_years(db),
        year=year,
        search=search,
    )


@bp.get("/so-cap-giay.xlsx")
@requires(CertificatePermission.REGISTER)
def register_file() -> ResponseReturnValue:
    """The register as a workbook to print and to keep."""
    db, year = get_db(), _year()
    owners = current_actor().units_of(*RUNNING)
    certificates = db.scalars(register(owners, year=year)).all()
    tree = load_tree(db, Tree.STATE, clock.today())
    issuer = tree.name(tree.roots[0]) if tree.roots else ""
    paper = register_paper(certificates, issuer=issuer, year=year, empty_at=clock.now())
    log_access(
        "certificate register downloaded",
        "certificate",
        detail=str(year or ""),
        people=[each.person_id for each in certificates],
    )
    return send_paper(paper, PaperFormat.XLSX, f"Sổ gốc cấp giấy xác nhận {year or ''}")


def _year() -> int | None:
    raw = request.args.get("nam", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
