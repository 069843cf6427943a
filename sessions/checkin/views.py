"""The phone's path: a code is read, a ticket handed out; a button pressed, an answer shown."""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import clock
from lms.db import commits_in_group, get_db, in_group, in_group_with
from lms.errors import NotFound
from lms.people.actor import current_actor
from lms.policy import public
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin import guesses, phone, showing
from sessions.checkin.answers import read_answer, write_answer
from sessions.checkin.enums import Level, Result
from sessions.checkin.queries import PersonCard
from sessions.checkin.robots import is_machine
from sessions.checkin.services import LONGEST_NONCE, Answer, Attempt, Problem, check_in_many
from sessions.checkin.tickets import ScanTicket, TicketProblem, make_ticket
from sessions.gates.codes import STATIC, Freshness, is_typed_code, judge, read_code, step_at
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, find_gate, hours_of, open_gates
from sessions.gates.rules import GateState, gate_state
from sessions.invitations.codes import digest_of
from sessions.invitations.codes import read_code as read_personal_code
from sessions.invitations.issuing import find_code_owner
from sessions.invitations.keys import code_key

bp = Blueprint("checkin", __name__)
_WRONG_PERSONAL = _l("This code is on no invitation. Please check it against the paper.")
_WRONG_TYPED = _l("This is not the code on the screen now. Please type the newest one.")


@bp.get("/C/<code>")
@bp.get("/c/<code>", endpoint="open_code_small")
@public
def open_code(code: str) -> ResponseReturnValue:
    """Judge a code at this moment and hand out a ticket; nothing is recorded about anybody."""
    if is_machine(request):
        return render_template("sessions/checkin/machine.html")
    now, reading = clock.now(), read_code(code)
    gate = find_gate(get_db(), reading.gate_id) if reading else None
    if reading is None or gate is None:
        return _changed_page()
    if judge(phone.master_key(), reading, clock_of(gate), now) is not Freshness.FRESH:
        return _changed_page()
    if gate_state(hours_of(gate), now) is not GateState.OPEN:
        return showing.not_open_page(gate, now)
    level = Level.STATIC if reading.step == STATIC else Level.ROTATING
    return _tap_page(gate, _new_ticket(gate, reading.step, level))


@bp.get("/ma")
@public
def typed_code() -> ResponseReturnValue:
    """The six digits beside the QR, for those who cannot scan."""
    response = make_response(render_template("sessions/checkin/typed.html", error="", typed=""))
    phone.keep_phone(response)
    return response


@bp.post("/ma")
@public
@commits_in_group
def typed_code_post() -> ResponseReturnValue:
    """Judge six typed digits against every gate that is open now."""
    now, keys = clock.now(), guesses.keys_of(phone.phone_id())
    typed = "".join(request.form.get("so", "").split())[:20]
    if guesses.waits_until(get_db(), keys, now):
        return _typed_again(typed, _wait_sentence(), 429)
    matching = [
        gate
        for gate in open_gates(get_db(), now)
        if is_typed_code(phone.master_key(), typed, clock_of(gate), now)
    ]
    if len(matching) != 1:  # two gates may show the same digits for a moment: the next ones differ
        in_group(lambda db: guesses.count_wrong_guess(db, keys))
        return _typed_again(typed, str(_WRONG_TYPED), 422)
    step = step_at(clock_of(matching[0]), now).number
    ticket = _new_ticket(matching[0], step, Level.STATIC)
    response = redirect(url_for("checkin.tap"), 303)
    phone.hand_ticket(response, phone.sign(ticket))
    phone.keep_phone(response)
    return response


@bp.get("/diem-danh")
@public
def tap() -> ResponseReturnValue:
    """The page with the button, for the ticket that waits on this phone: after signing in."""
    ticket = phone.read(phone.kept_ticket(), clock.now())
    gate = None if isinstance(ticket, TicketProblem) else find_gate(get_db(), ticket.gate_id)
    if isinstance(ticket, TicketProblem) or gate is None:
        return _changed_page()
    return _tap_page(gate, ticket, someone_else="khac" in request.args)


@bp.post("/diem-danh")
@public
@commits_in_group
def check_in_post() -> ResponseReturnValue:
    """Use the ticket for whoever presses the button."""
    now, db = clock.now(), get_db()
    ticket = phone.read(request.form.get("ve", ""), now)
    if isinstance(ticket, TicketProblem):
        return _to_answer(Answer(Result.CODE_CHANGED), None)
    typed = request.form.get("ma-moi", "").strip()
    if typed:
        return _check_in_by_code(db, ticket, typed[:40])
    holder = phone.holder()
    if holder is None or str(holder.person_id) != request.form.get("nguoi", ""):
        return _tap_again(ticket, str(_l("Please enter your personal code.")))
    answer = _check_in(ticket, holder.person_id, holder.code_start)
    if answer.problem is Problem.FORGOTTEN:
        return _tap_again(ticket, str(_l("Please enter your personal code.")))
    return _to_answer(answer, ticket.gate_id)


@bp.get("/diem-danh/ket-qua/<text>")
@public
def answer(text: str) -> ResponseReturnValue:
    """What came of it, on this phone only; reloading shows the same."""
    shown = read_answer(phone.signing_key("answer"), phone.phone_id(), text)
    if shown is None:
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    return showing.answer_page(shown)


def _check_in_by_code(db: Session, ticket: ScanTicket, typed: str) -> ResponseReturnValue:
    keys = guesses.keys_of(phone.phone_id(), ticket.ticket_id)
    if guesses.waits_until(db, keys, clock.now()):
        return _tap_again(ticket, _wait_sentence(), status=429)
    person_id = find_code_owner(db, code_key(), typed)
    if person_id is None:
        in_group(lambda db: guesses.count_wrong_guess(db, keys))
        return _tap_again(ticket, str(_WRONG_PERSONAL))
    response = _to_answer(_check_in(ticket, person_id), ticket.gate_id)
    code = read_personal_code(typed)
    if code is not None and phone.person_here(db) is None:
        # Whoever helps a colleague stays the one this phone remembers.
        phone.remember_person(response, person_id, digest_of(code_key(), code))
    return response


def _check_in(ticket: ScanTicket, person_id: int, code_start: str | None = None) -> Answer:
    attempt = Attempt(
        ticket=ticket,
        person_id=person_id,
        phone=phone.phone_id(),
        nonce=request.form.get("lan", "")[:LONGEST_NONCE],
        now=clock.now(),
        insists=request.form.get("o-day") == "1",
        code_start=code_start,
    )
    return in_group_with(check_in_many, attempt)


def _to_answer(answer: Answer, gate_id: int | None) -> Response:
    key, mark = phone.signing_key("answer"), phone.phone_id()
    response = redirect(
        url_for("checkin.answer", text=write_answer(key, mark, answer, gate_id)), 303
    )
    phone.keep_phone(response)
    return response


def _new_ticket(gate: Gate, step: int, level: Level) -> ScanTicket:
    return make_ticket(
        gate_id=gate.id,
        step=step,
        level=level,
        direction=gate.direction,
        received_at=clock.now(),
    )


def _tap_page(
    gate: Gate,
    ticket: ScanTicket,
    *,
    someone_else: bool = False,
    error: str = "",
    status: int = 200,
) -> Response:
    """One button for whom the phone knows; one field for anybody else."""
    person: PersonCard | None = None if someone_else else phone.person_here(get_db())
    values: dict[str, Any] = {
        "gate": gate,
        "person": person,
        "ticket": phone.sign(ticket),
        "nonce": token_urlsafe(9),
        "is_weak": ticket.level == Level.STATIC,
        "insists": request.form.get("o-day") == "1",
        "error": error,
        "is_signed_in": current_actor().is_signed_in,
    }
    response = make_response(render_template("sessions/checkin/tap.html", **values), status)
    phone.keep_phone(response)
    phone.hand_ticket(response, values["ticket"])
    return response


def _tap_again(ticket: ScanTicket, error: str, status: int = 422) -> ResponseReturnValue:
    gate = find_gate(get_db(), ticket.gate_id)
    if gate is None:
        return _changed_page()
    return _tap_page(gate, ticket, someone_else=True, error=error, status=status)


def _typed_again(typed: str, error: str, status: int) -> ResponseReturnValue:
    page = render_template("sessions/checkin/typed.html", error=error, typed=typed)
    response = make_response(page, status)
    phone.keep_phone(response)
    return response


def _changed_page() -> Response:
    """A stale code and a forged one look alike: nobody learns which guesses come close."""
    response = make_response(showing.changed_page(), 410)
    phone.keep_phone(response)
    return response


def _wait_sentence() -> str:
    return _("Too many wrong codes on this phone. Please wait a minute, or go to the desk.")
