"""The page with the button, drawn once per gate and language and then only filled in.

Thousands of phones get the same page at the same time; only the ticket, the nonce and who holds the phone differ.
The page is drawn by its template as always, with marks in these places. It is drawn anew every second, so that what
staff change at a gate is seen at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic

from flask import Flask, render_template
from markupsafe import escape
from sqlalchemy.orm import Session

from lms.web.i18n import in_locale
from sessions.checkin.queries import PersonCard
from sessions.gates.codes import STATIC, GateClock, fresh_until, read_code
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, find_gate, hours_of
from sessions.gates.rules import GateState, Hours, gate_state

KEPT_SECONDS = 1.0
_MOST_GATES = 500
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

    def __init__(self, app: Flask, reading: Callable[[], Session]) -> None:
        """Draw with `app`; `reading` opens a session to read with."""
        self._app = app
        self._reading = reading
        self._gates: dict[int, OpenGate] = {}
        self._guard = Lock()

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
        if place is not None and monotonic() < place.known_at + KEPT_SECONDS:
            return place
        with self._guard:  # one request looks; those that come meanwhile find what it found
            place = self._gates.get(gate_id)
            if place is not None and monotonic() < place.known_at + KEPT_SECONDS:
                return place
            return self._look_up(gate_id)

    def _look_up(self, gate_id: int) -> OpenGate | None:
        known_at = monotonic()
        with self._reading() as db:
            gate = find_gate(db, gate_id)
        if gate is None:
            self._gates.pop(gate_id, None)
            return None
        if len(self._gates) >= _MOST_GATES:
            self._gates.clear()
        place = OpenGate(gate, clock_of(gate), hours_of(gate), known_at)
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
