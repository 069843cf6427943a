"""The gate's own pages: the display in the hall, and the switch behind it."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms import clock
from lms.config import Settings
from lms.db import commits_in_group, get_db, in_group, writes
from lms.numbers import number_sent
from lms.people.actor import current_actor
from lms.policy import public, requires
from lms.secrets import Secrets
from lms.web.i18n import _
from lms.web.links import safe_next
from sessions.checkin.closing import close_silent_gate
from sessions.checkin.staff import Staff
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.gates import services
from sessions.gates.codes import LONGEST_STEP, SHORTEST_STEP, STATIC
from sessions.gates.drawing import draw
from sessions.gates.forms import read_beat
from sessions.gates.models import Gate
from sessions.gates.queries import get_gate, hours_of, latest_beats
from sessions.gates.rules import gate_state
from sessions.gates.screen import count_heads, for_the_day, in_ms, showing_at

bp = Blueprint("gates", __name__, url_prefix="/cua")
PACES = (SHORTEST_STEP, 10, 15, 20, 30, LONGEST_STEP, STATIC)
_OFFLINE_SCRIPT = "js/sessions/display/offline.js"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - only compared with


@dataclass(frozen=True, slots=True)
class GateOf:
    """A gate and its conference, which says who may run it."""

    conference: Conference
    gate: Gate


def load_gate(gate_id: int) -> GateOf:
    """The gate of an address."""
    gate = get_gate(get_db(), gate_id)
    return GateOf(gate.study_session.conference, gate)


@bp.get("/<int:gate_id>/man-hinh")
@requires(ConferencePermission.RUN_VENUE, load_gate)
def display(place: GateOf) -> ResponseReturnValue:
    """The screen in the hall. Without a script it loads itself again with each turn of the code."""
    now, gate = clock.now(), place.gate
    hours, shown = hours_of(gate), showing_at(gate, _master(), base_url(), now)
    page = render_template(
        "sessions/gates/display.html",
        gate=gate,
        conference=place.conference,
        shown=shown,
        matrix=draw(shown.address) if shown else None,
        left=max(1, -int((now - shown.step.ends_at).total_seconds() // 1)) if shown else 30,
        state=gate_state(hours, now),
        opens_at=hours.opens_at,
        heads=count_heads(get_db(), gate),
        typed_at=urlsplit(base_url()).netloc + url_for("checkin.typed_code"),
        is_local=(urlsplit(base_url()).hostname or "") in _LOCAL_HOSTS,
        display_id=token_urlsafe(9),
        news=_news(gate),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/mat-mang.js")
@public
def offline_script() -> ResponseReturnValue:
    """The script that keeps a display's page through a reload without network; it holds no data."""
    response = send_from_directory(current_app.static_folder or "static", _OFFLINE_SCRIPT)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.post("/<int:gate_id>/nhip")
@requires(ConferencePermission.RUN_VENUE, load_gate)
@commits_in_group
def beat(place: GateOf) -> ResponseReturnValue:
    """A display's heartbeat: notes its clock and the outages it saw, hands out the key of the day."""
    sent = read_beat(request.get_json(silent=True))
    gate_id, now = place.gate.id, clock.now()
    in_group(
        lambda db: (
            services.record_beat(db, gate_id, sent.display_id, sent.offset_ms, now, sent.outages)
            and None
        )
    )
    if sent.outages:
        get_db().rollback()  # what was read before the outage was noted
    return jsonify(_news(get_gate(get_db(), gate_id)))


@bp.get("/<int:gate_id>")
@requires(ConferencePermission.RUN_VENUE, load_gate)
def show(place: GateOf) -> ResponseReturnValue:
    """The switch: hours, open and close, pace of the code, sign of life of the displays."""
    now, gate = clock.now(), place.gate
    return render_template(
        "sessions/gates/show.html",
        gate=gate,
        conference=place.conference,
        hours=hours_of(gate),
        state=gate_state(hours_of(gate), now),
        heads=count_heads(get_db(), gate),
        beat=latest_beats(get_db(), [gate.id]).get(gate.id),
        paces=PACES,
    )


@bp.post("/<int:gate_id>/mo")
@requires(ConferencePermission.RUN_VENUE, load_gate)
@writes
def open_by_hand(place: GateOf) -> ResponseReturnValue:
    """Open the gate before its time, or again."""
    services.open_gate(place.gate, clock.now())
    flash(_("The gate of %(venue)s is open.", venue=place.gate.venue.name))
    return _back(place)


@bp.post("/<int:gate_id>/dong")
@requires(ConferencePermission.RUN_VENUE, load_gate)
@writes
def close_by_hand(place: GateOf) -> ResponseReturnValue:
    """Close the gate; after attendance was closed, this also judges the people of a silent venue."""
    now, session = clock.now(), place.gate.study_session
    if session.closed_at is None:
        services.close_gate(place.gate, now)
    else:
        staff = Staff(current_actor().account_id or 0, now)
        close_silent_gate(get_db(), session, place.gate, staff)
    flash(_("The gate of %(venue)s is closed.", venue=place.gate.venue.name))
    return _back(place)


@bp.post("/<int:gate_id>/toc-do")
@requires(ConferencePermission.RUN_VENUE, load_gate)
@writes
def pace(place: GateOf) -> ResponseReturnValue:
    """Set how fast the code turns."""
    seconds = number_sent(request.form.get("giay", ""))
    services.set_pace(place.gate, -1 if seconds is None else seconds)
    flash(_("The pace of the code is set."))
    return _back(place)


def base_url() -> str:
    """The address phones are sent to: the setting, or the one this request came by."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url or request.url_root.rstrip("/")


def _news(gate: Gate) -> dict[str, Any]:
    now, heads = clock.now(), count_heads(get_db(), gate)
    return {
        "now": in_ms(now),
        "state": gate_state(hours_of(gate), now).value,
        "rehearsal": gate.is_rehearsal,
        "came": heads.came,
        "summoned": heads.summoned,
        "day": for_the_day(gate, _master(), base_url(), now),
    }


def _master() -> bytes:
    secrets: Secrets = current_app.extensions["secrets"]
    return secrets.code_master_key


def _back(place: GateOf) -> ResponseReturnValue:
    here = url_for("gates.show", gate_id=place.gate.id)
    return redirect(safe_next(request.form.get("next"), here), 303)
