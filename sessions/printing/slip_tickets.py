"""How much a slip adds: it strengthens a scan of the screen, and alone is a printed code."""

from datetime import UTC, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.evidence import load_signs
from sessions.checkin.models import Evidence
from sessions.checkin.rules import live_signs
from sessions.checkin.tickets import ScanTicket
from sessions.gates.codes import STATIC
from sessions.gates.models import Gate
from sessions.printing.models import Slip
from sessions.printing.slips import ticket_of

_FROM_SCREEN = (Level.ROTATING, Level.STRENGTHENED)


def ticket_for_slip(
    db: Session,
    gate: Gate,
    slip: Slip,
    *,
    waiting: ScanTicket | None,
    person_id: int | None,
    now: datetime,
) -> ScanTicket:
    """The scan ticket of a slip; `waiting` is what this phone holds, `person_id` whom it knows.

    E3 when the phone holds an unused scan of the same gate's screen, whose time then counts, or when
    its person checked in there from the screen; E1 otherwise. Opened again, the slip's own ticket
    stays as it was.
    """
    name = ticket_of(slip.id)
    if waiting is not None and waiting.ticket_id == name:
        return waiting
    level, step, received_at = Level.STATIC, STATIC, now.astimezone(UTC)
    if waiting is not None and _is_good_scan(db, gate, waiting):
        level, step, received_at = Level.STRENGTHENED, waiting.step, waiting.received_at
    elif person_id is not None and _came_from_screen(db, gate, person_id):
        level = Level.STRENGTHENED
    return ScanTicket(name, gate.id, step, level, gate.direction, received_at)


def _is_good_scan(db: Session, gate: Gate, waiting: ScanTicket) -> bool:
    """A scan of this gate's screen that nobody has used yet."""
    if waiting.gate_id != gate.id or waiting.level != Level.ROTATING:
        return False
    return not db.scalar(select(exists().where(Evidence.ticket == waiting.ticket_id)))


def _came_from_screen(db: Session, gate: Gate, person_id: int) -> bool:
    signs = load_signs(db, gate.study_session_id, [person_id])[person_id]
    return any(
        sign.kind is EvidenceKind.SELF
        and sign.level in _FROM_SCREEN
        and sign.direction is gate.direction
        and sign.venue_id == gate.venue_id
        for sign in live_signs(signs)
    )
