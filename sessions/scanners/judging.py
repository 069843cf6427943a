"""What a batch's scans are worth, decided before the turn to write.

Everything that is so decided rests on a `Basis`. In the turn it is read once more, and only when it
is another by then are the scans judged again.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.recording import Arrival
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


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 4_102_444_800_000
"""1 January 2100: no clock of a device is taken at its word beyond."""


class Basis(NamedTuple):
    """What scans are judged by besides themselves and their holders."""

    hours: Mapping[int, Window]
    """Of the gates of the scanner's venue"""
    is_cancelled: bool
    drained_at: datetime
    """When the scanner last had nothing left to deliver, or was enrolled"""


class Judged(NamedTuple):
    """A scan with all that is decided before anything is written."""

    item: Item
    holder: Holder
    occurred_at: datetime
    reason: Reason | None
    is_override: bool
    arrival: Arrival | None
    """What the ledger is asked to take; None for a scan that is refused"""
    row: Mapping[str, Any]
    """Of the log of scans, but for what comes of it"""


class Judgement(NamedTuple):
    """A batch as it is judged, and by what."""

    basis: Basis
    scans: Sequence[Judged]


def read_basis(db: Session, scanner: Scanner) -> Basis:
    """What the scanner's scans are judged by now. One statement."""
    gates = gates_of_venue(db, scanner.venue_id)
    return Basis(
        {gate.id: window_of(hours_of(gate)) for gate in gates},
        any(gate.study_session.conference.state is ConferenceState.CANCELLED for gate in gates),
        scanner.drained_at or scanner.enrolled_at,
    )


def judge_scans(
    basis: Basis, scanner: Scanner, delivery: Delivery, holders: Sequence[Holder], now: datetime
) -> Judgement:
    """When each scan was, whom it is about, and whether it is taken; in their order."""
    since = min(basis.drained_at - IN_FLIGHT, now)
    return Judgement(
        basis,
        [
            _judge(basis, scanner, delivery, item, holder, since, now)
            for item, holder in zip(delivery.items, holders, strict=True)
        ],
    )


def _judge(
    basis: Basis,
    scanner: Scanner,
    delivery: Delivery,
    item: Item,
    holder: Holder,
    since: datetime,
    now: datetime,
) -> Judged:
    hours = basis.hours.get(item.gate_id)
    earliest = since if _is_own(item, scanner) else min(_before(hours, now), now)
    claimed = corrected_time(item.device_ms, delivery.device_now_ms, now)
    at = settle_time(claimed, earliest, now, hours)
    not_before = earliest if item.is_offline or now - at > LIVE_WITHIN else None
    reason = _reason(hours, holder, at, basis.is_cancelled)
    is_override = item.is_override and reason is not None and reason.may_be_overridden
    is_taken = reason is None or is_override
    arrival = _arrival(scanner, item, holder, at, not_before, now) if is_taken else None
    row = {
        "scanner_id": scanner.id,
        "sequence": item.sequence,
        "gate_id": None if hours is None else item.gate_id,
        "person_id": holder.person_id,
        "card": sha256(item.card.encode()).hexdigest() if item.card else "",
        "device_at": _EPOCH + timedelta(milliseconds=max(0, min(_LATEST_MS, item.device_ms))),
        "not_before_at": not_before or at,
        "occurred_at": at,
        "received_at": now,
        "was_offline": not_before is not None,
        "is_override": is_override,
    }
    return Judged(item, holder, at, reason, is_override, arrival, row)


def _arrival(
    scanner: Scanner,
    item: Item,
    holder: Holder,
    at: datetime,
    not_before: datetime | None,
    now: datetime,
) -> Arrival:
    assert holder.person_id is not None  # noqa: S101 - else refused
    return Arrival(
        gate_id=item.gate_id,
        person_id=holder.person_id,
        kind=EvidenceKind.SCAN,
        level=Level.SEEN,
        occurred_at=at,
        received_at=now,
        not_before_at=not_before,
        source="scanner",
        scanner_id=scanner.id,
        sequence=item.sequence,
    )


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
