"""The attendance list: search, big ticks, one person's history, downloads."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms import clock
from lms.db import get_db, writes
from lms.numbers import number_sent
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.belonging import people_of_units
from lms.policy import is_allowed, requires
from lms.records.words import EVIDENCE_WORDS as LEVELS
from lms.units.enums import Tree
from lms.web.i18n import _
from lms.web.links import safe_next
from lms.web.paging import page_number
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import EXCUSES, Staff, correct, excuse, gate_of_person, tick, untick
from sessions.conferences.audience import positions, unit_names
from sessions.conferences.loading import PersonAt, load_conference, load_person
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.policy import ConferencePermission, own_venues
from sessions.conferences.units import chosen_unit, tells_party, unit_box
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.lists.access import MarkOf, choose_sitting, load_mark, may_narrow, visible_people
from sessions.lists.enums import Shown
from sessions.lists.history import CORRECTIONS, load_history
from sessions.lists.policy import ListPermission
from sessions.lists.queries import (
    Filters,
    find_row,
    find_strangers,
    list_rows,
    venue_of_person,
)
from sessions.lists.wording import FLAGS, KINDS, SHOWN, STATES

bp = Blueprint("lists", __name__)


def number_of(name: str) -> int | None:
    """A whole number of the address or the form, or None."""
    return number_sent(request.values.get(name, ""))


@bp.get("/<int:conference_id>/danh-sach")
@requires(ConferencePermission.READ_LIST, load_conference)
def show(conference: Conference) -> ResponseReturnValue:
    """The list of one sitting; heads of units see their own people and cannot tick, officers those of their venue."""
    db, now = get_db(), clock.now()
    sitting, unit = choose_sitting(conference, number_of("buoi"), now), unit_box()
    unit_id = chosen_unit(unit)
    filters = read_filters(conference)
    manages = is_allowed(ConferencePermission.MANAGE, conference)
    rows = list_rows(db, sitting, filters, page_number(request.args)) if sitting else None
    strangers = find_strangers(db, sitting, filters.words) if sitting and manages else []
    named = [*(each.person for each in rows.items if rows), *strangers] if rows else []
    log_access(
        "attendance list seen",
        "conference",
        conference.id,
        filters.words,
        people=[each.id for each in named],
        shows_party=tells_party(db, unit_id, clock.local(conference.starts_at).date()),
    )
    return render_template(
        "sessions/lists/show.html",
        conference=conference,
        sitting=sitting,
        filters=filters,
        rows=rows,
        strangers=strangers,
        rows_units=unit_names(db, Tree.STATE, [each.id for each in named], conference),
        positions=positions(db, named, conference),
        download_scope={"don-vi": unit_id} if unit_id else {},
        manages=manages,
        own_venues=own_venues(current_actor(), conference),
        unit_box=unit if manages else None,
        unit_id=unit_id,
        venues={venue.id: venue.name for venue in conference.venues},
        words={"states": STATES, "flags": FLAGS, "shown": SHOWN, "levels": LEVELS},
    )


@bp.post("/<int:conference_id>/danh-sach/<int:session_id>/<int:person_id>")
@requires(ListPermission.TICK, load_mark)
@writes
def mark(place: MarkOf) -> ResponseReturnValue:
    """Tick a person as present or late; somebody who is not on the list becomes provisional."""
    late = request.form.get("states") == AttendanceState.LATE.value
    verdict = tick(
        get_db(),
        _gate(place).id,
        place.person.id,
        _staff(),
        states=AttendanceState.LATE if late else AttendanceState.PRESENT,
    )
    flash(_("%(name)s: %(state)s.", name=place.person.full_name, state=STATES[verdict.state]))
    return _back(place)


@bp.post("/<int:conference_id>/danh-sach/<int:session_id>/<int:person_id>/bo")
@requires(ListPermission.TICK, load_mark)
@writes
def unmark(place: MarkOf) -> ResponseReturnValue:
    """Take a tick back: a correction with its reason, nothing is erased."""
    reason = request.form.get("reason", "")
    untick(get_db(), _gate(place).id, place.person.id, _staff(), reason=reason)
    flash(_("The mark of %(name)s was taken back.", name=place.person.full_name))
    return _back(place)


@bp.post("/<int:conference_id>/danh-sach/<int:session_id>/<int:person_id>/trang-thai")
@requires(ConferencePermission.MANAGE, load_mark)
@writes
def settle(place: MarkOf) -> ResponseReturnValue:
    """State what holds, with a reason: excused and the like as a statement, others as a correction."""
    chosen = request.form.get("states", "")
    wanted = [state for state in CORRECTIONS if state.value == chosen]
    states = wanted[0] if wanted else None
    reason, gate_id = request.form.get("reason", ""), _gate(place).id
    db, row = get_db(), find_row(get_db(), place.study_session, place.person)
    if states in EXCUSES and row.attendance is None:
        excuse(db, gate_id, place.person.id, _staff(), states=states, reason=reason)
    else:
        correct(db, gate_id, place.person.id, _staff(), states=states, reason=reason)
    flash(_("The record of %(name)s was corrected.", name=place.person.full_name))
    return _back(place)


@bp.post("/<int:conference_id>/danh-sach/<int:session_id>/<int:person_id>/dinh-chinh")
@requires(ConferencePermission.MANAGE, load_mark)
@writes
def void(place: MarkOf) -> ResponseReturnValue:
    """Void one row of evidence, with a reason; the row stays and says so."""
    correct(
        get_db(),
        _gate(place).id,
        place.person.id,
        _staff(),
        refers_to_id=number_of("refers_to"),
        reason=request.form.get("reason", ""),
    )
    flash(_("The record of %(name)s was corrected.", name=place.person.full_name))
    return _back(place)


@bp.get("/<int:conference_id>/nguoi/<int:person_id>")
@requires(ConferencePermission.MANAGE, load_person)
def person(place: PersonAt) -> ResponseReturnValue:
    """One person at the conference: summons, and why each verdict is as it is."""
    db, conference = get_db(), place.conference
    names = unit_names(db, Tree.STATE, [place.person.id], conference)
    log_access("attendance of a person seen", "person", place.person.id, conference.title)
    return render_template(
        "sessions/lists/person.html",
        conference=conference,
        person=place.person,
        summons=place.summons,
        unit_name=names.get(place.person.id, ""),
        position=positions(db, [place.person], conference)[place.person.id],
        rows=[(each, find_row(db, each, place.person)) for each in conference.study_sessions],
        late_after=lambda each: each.starts_at + timedelta(minutes=each.late_after_minutes),
        history=load_history(db, conference, place.person.id),
        venues={venue.id: venue.name for venue in conference.venues},
        words={"states": STATES, "flags": FLAGS, "kinds": KINDS, "levels": LEVELS},
        corrections=CORRECTIONS,
    )


def read_filters(conference: Conference) -> Filters:
    """How the address narrows the list, within what the person asking may see."""
    db = get_db()
    visible = visible_people(db, current_actor(), conference)
    unit_id = chosen_unit(unit_box())
    if unit_id is not None:
        day = clock.local(conference.starts_at).date()
        is_open = may_narrow(db, current_actor(), conference, unit_id, day)
        of_unit = people_of_units(db, [unit_id], day) if is_open else set()
        visible = of_unit if visible is None else visible & of_unit
    shown = [each for each in Shown if each.value == request.args.get("xem", "")]
    return Filters(
        words=request.args.get("tim", ""),
        people=visible,
        venue_id=number_of("diem-cau"),
        shown=shown[0] if shown else Shown.ALL,
    )


def _gate(place: MarkOf) -> Gate:
    """The entry where the secretary stands, else the one where the person is expected; for a venue's
    officers that of their venue.
    """
    venues = own_venues(current_actor(), place.conference)
    if venues is not None:
        at = venue_of_person(get_db(), place.conference, place.study_session, place.person.id)
        return _entry(place.study_session, at or 0)
    venue_id = number_of("venue_id")
    if venue_id is not None and any(each.id == venue_id for each in place.study_session.venues):
        return _entry(place.study_session, venue_id)
    return gate_of_person(get_db(), place.study_session.id, place.person.id)


def _entry(study_session: StudySession, venue_id: int) -> Gate:
    return (
        get_db()
        .scalars(
            select(Gate).filter_by(
                study_session_id=study_session.id, venue_id=venue_id, direction=Direction.IN
            )
        )
        .one()
    )


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())


def _back(place: MarkOf) -> Response:
    fallback = url_for(".show", conference_id=place.conference.id, buoi=place.study_session.id)
    target = safe_next(request.form.get("next"), fallback)
    return redirect(f"{target}#p{place.person.id}", 303)
