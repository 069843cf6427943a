"""Handing out activation slips: unit by unit on paper or by mail, and to one person."""

from typing import Any

from flask import (
    Blueprint,
    after_this_request,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms import clock
from lms.config import Settings
from lms.db import get_db, writes
from lms.errors import NotFound, Unavailable
from lms.mail.queries import batch_progress
from lms.mail.worker import Mailer
from lms.numbers import number_sent, numbers_sent
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import add_access, log_access
from lms.people.accounts import logins_for
from lms.people.actor import current_actor
from lms.people.cards import PersonCard, get_account
from lms.people.policy import load_person
from lms.people.slips import services
from lms.people.slips.drawing import SlipFace, draw_slips
from lms.people.slips.keys import code_of
from lms.people.slips.letters import KIND, batch_of, compose_slips, mail_slips
from lms.people.slips.policy import Desk, SlipPermission, find_desk, get_desk
from lms.people.slips.queries import (
    HandedSlip,
    Waiting,
    find_good_slip,
    list_good_slips,
    list_waiting,
    why_not,
)
from lms.people.slips.readiness import count_readiness
from lms.people.slips.rules import HOLD, show_code
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import requires
from lms.units.fields import unit_filter
from lms.web.format import format_datetime
from lms.web.i18n import _, ngettext
from lms.web.i18n import lazy_gettext as _l
from lms.web.paging import page_number, page_of

bp = Blueprint("slips", __name__)
_NONE = _l("No slip of this choice is good at the moment, so there is nothing to print.")


@bp.record_once
def _add_composer(state: BlueprintSetupState) -> None:
    mailer: Mailer = state.app.extensions["mailer"]
    mailer.add_composer(KIND, compose_slips)


@bp.get("/nhan-su/phieu-kich-hoat")
@requires(SlipPermission.HAND_OUT)
def index() -> ResponseReturnValue:
    """How far the people of a unit can sign in; slips for those who cannot yet. Figures only."""
    unit = unit_filter(request.args, offer_units(ROSTER), _("Unit, with all below it"), "")
    desk, now = find_desk(unit.data or None), clock.now()
    if desk and not unit.errors:
        unit.choose(desk.unit_id)
    counted = desk and count_readiness(get_db(), desk.tree.subtree(desk.unit_id), desk.tree.on, now)
    return render_template(
        "people/slips/index.html",
        desk=desk,
        counted=counted,
        unit_box=unit,
        most=services.MOST_AT_ONCE,
        days=HOLD.days,
        can_mail=_mailer().is_configured,
        progress=batch_progress(get_db(), batch_of(desk.unit_id)) if desk else None,
    )


@bp.get("/nhan-su/phieu-kich-hoat/xem-truoc")
@requires(SlipPermission.HAND_OUT)
def preview() -> ResponseReturnValue:
    """Who would be handed a slip, what each would sign in with, and whose account would be made."""
    desk = get_desk()
    waiting = _waiting(desk)
    page = page_of(waiting, page_number(request.args))
    shown = [each.person_id for each in page.items]
    log_access("list of people seen", "unit", desk.unit_id, "", people=shown)
    return render_template(
        "people/slips/preview.html",
        desk=desk,
        people=page,
        without_account=sum(each.account_id is None for each in waiting),
        most=services.MOST_AT_ONCE,
        days=HOLD.days,
    )


@bp.post("/nhan-su/phieu-kich-hoat")
@requires(SlipPermission.HAND_OUT)
@writes
def issue() -> ResponseReturnValue:
    """Slips for everybody of the unit who waits for one, or for those ticked in the preview."""
    desk = get_desk()
    among = _ticked() if request.form.get("chon") else None
    if among is not None and not among:
        flash(_("Nobody is chosen. Tick people in the list first."), "error")
        return _to(".preview", desk)
    shown = request.form.get("so-nguoi", "")
    count = services.issue_slips(
        get_db(),
        desk.tree.subtree(desk.unit_id),
        by=current_actor().account_id,
        among=among,
        expected=len(among) if among else number_sent(shown),
    )
    flash(
        ngettext("%(num)d slip is issued.", "%(num)d slips are issued.", count)
        if count
        else _("Nobody of this unit waits for a slip.")
    )
    return _to(".index", desk)


@bp.get("/nhan-su/phieu-kich-hoat.pdf")
@requires(SlipPermission.HAND_OUT)
def paper() -> ResponseReturnValue:
    """The good slips of a unit, eight to a sheet, unit by unit."""
    desk = get_desk()
    slips = _good_slips(desk)
    content = _draw(slips)
    log_access(
        "activation slips printed",
        "unit",
        desk.unit_id,
        f"{len(slips)}",
        people=[each.person.id for each in slips],
    )
    name = f"phieu kich hoat {desk.name} {len(slips)}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


@bp.post("/nhan-su/phieu-kich-hoat/gui")
@requires(SlipPermission.HAND_OUT)
@writes
def mail() -> ResponseReturnValue:
    """A letter to everybody of the unit who holds a good slip and has an address."""
    desk = get_desk()
    if not _mailer().is_configured:
        raise Unavailable(
            _l("Mail is not set up on this server. Print the slips, or ask the administrator.")
        )
    slips = _good_slips(desk)
    queued = mail_slips(get_db(), desk.unit_id, slips, site=_site())
    add_access(
        get_db(),
        current_actor().account_id,
        "activation slips mailed",
        "unit",
        desk.unit_id,
        f"{queued}",
        people=[each.person.id for each in slips],
    )
    _wake_after_commit()
    flash(
        ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", queued)
        if queued
        else _("Everybody with an address has been written to already.")
    )
    return _to(".index", desk)


@bp.get("/nhan-su/<int:person_id>/phieu-kich-hoat")
@requires(SlipPermission.HAND_TO, load_person)
def of_person(card: PersonCard) -> ResponseReturnValue:
    """The good slip of one person to read out or to print, or why there is none."""
    account = card.account
    slip = find_good_slip(get_db(), account.id, clock.now()) if account else None
    login = account.login if account else logins_for(get_db(), [card.person])[card.person.id]
    reason = account and why_not(get_db(), account.id, clock.today())
    if reason is not None:
        slip = None
    log_access("activation slip seen" if slip else "person viewed", "person", card.person.id)
    page = render_template(
        "people/slips/person.html",
        card=card,
        slip=slip,
        code=show_code(code_of(slip)) if slip else "",
        address=f"{_site()}/kich-hoat",
        reason=reason,
        login=login,
        days=HOLD.days,
    )
    response = make_response(page)
    response.cache_control.no_store = True
    return response


@bp.post("/nhan-su/<int:person_id>/phieu-kich-hoat")
@requires(SlipPermission.HAND_TO, load_person)
@writes
def issue_to(card: PersonCard) -> ResponseReturnValue:
    """A new slip for one person, with the account where there is none; a former slip is worth nothing at once."""
    by = current_actor().account_id
    account = card.account
    account_id = account.id if account else services.make_account(get_db(), card.person, by=by)
    services.issue_slip(get_db(), account_id, by=by)
    add_access(get_db(), by, "activation slip issued", "person", card.person.id)
    return redirect(url_for(".of_person", person_id=card.person.id), 303)


@bp.get("/nhan-su/<int:person_id>/phieu-kich-hoat.pdf")
@requires(SlipPermission.HAND_TO, load_person)
def paper_of_person(card: PersonCard) -> ResponseReturnValue:
    """The good slip of one person on paper."""
    account = get_account(card)
    slip = find_good_slip(get_db(), account.id, clock.now())
    if slip is None or account.password_hash is not None:
        raise NotFound(_NONE)
    unit = next((each.name for each in card.places if each.unit_id in card.unit_ids), "")
    content = _draw([HandedSlip(slip, card.person, account.login, unit)])
    log_access("activation slip seen", "person", card.person.id)
    return send_bytes(content, PaperFormat.PDF, f"phieu kich hoat {account.login}", inline=True)


def _good_slips(desk: Desk) -> list[HandedSlip]:
    return list_good_slips(get_db(), desk.tree, desk.unit_id, clock.now(), services.MOST_AT_ONCE)


def _waiting(desk: Desk) -> list[Waiting]:
    """As many as are issued at once."""
    units = desk.tree.subtree(desk.unit_id)
    return list_waiting(get_db(), units, desk.tree.on, clock.now(), services.MOST_AT_ONCE)


def _ticked() -> set[int]:
    return {*numbers_sent(request.form.getlist("nguoi"))}


def _draw(slips: list[HandedSlip]) -> bytes:
    """The sheets. Raises NotFound without any slip."""
    if not slips:
        raise NotFound(_NONE)
    faces = [
        SlipFace(
            each.person.full_name,
            " – ".join(part for part in (each.person.position, each.unit) if part),
            each.login,
            show_code(code_of(each.slip)),
            format_datetime(each.slip.expires_at),
        )
        for each in slips
    ]
    return draw_slips(f"{_site()}/kich-hoat", faces, clock.now())


def _site() -> str:
    """This product's address as printed: the configured one, else the one of this request."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url or request.url_root.rstrip("/")


def _mailer() -> Mailer:
    mailer: Mailer = current_app.extensions["mailer"]
    return mailer


def _wake_after_commit() -> None:
    @after_this_request
    def wake(response: Response) -> Response:
        _mailer().wake()
        return response


def _to(endpoint: str, desk: Desk) -> ResponseReturnValue:
    chosen: dict[str, Any] = {"don-vi": desk.unit_id}
    return redirect(url_for(endpoint, **chosen), 303)
