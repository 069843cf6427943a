"""The answers people see, nine at most: for each a word, a tone, an icon and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from lms import clock
from lms.areas import activity_url
from lms.db import get_db
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin import phone
from sessions.checkin.answers import Shown
from sessions.checkin.enums import AttendanceState, Level, Result
from sessions.checkin.models import Evidence
from sessions.checkin.queries import (
    NextStep,
    find_person_card,
    find_record,
    find_session,
    find_state,
    find_venue_name,
    list_next_steps,
)
from sessions.checkin.services import Problem
from sessions.gates.models import Gate
from sessions.gates.queries import find_gate, hours_of
from sessions.gates.rules import GateState, gate_state


@dataclass(frozen=True, slots=True)
class Look:
    """How an answer looks; never colour alone."""

    tone: str
    """present, late, none or refused"""
    icon: str
    word: str


LOOKS: Mapping[Result, Look] = {
    Result.PRESENT: Look("present", "check", _l("Present")),
    Result.ALREADY: Look("present", "check", _l("Already checked in")),
    Result.LATE: Look("late", "clock", _l("Late")),
    Result.PROVISIONAL: Look("late", "flag", _l("Awaiting confirmation")),
    Result.CODE_CHANGED: Look("none", "refresh", _l("The code has changed")),
    Result.WRONG_PLACE: Look("late", "question", _l("Wrong session or venue")),
    Result.NOT_OPEN: Look("none", "lock", _l("Check-in is not open")),
    Result.SAVED_HERE: Look("none", "phone", _l("Saved on this phone")),
    Result.REFUSED: Look("refused", "cross", _l("Not recorded")),
}

_NOT_YET = Look("none", "clock", _l("Check-in is not open yet"))
_CLOSED = Look("none", "lock", _l("Check-in is closed"))

_PROBLEMS: Mapping[Problem | None, str] = {
    Problem.TICKET_USED: _l(
        "This scan was already used by another person. Each person scans for themselves."
    ),
    Problem.CORRECTED: _l(
        "The organisers took back your earlier check-in here. Please see the reception desk."
    ),
    Problem.CANCELLED: _l("This conference was called off."),
    Problem.NO_GATE: _l("This code belongs to no session any more."),
    None: _l("Please see the reception desk."),
}
_TYPED = _l("The code was typed or printed, so the organisers will confirm that they saw you.")
_NOT_LISTED = _l("You are not on the list of this conference. The organisers will decide.")


def answer_page(shown: Shown) -> Response:
    """The page for an answer that was given to this phone."""
    answer = shown.answer
    if answer.result is Result.CODE_CHANGED:
        return make_response(changed_page())
    if answer.evidence_id is not None:
        return _recorded_page(shown, answer.evidence_id)
    gate = find_gate(get_db(), shown.gate_id) if shown.gate_id else None
    if answer.result is Result.NOT_OPEN and gate is not None:
        return not_open_page(gate, clock.now())
    if answer.result is Result.WRONG_PLACE and gate is not None and answer.right_session_id:
        return _wrong_place_page(gate, answer.right_session_id)
    return _page(Result.REFUSED, gate=gate, text=_PROBLEMS[answer.problem])


def changed_page() -> str:
    """Stale, forged, expired: scan again, or type the digits."""
    return render_template("sessions/checkin/changed.html", look=LOOKS[Result.CODE_CHANGED])


def not_open_page(gate: Gate, now: datetime) -> Response:
    """The gate has not opened, or has closed."""
    hours = hours_of(gate)
    not_yet = gate_state(hours, now) is GateState.NOT_YET
    return _page(
        Result.NOT_OPEN,
        look=_NOT_YET if not_yet else _CLOSED,
        gate=gate,
        opens_at=hours.opens_at if not_yet else None,
        text="" if not_yet else _PROBLEMS[None],
    )


def _recorded_page(shown: Shown, evidence_id: int) -> Response:
    db = get_db()
    found = find_record(db, evidence_id)
    if found is None:
        return _page(Result.REFUSED, text=_PROBLEMS[None])
    row, gate = found
    conference, result = gate.study_session.conference, shown.answer.result
    if result is Result.ALREADY and _still_waits(row):
        result = Result.PROVISIONAL
    return _page(
        result,
        gate=gate,
        at=row.occurred_at,
        person=find_person_card(db, row.person_id),
        text=_why_provisional(row) if result is Result.PROVISIONAL else "",
        summoned_to=find_venue_name(db, conference.id, row.person_id),
        steps=_with_addresses(list_next_steps(db, conference.campaign_id)),
    )


def _with_addresses(steps: list[NextStep]) -> list[tuple[NextStep, str]]:
    addresses = ((step, activity_url(step.kind.value, step.activity_id)) for step in steps)
    return [(step, address) for step, address in addresses if address]


def _wrong_place_page(gate: Gate, right_session_id: int) -> Response:
    """Where the person is summoned to now, and the way to say: here all the same."""
    db = get_db()
    right, person = find_session(db, right_session_id), phone.person_here(db)
    if right is None:
        return _page(Result.REFUSED, gate=gate, text=_PROBLEMS[None])
    venue = find_venue_name(db, right.conference_id, person.id) if person else None
    return _page(
        Result.WRONG_PLACE,
        gate=gate,
        right=right,
        right_venue=venue,
        insisting={
            "ve": phone.kept_ticket(),
            "lan": token_urlsafe(9),
            "o-day": "1",
            "nguoi": person.id if person else "",
        },
    )


def _still_waits(row: Evidence) -> bool:
    """Who comes again while nobody has confirmed it is told so again, not that all is done."""
    state = find_state(get_db(), row.study_session_id, row.person_id)
    return state is AttendanceState.PROVISIONAL


def _why_provisional(row: Evidence) -> str:
    return _TYPED if row.level is Level.STATIC else _NOT_LISTED


def _page(result: Result, **values: Any) -> Response:
    known: dict[str, Any] = {
        "look": LOOKS[result],
        "gate": None,
        "at": None,
        "person": None,
        "text": "",
        "summoned_to": None,
        "steps": [],
        "right": None,
        "right_venue": None,
        "insisting": None,
        "opens_at": None,
        "now": clock.now(),
    }
    return make_response(render_template("sessions/checkin/answer.html", **{**known, **values}))
