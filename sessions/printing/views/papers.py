"""What can be printed for a conference; cards and posters."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db
from lms.errors import NotFound
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.access import log_access
from lms.people.belonging import people_of_units
from lms.policy import requires
from lms.web.i18n import in_locale
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.phone import master_key
from sessions.conferences.loading import load_conference
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND, summoned_by_venue
from sessions.conferences.units import chosen_unit, tells_party, unit_box
from sessions.gates.codes import make_printed_code
from sessions.gates.queries import clock_of, gates_of_conference
from sessions.gates.views import base_url
from sessions.invitations.card_codes import card_code
from sessions.invitations.cards import letterhead_of
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import code_of
from sessions.invitations.keys import code_key
from sessions.lists.views import number_of
from sessions.printing.cards import CardFace, draw_cards
from sessions.printing.drawing import printed_address
from sessions.printing.enums import PosterSize
from sessions.printing.loading import GateAt, load_gate
from sessions.printing.people import Listed, list_people
from sessions.printing.posters import draw_poster
from sessions.printing.sign_lists import lists_of_conference
from sessions.printing.slips import count_slips
from sessions.printing.views import bp
from sessions.printing.wording import card_head, poster_text

_NOBODY = _l("Nobody of this choice is summoned, so there is no card to print.")


@bp.get("/<int:conference_id>/in-an")
@requires(ConferencePermission.MANAGE, load_conference)
def overview(conference: Conference) -> ResponseReturnValue:
    """Cards, posters, slips, lists to be signed; how far those that came back are keyed in."""
    db = get_db()
    gates = gates_of_conference(db, conference.id)
    return render_template(
        "sessions/printing/overview.html",
        conference=conference,
        summoned=sum(summoned_by_venue(db, conference.id).values()),
        unit_box=unit_box(),
        gates=gates,
        slips=count_slips(db, [gate.id for gate in gates]),
        sizes=list(PosterSize),
        lists=lists_of_conference(db, conference.id),
    )


@bp.get("/<int:conference_id>/in-an/the.pdf")
@requires(ConferencePermission.MANAGE, load_conference)
def cards(conference: Conference) -> ResponseReturnValue:
    """Cards of everybody, of a venue, a unit or one person, by unit, then by name."""
    db, day = get_db(), clock.local(conference.starts_at).date()
    unit, person_id = unit_box(), number_of("nguoi")
    if unit.errors:
        asked: dict[str, Any] = {"don-vi-tim": unit.words}
        return redirect(url_for(".overview", conference_id=conference.id, **asked), 303)
    unit_id = chosen_unit(unit)
    people = people_of_units(db, [unit_id], day) if unit_id else None
    if person_id is not None:
        people = {person_id}
    listed = [
        each
        for each in list_people(db, conference, venue_id=number_of("diem-cau"), people=people)
        if each.summons.code_digest is not None
    ]
    if not listed:
        raise NotFound(_NOBODY)
    with in_locale("vi"):
        head = card_head(conference, letterhead_of(db, conference))
        content = draw_cards(head, [_face(each) for each in listed], conference.starts_at)
    log_access(
        "cards printed",
        "conference",
        conference.id,
        f"{len(listed)}",
        people=[each.person.id for each in listed],
        shows_party=tells_party(db, unit_id, day),
    )
    name = f"the dai bieu {day:%Y-%m-%d} {len(listed)}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


@bp.get("/<int:conference_id>/in-an/ap-phich/<int:gate_id>.pdf")
@requires(ConferencePermission.MANAGE, load_gate)
def poster(place: GateAt) -> ResponseReturnValue:
    """The poster of a gate; it may hang beside a turning screen, and proves less than that."""
    wanted = request.args.get("kho", PosterSize.A4.value)
    sizes = [size for size in PosterSize if size.value == wanted]
    if not sizes:
        raise NotFound(NOT_FOUND)
    gate = place.gate
    code = make_printed_code(master_key(), clock_of(gate))
    with in_locale("vi"):
        text = poster_text(
            gate,
            letterhead_of(get_db(), place.conference),
            printed_address(base_url(), "C", code),
        )
        content = draw_poster(text, sizes[0], gate.study_session.starts_at)
    name = f"ap phich {gate.venue.name} {sizes[0]}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


def _face(each: Listed) -> CardFace:
    summons, key = each.summons, code_key()
    code = card_code(key, summons.id, summons.code_generation)
    return CardFace(
        full_name=each.person.full_name,
        position=each.position,
        unit=each.unit,
        venue=summons.venue.name,
        seat=summons.seat,
        address=printed_address(base_url(), "T", code),
        typed=show_code(code_of(key, summons)),
    )
