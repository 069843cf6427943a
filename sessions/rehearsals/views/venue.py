"""The page for whoever stands at a venue with a phone or the display's laptop."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, Invalid
from lms.people.actor import current_actor
from lms.policy import public, requires
from lms.web.forms import Form
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.loading import VenueOf
from sessions.conferences.policy import ConferencePermission
from sessions.gates.queries import gates_of_conference
from sessions.rehearsals.enums import Check
from sessions.rehearsals.forms import CameraForm, NetworkForm
from sessions.rehearsals.loading import load_rehearsed_venue
from sessions.rehearsals.queries import load_readiness
from sessions.rehearsals.rules import WAIVABLE
from sessions.rehearsals.services import measure, state_point
from sessions.rehearsals.views import bp
from sessions.rehearsals.wording import CHECKS, STANDINGS, limit_words, value_words

_ANSWERS = {"co": True, "khong": False, "khong-dung": None}
_CM = 100


@bp.get("/nhip-do.json")
@public
def beat() -> ResponseReturnValue:
    """The tiny answer that is timed: nothing but the server's clock, in milliseconds."""
    response = jsonify(now=int(clock.now().timestamp() * 1000))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:conference_id>/san-sang/<int:venue_id>")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
def venue(place: VenueOf) -> ResponseReturnValue:
    """The six checks of one venue, one under the other."""
    return _render(place, NetworkForm(), CameraForm())


@bp.post("/<int:conference_id>/san-sang/<int:venue_id>/mang")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
@writes
def network(place: VenueOf) -> ResponseReturnValue:
    """What the page's script measured: an answer's time, and this device's clock."""
    form = NetworkForm()
    if form.validate() and form.network_ms.data is not None:
        try:
            _measure(place, Check.NETWORK, float(form.network_ms.data))
            if form.offset_ms.data is not None:
                _measure(place, Check.CLOCK, float(form.offset_ms.data))
        except DomainError as refusal:
            form.add_error("network_ms", str(refusal.message))
        else:
            return _back(place, Check.NETWORK)
    return _render(place, form, CameraForm()), 422


@bp.post("/<int:conference_id>/san-sang/<int:venue_id>/may-anh")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
@writes
def camera(place: VenueOf) -> ResponseReturnValue:
    """From how far a phone read the code on the screen."""
    form = CameraForm()
    if form.validate() and form.distance_m.metres is not None:
        width = form.width_cm.data
        width_m = width / _CM if width else None
        try:
            _measure(place, Check.CAMERA, form.distance_m.metres, code_width_m=width_m)
        except DomainError as refusal:
            form.add_error("distance_m", str(refusal.message))
        else:
            return _back(place, Check.CAMERA)
    return _render(place, NetworkForm(), form), 422


@bp.post("/<int:conference_id>/san-sang/<int:venue_id>/neu")
@requires(ConferencePermission.MANAGE, load_rehearsed_venue)
@writes
def state(place: VenueOf) -> ResponseReturnValue:
    """What staff saw: the printer works or not, or the venue does without."""
    said = request.form.get("tra-loi", "")
    check = next((each for each in WAIVABLE if each.value == request.form.get("muc")), None)
    if check is None or said not in _ANSWERS:
        raise Invalid(_l("Choose one of the answers offered."))
    by, now = current_actor().account_id, clock.now()
    state_point(get_db(), place.conference, place.venue, check, _ANSWERS[said], by=by, now=now)
    return _back(place, check)


def _measure(
    place: VenueOf, check: Check, value: float, *, code_width_m: float | None = None
) -> None:
    by, now = current_actor().account_id, clock.now()
    measure(
        get_db(),
        place.conference,
        place.venue,
        check,
        value,
        by=by,
        now=now,
        code_width_m=code_width_m,
    )


def _render(place: VenueOf, network_form: Form, camera_form: Form) -> str:
    db = get_db()
    venues = load_readiness(db, place.conference)
    gates = gates_of_conference(db, place.conference.id)
    return render_template(
        "sessions/rehearsals/venue.html",
        conference=place.conference,
        venue=place.venue,
        readiness=next(each for each in venues if each.venue.id == place.venue.id),
        gates=[gate for gate in gates if gate.venue_id == place.venue.id],
        network_form=network_form,
        camera_form=camera_form,
        words=CHECKS,
        standings=STANDINGS,
        value_words=value_words,
        limit_words=limit_words,
    )


def _back(place: VenueOf, check: Check) -> ResponseReturnValue:
    flash(_("“%(name)s” was recorded.", name=CHECKS[check]))
    address = url_for(".venue", conference_id=place.conference.id, venue_id=place.venue.id)
    return redirect(f"{address}#{check.value}", 303)
