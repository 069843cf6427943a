"""Corrections of a conference: what waits, a correction of many people, and requests to look again."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import DomainError, NotFound
from lms.numbers import numbers_sent
from lms.people.access import add_access, log_access
from lms.people.actor import current_actor
from lms.policy import requires
from lms.web.i18n import _, ngettext
from lms.web.paging import page_number
from sessions.checkin.enums import AttendanceState
from sessions.checkin.staff import Staff
from sessions.conferences.audience import positions
from sessions.conferences.loading import SittingOf, load_conference, load_sitting
from sessions.conferences.models import Conference
from sessions.conferences.policy import ConferencePermission
from sessions.conferences.queries import NOT_FOUND
from sessions.conferences.units import unit_box
from sessions.corrections.bulk import (
    SAYINGS,
    approve_bulk,
    check_proposal,
    propose_bulk,
    refuse_bulk,
    withdraw_bulk,
)
from sessions.corrections.enums import Decision
from sessions.corrections.queries import (
    BulkRow,
    count_open,
    list_appeals,
    list_bulks,
    list_people_named,
    people_of_bulk,
    states_of,
)
from sessions.corrections.rules import Decider, bar_to_bulk, changes_to
from sessions.corrections.wording import DECISION_LOOKS, DECISIONS
from sessions.lists.history import CORRECTIONS
from sessions.lists.queries import Filters, list_rows, load_rows
from sessions.lists.views import read_filters
from sessions.lists.wording import SHOWN, STATES

bp = Blueprint("corrections", __name__)
WORDS = {"states": STATES, "shown": SHOWN, "decisions": DECISIONS, "looks": DECISION_LOOKS}
MOST_NAMES = 100
"""Names shown of a proposal; the count is of all."""


@dataclass(frozen=True, slots=True)
class BulkOf:
    """A proposal and its conference."""

    conference: Conference
    row: BulkRow


def load_bulk(conference_id: int, bulk_id: int) -> BulkOf:
    """A proposal of the conference; NotFound for one of another."""
    conference = load_conference(conference_id)
    for row in list_bulks(get_db(), conference, bulk_id):
        return BulkOf(conference, row)
    raise NotFound(NOT_FOUND)


@bp.app_context_processor
def offer_count() -> dict[str, object]:
    """Let the tabs of a conference say how much waits."""
    return {"open_corrections": lambda conference: count_open(get_db(), conference.id)}


@bp.get("/<int:conference_id>/dinh-chinh")
@requires(ConferencePermission.MANAGE, load_conference)
def index(conference: Conference) -> ResponseReturnValue:
    """What waits for a decision, and what was decided."""
    db = get_db()
    appeals = list_appeals(db, conference)
    named = [each.person.id for each in appeals]
    log_access("corrections seen", "conference", conference.id, people=named)
    return render_template(
        "sessions/corrections/index.html",
        conference=conference,
        bulks=list_bulks(db, conference),
        appeals=appeals,
        words=WORDS,
    )


@bp.get("/<int:conference_id>/dinh-chinh/buoi/<int:session_id>")
@requires(ConferencePermission.MANAGE, load_sitting)
def choose(place: SittingOf) -> ResponseReturnValue:
    """Choose people of a session, what holds for them, and why."""
    filters = _filters(place)
    rows = list_rows(get_db(), place.study_session, filters, page_number(request.args))
    log_access(
        "attendance list seen",
        "conference",
        place.conference.id,
        filters.words,
        people=[each.person.id for each in rows.items],
    )
    return _choosing(place)


@bp.post("/<int:conference_id>/dinh-chinh/buoi/<int:session_id>")
@requires(ConferencePermission.MANAGE, load_sitting)
@writes
def propose(place: SittingOf) -> ResponseReturnValue:
    """Show what the correction would change; with `gui`, put it before a second person."""
    db, session = get_db(), place.study_session
    people, states = _chosen_people(place), _chosen_state()
    reason = request.form.get("reason", "")
    try:
        check_proposal(db, session, people, states, reason)
    except DomainError as refusal:
        return _choosing(place, str(refusal.message), people), int(refusal.status)
    add_access(  # as everywhere names are shown
        db,
        current_actor().account_id,
        "attendance list seen",
        "conference",
        place.conference.id,
        people=_named_next(place, people),
    )
    if "sua" in request.form:
        return _choosing(place, chosen=people)
    if "gui" not in request.form:
        return render_template(
            "sessions/corrections/preview.html",
            conference=place.conference,
            sitting=session,
            people=people,
            **_picture(place.conference, people, session.id, states),
            states=states,
            reason=reason.strip(),
            words=WORDS,
        )
    bulk = propose_bulk(db, session, people, states, reason, _staff())
    flash(_("The correction was proposed. Another member of staff decides on it."))
    return redirect(_address(place.conference.id, bulk.id), 303)


@bp.get("/<int:conference_id>/dinh-chinh/<int:bulk_id>")
@requires(ConferencePermission.MANAGE, load_bulk)
def show(place: BulkOf) -> ResponseReturnValue:
    """One proposal: whom it is about, what it changes, and the decision."""
    actor, bulk = current_actor(), place.row.bulk
    people = people_of_bulk(get_db(), bulk.id)
    named = [each.id for each in list_people_named(get_db(), people, MOST_NAMES)]
    log_access(
        "bulk correction seen", "conference", place.conference.id, str(bulk.id), people=named
    )
    decider = Decider(actor.account_id or 0, actor.person_id)
    bar = bar_to_bulk(bulk.decision, bulk.proposed_by, people, decider)
    return render_template(
        "sessions/corrections/bulk.html",
        conference=place.conference,
        row=place.row,
        people=people,
        **_picture(place.conference, people, bulk.study_session_id, bulk.states),
        may_decide=bar is None,
        bar=SAYINGS[bar] if bar and bulk.decision is Decision.OPEN else "",
        is_own=bulk.proposed_by == actor.account_id,
        words=WORDS,
    )


@bp.post("/<int:conference_id>/dinh-chinh/<int:bulk_id>/dong-y")
@requires(ConferencePermission.MANAGE, load_bulk)
@writes
def approve(place: BulkOf) -> ResponseReturnValue:
    """Correct everybody the proposal names."""
    approve_bulk(get_db(), place.row.bulk, _staff())
    count = place.row.count
    flash(ngettext("%(num)d person was corrected.", "%(num)d people were corrected.", count))
    return redirect(_address(place.conference.id, place.row.bulk.id), 303)


@bp.post("/<int:conference_id>/dinh-chinh/<int:bulk_id>/tu-choi")
@requires(ConferencePermission.MANAGE, load_bulk)
@writes
def refuse(place: BulkOf) -> ResponseReturnValue:
    """Turn the proposal down, with an answer."""
    refuse_bulk(get_db(), place.row.bulk, _staff(), request.form.get("answer", ""))
    flash(_("The proposal was turned down; nothing was changed."))
    return redirect(_address(place.conference.id, place.row.bulk.id), 303)


@bp.post("/<int:conference_id>/dinh-chinh/<int:bulk_id>/rut")
@requires(ConferencePermission.MANAGE, load_bulk)
@writes
def withdraw(place: BulkOf) -> ResponseReturnValue:
    """Take one's own proposal back."""
    withdraw_bulk(get_db(), place.row.bulk, _staff())
    flash(_("The proposal was taken back; nothing was changed."))
    return redirect(_address(place.conference.id, place.row.bulk.id), 303)


def _named_next(place: SittingOf, people: list[int]) -> list[int]:
    """Whose names the answer shows: those to be corrected, or the list to choose from again."""
    if "sua" in request.form:
        rows = list_rows(get_db(), place.study_session, _filters(place), page_number(request.args))
        return [row.person.id for row in rows.items]
    return [each.id for each in list_people_named(get_db(), people, MOST_NAMES)]


def _choosing(place: SittingOf, refusal: str = "", chosen: list[int] | None = None) -> str:
    db, filters = get_db(), _filters(place)
    rows = list_rows(db, place.study_session, filters, page_number(request.args))
    return render_template(
        "sessions/corrections/choose.html",
        conference=place.conference,
        sitting=place.study_session,
        filters=filters,
        unit_box=unit_box(),
        rows=rows,
        positions=positions(db, [row.person for row in rows.items], place.conference),
        chosen=set(chosen or []),
        refusal=refusal,
        corrections=CORRECTIONS,
        words=WORDS,
    )


def _filters(place: SittingOf) -> Filters:
    return read_filters(place.conference)


def _chosen_people(place: SittingOf) -> list[int]:
    """Everybody the choices fit, or those ticked; ids that make no sense are left out."""
    if request.form.get("tat-ca") == "1":
        rows = load_rows(get_db(), place.study_session, _filters(place))
        return sorted(row.person.id for row in rows)
    sent = ",".join(request.form.getlist("nguoi")).split(",")
    return sorted({*numbers_sent(sent)})


def _chosen_state() -> AttendanceState | None:
    wanted = request.form.get("states", "")
    return next((state for state in CORRECTIONS if state.value == wanted), None)


def _picture(
    conference: Conference, people: list[int], session_id: int, states: AttendanceState | None
) -> dict[str, object]:
    """What changes for how many, and the first names."""
    db = get_db()
    now = states_of(db, session_id, people)
    changes = changes_to(states, now.values()) if states else ()
    named = list_people_named(db, people, MOST_NAMES)
    return {
        "changes": changes,
        "changed": sum(change.count for change in changes if change.is_change),
        "named": named,
        "positions": positions(db, named, conference),
        "now": now,
    }


def _staff() -> Staff:
    return Staff(current_actor().account_id or 0, clock.now())


def _address(conference_id: int, bulk_id: int) -> str:
    return url_for(".show", conference_id=conference_id, bulk_id=bulk_id)
