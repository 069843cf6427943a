"""The page with the button, drawn once per gate and language and then only filled in.

Thousands of phones get the same page at the same time; only the ticket, the nonce and who holds the phone differ.
The page is drawn by its template as always, with marks in these places. Every second the database is asked whether
anything about the gate has changed, and the page is drawn anew when it has.
"""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from flask import Flask, render_template
from markupsafe import escape
from sqlalchemy import bindparam, select

from lms.db.engine import Database
from lms.db.prepared import Prepared
from lms.web.i18n import in_locale
from sessions.checkin.queries import PersonCard
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.gates.codes import STATIC, GateClock, fresh_until, read_code
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, find_gate, hours_of
from sessions.gates.rules import GateState, Hours, gate_state

_MOST_GATES = 500
Stored = list[tuple[Any, ...]]
_STORED = Prepared(
    select(Gate.__table__, StudySession.__table__, Venue.__table__, Conference.__table__)
    .select_from(Gate)
    .join(StudySession, StudySession.id == Gate.study_session_id)
    .join(Venue, Venue.id == Gate.venue_id)
    .join(Conference, Conference.id == StudySession.conference_id)
    .where(Gate.id == bindparam("gate"))
)
# Letters of a private-use area: no template, name or ticket holds them, and HTML escapes none.
_TICKET, _NONCE, _NAME, _UNIT = "\ue000", "\ue001", "\ue002", "\ue003"
_PERSON = 2**31 - 1
"""Stands where the person's id will."""


@dataclass(slots=True)
class OpenGate:
    """A gate as its page needs it, for a second."""

    gate: Gate
    clock: GateClock
    hours: Hours
    stored: Stored
    """All that the database holds of the gate, its sitting, venue and conference"""
    known_at: float
    fresh: dict[str, datetime] = field(default_factory=dict)
    """code → moment from which it is no longer fresh"""
    pages: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    """(language, whether the person is known) → the page in pieces, at every other place a mark"""

    @property
    def is_static(self) -> bool:
        """Whether the gate shows a printed code."""
        return self.gate.step_seconds == STATIC


class PreparedPages:
    """The gates that people are at, and their pages."""

    def __init__(self, app: Flask, database: Database, kept_seconds: float) -> None:
        """Draw with `app` what stood in `database` so many seconds ago at most."""
        self._kept_seconds = kept_seconds
        self._app = app
        self._database = database
        self._gates: dict[int, OpenGate] = {}

    def find_open(self, code: str, master: bytes, now: datetime) -> tuple[OpenGate, int] | None:
        """The gate of a code that is fresh now, and its time step; None for any other code."""
        reading = read_code(code)
        if reading is None:
            return None
        place = self._find_gate(reading.gate_id)
        if place is None or gate_state(place.hours, now) is not GateState.OPEN:
            return None
        if reading.step == STATIC and not place.is_static:
            return None  # a poster beside the screen: it proves less, which the views tell
        until = place.fresh.get(code)
        if until is None:
            until = fresh_until(master, reading, place.clock, now)
            if until is None:
                return None
            place.fresh[code] = until
        return (place, reading.step) if now < until else None

    def page(
        self, place: OpenGate, locale: str, person: PersonCard | None, ticket: str, nonce: str
    ) -> bytes:
        """The page, filled in."""
        pieces = place.pages.get((locale, person is not None))
        if pieces is None:
            pieces = place.pages[locale, person is not None] = self._draw(place, locale, person)
        values = {_TICKET: ticket, _NONCE: nonce}
        if person is not None:
            values[_NAME] = str(escape(person.full_name))
            values[_UNIT] = str(escape(person.unit_name))
            values[str(_PERSON)] = str(person.id)
        return "".join([values.get(piece, piece) for piece in pieces]).encode()

    def _find_gate(self, gate_id: int) -> OpenGate | None:
        place = self._gates.get(gate_id)
        if place is not None and monotonic() < place.known_at + self._kept_seconds:
            return place
        # No lock: those who look at the same moment find the same, and none waits for another.
        asked_at = monotonic()
        with self._database.peek() as db:
            stored = _STORED.rows(db, gate=gate_id)
        if place is not None and place.stored == stored:
            place.known_at = asked_at
            return place
        return self._look_up(gate_id, stored, asked_at)

    def _look_up(self, gate_id: int, stored: Stored, asked_at: float) -> OpenGate | None:
        with self._database.reading() as db:
            gate = find_gate(db, gate_id)
        if gate is None:
            self._gates.pop(gate_id, None)
            return None
        if len(self._gates) >= _MOST_GATES:
            self._gates.clear()
        place = OpenGate(gate, clock_of(gate), hours_of(gate), stored, asked_at)
        self._gates[gate_id] = place
        return place

    def _draw(self, place: OpenGate, locale: str, person: PersonCard | None) -> list[str]:
        known = None if person is None else PersonCard(_PERSON, _NAME, _UNIT)
        with self._app.test_request_context("/diem-danh"), in_locale(locale):
            page = render_template(
                "sessions/checkin/tap.html",
                gate=place.gate,
                person=known,
                ticket=_TICKET,
                nonce=_NONCE,
                is_weak=place.is_static,
                insists=False,
                error="",
                is_signed_in=False,
            )
        pieces = [page]
        for mark in (_TICKET, _NONCE, _NAME, _UNIT, str(_PERSON)):
            pieces = [part for piece in pieces for part in _split(piece, mark)]
        return pieces


def _split(text: str, mark: str) -> list[str]:
    if text == mark:
        return [text]
    first, *others = text.split(mark)
    return [first, *(part for other in others for part in (mark, other))]
