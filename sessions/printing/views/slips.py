"""A gate's slips: make a series, print it, void what was lost."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms import clock
from lms.db import get_db, writes
from lms.errors import NotFound
from lms.papers.responses import PaperFormat, send_bytes
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _, in_locale, ngettext
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.policy import ConferencePermission
from sessions.gates.views import base_url
from sessions.lists.views import number_of
from sessions.printing.drawing import printed_address
from sessions.printing.keys import slip_key
from sessions.printing.loading import GateAt, load_gate
from sessions.printing.slip_codes import show_slip_code, slip_code
from sessions.printing.slip_paper import SlipFace, draw_slips
from sessions.printing.slips import (
    MOST_AT_ONCE,
    SlipCounts,
    count_slips,
    make_slips,
    numbers_to_print,
    void_slips,
)
from sessions.printing.views import bp
from sessions.printing.wording import slip_head


@bp.get("/<int:conference_id>/in-an/phieu/<int:gate_id>")
@requires(ConferencePermission.MANAGE, load_gate)
def slips(place: GateAt) -> ResponseReturnValue:
    """How many there are, were used, were voided; the way to more."""
    counts = count_slips(get_db(), [place.gate.id]).get(place.gate.id, SlipCounts(0, 0, 0, 0))
    return render_template(
        "sessions/printing/slips.html",
        conference=place.conference,
        gate=place.gate,
        counts=counts,
        most=MOST_AT_ONCE,
        fresh=(number_of("tu"), number_of("den")),
    )


@bp.post("/<int:conference_id>/in-an/phieu/<int:gate_id>")
@requires(ConferencePermission.MANAGE, load_gate)
@writes
def make(place: GateAt) -> ResponseReturnValue:
    """Make a series."""
    by, count = current_actor().account_id or 0, number_of("so-luong") or 0
    first, last = make_slips(get_db(), slip_key(), place.gate, count, by=by, now=clock.now())
    flash(_("Slips %(first)s to %(last)s were made. Print them now.", first=first, last=last))
    return _back(place, tu=first, den=last)


@bp.get("/<int:conference_id>/in-an/phieu/<int:gate_id>.pdf")
@requires(ConferencePermission.MANAGE, load_gate)
def slip_paper(place: GateAt) -> ResponseReturnValue:
    """The slips of a range that are good, twenty-four on a sheet."""
    gate, key = place.gate, slip_key()
    first = number_of("tu") or 1
    last = min(number_of("den") or first + MOST_AT_ONCE - 1, first + MOST_AT_ONCE - 1)
    numbers = numbers_to_print(get_db(), gate.id, first, last)
    if not numbers:
        raise NotFound(
            _l("No slip of these numbers can be used any more, so there is none to print.")
        )
    codes = {number: slip_code(key, gate.id, number) for number in numbers}
    with in_locale("vi"):
        content = draw_slips(
            slip_head(gate, urlsplit(base_url()).netloc + url_for("hand.type_slip")),
            [
                SlipFace(number, printed_address(base_url(), "P", code), show_slip_code(code))
                for number, code in codes.items()
            ],
            gate.study_session.starts_at,
        )
    name = f"phieu {gate.venue.name} {numbers[0]}-{numbers[-1]}"
    return send_bytes(content, PaperFormat.PDF, name, inline=True)


@bp.post("/<int:conference_id>/in-an/phieu/<int:gate_id>/huy")
@requires(ConferencePermission.MANAGE, load_gate)
@writes
def void(place: GateAt) -> ResponseReturnValue:
    """Make lost or left-over slips worthless; used ones stay used."""
    first = number_of("tu") or 0
    last = number_of("den") if request.form.get("den", "").strip() else first
    count = void_slips(get_db(), place.gate.id, first, last or 0, clock.now())
    flash(ngettext("%(num)d slip was voided.", "%(num)d slips were voided.", count))
    return _back(place)


def _back(place: GateAt, tu: int | None = None, den: int | None = None) -> Response:
    address = url_for(
        "conferences.printing.slips",
        conference_id=place.conference.id,
        gate_id=place.gate.id,
        tu=tu,
        den=den,
    )
    return redirect(address, 303)
