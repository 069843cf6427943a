"""Invitations: printing, mailing with progress, new codes."""

from typing import Any

from flask import (
    Blueprint,
    after_this_request,
    current_app,
    flash,
    jsonify,
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
from lms.mail.outbox import retry_failed
from lms.mail.queries import Progress, batch_progress, list_troubled
from lms.mail.worker import Mailer
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import add_access, log_access
from lms.people.actor import current_actor
from lms.people.belonging import people_of_units
from lms.policy import requires
from lms.web.format import format_number
from lms.web.i18n import _, current_locale, in_locale, ngettext
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.loading import PersonAt, load_person, load_real_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.conferences.units import chosen_unit, tells_party, unit_box
from sessions.invitations.cards import load_cards, occasion_of
from sessions.invitations.codes import show_code
from sessions.invitations.drawing import draw_invitations
from sessions.invitations.enums import InvitationKind
from sessions.invitations.issuing import reissue_code
from sessions.invitations.keys import code_key
from sessions.invitations.letters import KIND, batch_of, compose_invitations, mail_invitations
from sessions.invitations.queries import count_addresses
from sessions.lists.views import number_of

bp = Blueprint("invitations", __name__)


@bp.record_once
def _add_composer(state: BlueprintSetupState) -> None:
    mailer: Mailer = state.app.extensions["mailer"]
    mailer.add_composer(KIND, compose_invitations)


@bp.get("/<int:conference_id>/giay-moi")
@requires(ConferencePermission.MANAGE, load_real_conference)
def overview(conference: Conference) -> ResponseReturnValue:
    """Print or mail, and how far mailing has got."""
    db, batch = get_db(), batch_of(conference.id)
    found = batch_progress(db, batch)
    return render_template(
        "sessions/invitations/overview.html",
        conference=conference,
        count=count_addresses(db, conference.id),
        unit_box=unit_box(),
        kinds=list(InvitationKind),
        mailer=_mailer(),
        progress=found,
        figures=_figures(found),
        troubled=list_troubled(db, batch),
    )


@bp.get("/<int:conference_id>/giay-moi.pdf")
@requires(ConferencePermission.MANAGE, load_real_conference)
def paper(conference: Conference) -> ResponseReturnValue:
    """Invitations of everybody, of a unit, or of one person, two to a sheet."""
    db, day = get_db(), clock.local(conference.starts_at).date()
    unit, person_id = unit_box(), number_of("nguoi")
    if unit.errors:
        asked: dict[str, Any] = {"don-vi-tim": unit.words}
        return redirect(url_for(".overview", conference_id=conference.id, **asked), 303)
    unit_id = chosen_unit(unit)
    people = people_of_units(db, [unit_id], day) if unit_id else None
    if person_id is not None:
        people = {person_id}
    with in_locale("vi"):
        cards = load_cards(db, code_key(), conference, people)
        if not cards:
            raise NotFound(_l("Nobody of this choice is summoned, so there is nothing to print."))
        occasion = occasion_of(db, conference, site_address())
        content = draw_invitations(occasion, cards, _kind(), clock.now())
    log_access(
        "invitations printed",
        "conference",
        conference.id,
        f"{len(cards)}",
        people=[each.person_id for each in cards],
        shows_party=tells_party(db, unit_id, day),
    )
    name = f"giay moi {day:%Y-%m-%d} {len(cards)}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


@bp.post("/<int:conference_id>/giay-moi/gui")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def mail(conference: Conference) -> ResponseReturnValue:
    """Queue a letter for everybody who has an address, and start sending."""
    _refuse_without_server()
    queued = mail_invitations(get_db(), conference, site=site_address())
    _wake_after_commit()
    flash(
        ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", queued)
        if queued
        else _("Everybody with an address has been written to already.")
    )
    return redirect(url_for(".overview", conference_id=conference.id), 303)


@bp.post("/<int:conference_id>/giay-moi/gui-lai")
@requires(ConferencePermission.MANAGE, load_real_conference)
@writes
def retry(conference: Conference) -> ResponseReturnValue:
    """Have the failed letters tried again."""
    _refuse_without_server()
    count = retry_failed(get_db(), batch_of(conference.id))
    _wake_after_commit()
    flash(ngettext("%(num)d letter is tried again.", "%(num)d letters are tried again.", count))
    return redirect(url_for(".overview", conference_id=conference.id), 303)


@bp.get("/<int:conference_id>/giay-moi/tien-do.json")
@requires(ConferencePermission.MANAGE, load_real_conference)
def progress(conference: Conference) -> ResponseReturnValue:
    """How far mailing has got. Being watched keeps the sender awake, after a restart too."""
    found = batch_progress(get_db(), batch_of(conference.id))
    if found.queued:
        _mailer().wake()
    return jsonify(
        figures=_figures(found),
        meters={"sent": [found.sent, found.total or 1]},
        over=found.queued == 0,
        reload=found.queued == 0 and found.total > 0,
    )


@bp.post("/<int:conference_id>/nguoi/<int:person_id>/ma-moi")
@requires(ConferencePermission.MANAGE, load_person)
@writes
def reissue(place: PersonAt) -> ResponseReturnValue:
    """A new personal code; the former one stops working."""
    if place.summons is None or place.conference.is_rehearsal:
        raise NotFound(NOT_FOUND)
    code = reissue_code(get_db(), code_key(), place.summons)
    add_access(
        get_db(),
        current_actor().account_id,
        "personal code reissued",
        "person",
        place.person.id,
        f"conference {place.conference.id}",
    )
    flash(
        _(
            "New code of %(name)s: %(code)s. The former one no longer works.",
            name=place.person.full_name,
            code=show_code(code),
        )
    )
    return redirect(
        url_for(
            "conferences.lists.person",
            conference_id=place.conference.id,
            person_id=place.person.id,
        ),
        303,
    )


def site_address() -> str:
    """This product's address as printed: the configured one, else the one of this request."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url or request.url_root.rstrip("/")


def _kind() -> InvitationKind:
    wanted = request.args.get("loai", "")
    return InvitationKind.SUMMON if wanted == "summon" else InvitationKind.INVITE


def _mailer() -> Mailer:
    mailer: Mailer = current_app.extensions["mailer"]
    return mailer


def _refuse_without_server() -> None:
    if not _mailer().is_configured:
        raise Unavailable(
            _l(
                "Mail is not set up on this server. Print the invitations, or ask the administrator."
            )
        )


def _wake_after_commit() -> None:
    """Start the sender once the letters are in the database, not before."""

    @after_this_request
    def wake(response: Response) -> Response:
        _mailer().wake()
        return response


def _figures(found: Progress) -> dict[str, str]:
    return {
        name: format_number(value, current_locale())
        for name, value in (
            ("queued", found.queued),
            ("sent", found.sent),
            ("failed", found.failed),
        )
    }
