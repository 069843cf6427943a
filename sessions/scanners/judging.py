"""What a batch's scans are worth, decided before anything is written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from sessions.conferences.enums import ConferenceState
from sessions.gates.queries import hours_of
from sessions.scanners.cards import Holder
from sessions.scanners.enums import Reason
from sessions.scanners.models import Scanner
from sessions.scanners.parsing import Delivery, Item
from sessions.scanners.queries import gates_of_venue
from sessions.scanners.rules import (
    IN_FLIGHT,
    LIVE_WITHIN,
    Window,
    corrected_time,
    refusal_by_hours,
    settle_time,
    window_of,
)

_DAY = timedelta(days=1)


class Judged(NamedTuple):
    """A scan with all that is decided before anything is written."""

    item: Item
    holder: Holder
    gate_id: int | None
    occurred_at: datetime
    not_before_at: datetime | None
    """None for a scan that was delivered at once"""
    reason: Reason | None
    is_override: bool

    @property
    def is_accepted(self) -> bool:
        """Whether a row of evidence is asked for."""
        return self.reason is None or self.is_override


def judge_scans(
    db: Session,
    scanner: Scanner,
    delivery: Delivery,
    items: Sequence[Item],
    holders: Sequence[Holder],
    now: datetime,
) -> list[Judged]:
    """When each scan was, whom it is about, and whether it is taken. A fixed number of statements."""
    asked = {item.gate_id for item in items}
    gates = [gate for gate in gates_of_venue(db, scanner.venue_id) if gate.id in asked]
    hours = {gate.id: window_of(hours_of(gate)) for gate in gates}
    is_cancelled = any(
        gate.study_session.conference.state is ConferenceState.CANCELLED for gate in gates
    )
    since = min((scanner.drained_at or scanner.enrolled_at) - IN_FLIGHT, now)
    judged = []
    for item, holder in zip(items, holders, strict=True):
        open_hours = hours.get(item.gate_id)
        earliest = since if _is_own(item, scanner) else min(_before(open_hours, now), now)
        claimed = corrected_time(item.device_ms, delivery.device_now_ms, now)
        at = settle_time(claimed, earliest, now, open_hours)
        reason = _reason(open_hours, holder, at, is_cancelled)
        judged.append(
            Judged(
                item,
                holder,
                None if open_hours is None else item.gate_id,
                at,
                earliest if item.is_offline or now - at > LIVE_WITHIN else None,
                reason,
                item.is_override and reason is not None and reason.may_be_overridden,
            )
        )
    return judged


def _is_own(item: Item, scanner: Scanner) -> bool:
    return item.scanner_id in (None, scanner.id)


def _before(hours: Window | None, now: datetime) -> datetime:
    """Since when a device that was enrolled anew can have made a scan: its gate's opening."""
    return now - _DAY if hours is None or hours.opens_at is None else hours.opens_at


def _reason(
    hours: Window | None, holder: Holder, at: datetime, is_cancelled: bool
) -> Reason | None:
    if hours is None:
        return Reason.OTHER_GATE
    if is_cancelled:
        return Reason.CANCELLED
    return holder.reason or refusal_by_hours(hours, at)
