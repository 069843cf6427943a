"""Slips: made in series, used once, voided when they are lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.models import Evidence
from sessions.gates.models import Gate
from sessions.printing.enums import SlipUse
from sessions.printing.models import Slip
from sessions.printing.slip_codes import MAX_NUMBER, ReadSlip, digest_of, is_real, slip_code

MOST_AT_ONCE = 2000
_LOCK = select(Gate.id).where(Gate.id == bindparam("gate")).with_for_update()


@dataclass(frozen=True, slots=True)
class SlipCounts:
    """What became of a gate's slips; every slip is in one of the three parts."""

    ready: int
    used: int
    voided: int
    last_number: int

    @property
    def printed(self) -> int:
        """All there are."""
        return self.ready + self.used + self.voided


def ticket_of(slip_id: int) -> str:
    """The name under which a slip stands in the ledger: unique there, hence used once."""
    return f"slip:{slip_id}"


def make_slips(
    db: Session, key: bytes, gate: Gate, count: int, *, by: int, now: datetime
) -> tuple[int, int]:
    """Make so many new slips of a gate; the first and the last number.

    Raises Invalid for none or more than 2,000 at once, Conflict when attendance is closed or the
    gate has no numbers left.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid(_l("Between 1 and 2,000 slips can be made at once."))
    if gate.study_session.closed_at is not None:
        raise Conflict(_l("Attendance of this session is closed; slips are of no use any more."))
    db.execute(_LOCK, {"gate": gate.id})
    first = (db.scalar(select(func.max(Slip.number)).where(Slip.gate_id == gate.id)) or 0) + 1
    last = first + count - 1
    if last > MAX_NUMBER:
        raise Conflict(_l("This gate has no slip numbers left."))
    db.execute(
        insert(Slip),
        [
            {
                "gate_id": gate.id,
                "number": number,
                "code_digest": digest_of(key, slip_code(key, gate.id, number)),
                "printed_at": now,
                "printed_by": by,
            }
            for number in range(first, last + 1)
        ],
    )
    return first, last


def void_slips(db: Session, gate_id: int, first: int, last: int, now: datetime) -> int:
    """Make the unused slips of these numbers worthless; how many. Raises Invalid for an odd range."""
    if not 0 < first <= last:
        raise Invalid(_l("Give the first and the last number, the smaller one first."))
    waiting = db.scalars(
        select(Slip.id).where(
            Slip.gate_id == gate_id,
            Slip.number.between(first, last),
            Slip.voided_at.is_(None),
            ~_is_used(),
        )
    ).all()
    for start in range(0, len(waiting), 500):
        part = waiting[start : start + 500]
        db.execute(update(Slip).where(Slip.id.in_(part)).values(voided_at=now))
    return len(waiting)


def count_slips(db: Session, gate_ids: Collection[int]) -> dict[int, SlipCounts]:
    """gate id → what became of its slips; gates without any are not in it. One query."""
    used = func.sum(case((_is_used(), 1), else_=0))
    voided = func.sum(case((_is_used(), 0), (Slip.voided_at.is_not(None), 1), else_=0))
    rows = db.execute(
        select(Slip.gate_id, func.count(), used, voided, func.max(Slip.number))
        .where(Slip.gate_id.in_(gate_ids))
        .group_by(Slip.gate_id)
    )
    return {
        gate_id: SlipCounts(printed - in_use - void, in_use, void, last)
        for gate_id, printed, in_use, void, last in rows
    }


def numbers_to_print(db: Session, gate_id: int, first: int, last: int) -> list[int]:
    """The numbers in a range whose slips are good: neither used nor voided."""
    rows = db.scalars(
        select(Slip.number)
        .where(
            Slip.gate_id == gate_id,
            Slip.number.between(first, last),
            Slip.voided_at.is_(None),
            ~_is_used(),
        )
        .order_by(Slip.number)
    )
    return list(rows)


def find_slip(db: Session, key: bytes, reading: ReadSlip) -> Slip | None:
    """The slip a code stands for; None for a forged one."""
    if not is_real(key, reading):
        return None
    return db.scalars(
        select(Slip).where(Slip.code_digest == digest_of(key, reading.code))
    ).one_or_none()


def use_of(db: Session, slip: Slip) -> tuple[SlipUse, Evidence | None]:
    """What a slip is good for, and the row that used it."""
    row = db.scalars(select(Evidence).where(Evidence.ticket == ticket_of(slip.id))).one_or_none()
    if row is not None:
        return SlipUse.USED, row
    return (SlipUse.READY if slip.voided_at is None else SlipUse.VOIDED), None


def _is_used() -> ColumnElement[bool]:
    """Condition: the slip's ticket stands in the ledger."""
    return exists().where(Evidence.ticket == literal("slip:") + cast(Slip.id, String))
