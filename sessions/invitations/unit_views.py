"""A lost personal code, issued anew by those responsible for the person's unit; for a phone."""

from collections.abc import Sequence

from flask import Blueprint, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.db import get_db, writes
from lms.people.access import add_access, log_access
from lms.people.actor import Actor, current_actor
from lms.people.cards import PersonCard
from lms.people.policy import load_person
from lms.policy import requires
from lms.web.i18n import _
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import reissue_code
from sessions.invitations.keys import code_key
from sessions.invitations.policy import CodeOf, CodePermission, load_code, renews_codes
from sessions.invitations.queries import codes_to_renew

bp = Blueprint("codes", __name__)


@bp.get("/nhan-su/<int:person_id>/ma-ca-nhan")
@requires(CodePermission.REISSUE, load_person)
def of_person(card: PersonCard) -> ResponseReturnValue:
    """The conferences the person is summoned to, each with the way to a new code. No code is shown."""
    log_access("personal codes seen", "person", card.person.id)
    return render_template(
        "sessions/invitations/codes.html",
        card=card,
        rows=codes_to_renew(get_db(), card.person.id),
        code="",
    )


@bp.post("/nhan-su/<int:person_id>/ma-ca-nhan/<int:conference_id>")
@requires(CodePermission.REISSUE, load_code)
@writes
def reissue(place: CodeOf) -> ResponseReturnValue:
    """A new code, shown this once; the former one, the printed card and remembered phones stop working."""
    code = reissue_code(get_db(), code_key(), place.summons)
    add_access(
        get_db(),
        current_actor().account_id,
        "personal code reissued",
        "person",
        place.card.person.id,
        f"conference {place.conference.id}",
    )
    page = render_template(
        "sessions/invitations/codes.html",
        card=place.card,
        conference=place.conference,
        code=show_code(code),
        rows=(),
    )
    response = make_response(page)
    response.cache_control.no_store = True
    return response


def record_links(_db: Session, actor: Actor, card: PersonCard) -> Sequence[tuple[str, str]]:
    """The person's codes, on the page of their record. No query."""
    if card.person.left_on or not renews_codes(actor, card):
        return []
    return [(_("Personal code"), url_for("codes.of_person", person_id=card.person.id))]
