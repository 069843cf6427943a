"""What a delegate holds in the hand: a slip opened by the phone's camera, the own card on its screen."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms import clock
from lms.db import get_db
from lms.policy import public
from sessions.checkin import phone, showing
from sessions.checkin.answers import Shown
from sessions.checkin.enums import Result
from sessions.checkin.models import Evidence
from sessions.checkin.robots import is_machine
from sessions.checkin.services import Answer
from sessions.checkin.tickets import TicketProblem
from sessions.conferences.models import Summons
from sessions.gates.drawing import QUIET, Matrix, draw
from sessions.gates.models import Gate
from sessions.gates.queries import find_gate, hours_of
from sessions.gates.rules import GateState, gate_state
from sessions.gates.views import base_url
from sessions.invitations.card_codes import card_code
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import code_of
from sessions.invitations.keys import code_key
from sessions.printing.drawing import printed_address
from sessions.printing.enums import SlipUse
from sessions.printing.keys import slip_key
from sessions.printing.models import Slip
from sessions.printing.own import own_summonses
from sessions.printing.slip_codes import read_slip
from sessions.printing.slip_tickets import ticket_for_slip
from sessions.printing.slips import find_slip, use_of

bp = Blueprint("hand", __name__)


@bp.get("/P")
@bp.get("/p", endpoint="type_slip_small")
@public
def type_slip() -> ResponseReturnValue:
    """For those who cannot scan their slip: the code below it, typed."""
    typed = request.args.get("ma", "").strip()[:60]
    reading = read_slip(typed) if typed else None
    if reading is not None:
        return redirect(url_for("hand.open_slip", code=reading.code), 303)
    page = render_template("sessions/printing/type_slip.html", typed=typed)
    response = make_response(page, 422 if typed else 200)
    phone.keep_phone(response)
    return response


@bp.get("/P/<code>")
@bp.get("/p/<code>", endpoint="open_slip_small")
@public
def open_slip(code: str) -> ResponseReturnValue:
    """Judge a slip and hand out its ticket; nothing is recorded before the button is pressed."""
    if is_machine(request):
        return render_template("sessions/checkin/machine.html")
    db, now, reading = get_db(), clock.now(), read_slip(code)
    slip = find_slip(db, slip_key(), reading) if reading else None
    gate = find_gate(db, slip.gate_id) if slip else None
    if slip is None or gate is None:
        return _kept(make_response(showing.changed_page(), 410))
    use, row = use_of(db, slip)
    if use is not SlipUse.READY:
        return _refused(slip, gate, row)
    if gate_state(hours_of(gate), now) is not GateState.OPEN:
        return showing.not_open_page(gate, now)
    waiting = phone.read(phone.kept_ticket(), now)
    person = phone.person_here(db)
    ticket = ticket_for_slip(
        db,
        gate,
        slip,
        waiting=None if isinstance(waiting, TicketProblem) else waiting,
        person_id=person.id if person else None,
        now=now,
    )
    response = redirect(url_for("checkin.tap"), 303)
    phone.hand_ticket(response, phone.sign(ticket))
    return _kept(response)


@bp.get("/the")
@public
def own_card() -> ResponseReturnValue:
    """The cards of whoever is signed in, or whom the phone remembers; never anybody else's."""
    db = get_db()
    person = phone.person_here(db)
    summonses = own_summonses(db, person.id, clock.now()) if person else []
    page = render_template(
        "sessions/printing/own_card.html",
        person=person,
        cards=[(each, _matrix(each), show_code(code_of(code_key(), each))) for each in summonses],
        quiet=QUIET,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(slip: Slip, gate: Gate, row: Evidence | None) -> Response:
    """Voided, or used: who used it on this phone sees their own record again."""
    if row is not None:
        person = phone.person_here(get_db())
        if person is not None and person.id == row.person_id:
            return showing.answer_page(Shown(Answer(Result.ALREADY, row.id), gate.id))
    page = render_template(
        "sessions/printing/slip_refused.html", slip=slip, gate=gate, is_used=row is not None
    )
    return _kept(make_response(page, 410))


def _kept(response: Response) -> Response:
    phone.keep_phone(response)
    return response


def _matrix(summons: Summons) -> Matrix:
    code = card_code(code_key(), summons.id, summons.code_generation)
    return draw(printed_address(base_url(), "T", code))
