"""Taking a scanner's batch: every scan kept once, whoever sends it how often in whatever order."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared, among
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.checkin.recording import Arrival, Recorded, record_arrivals
from sessions.scanners.cards import Holder
from sessions.scanners.enums import Reason, ScanResult
from sessions.scanners.judging import Judged, judge_scans
from sessions.scanners.models import Scan, Scanner
from sessions.scanners.parsing import Delivery
from sessions.scanners.rules import (
    LARGEST_SKEW_MS,
    accepted_result,
)

_SCANS: Table = Scan.__table__  # type: ignore[assignment] # declarative tables are Tables
_INSERT = Prepared(insert(_SCANS))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 4_102_444_800_000
"""1 January 2100: no clock of a device is taken at its word beyond."""


class Answer(NamedTuple):
    """What a scanner is told about one scan; delivered again, the same."""

    sequence: int
    result: ScanResult
    reason: str
    is_override: bool
    person_id: int | None
    at: datetime
    """Of the record that counts, else of the scan"""


def deliver(
    db: Session, scanner_id: int, delivery: Delivery, holders: Sequence[Holder], now: datetime
) -> list[Answer] | None:
    """Take a batch; one answer for each scan in its order. None for a revoked scanner.

    A sequence number that is known gets the answer it got, before anything else is looked at. A
    fixed number of statements, whatever the number of scans. `key` is that of the cards.
    """
    # Two deliveries of one device take turns, so that the second finds what the first stored.
    scanner = db.scalars(
        select(Scanner)
        .where(Scanner.id == scanner_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if scanner.revoked_at is not None:
        return None
    answers = _stored(db, scanner_id, {item.sequence for item in delivery.items})
    fresh = {
        item.sequence: (item, holder)
        for item, holder in zip(delivery.items, holders, strict=True)
        if item.sequence not in answers
    }
    if fresh:
        items, their_holders = zip(*fresh.values(), strict=True)
        judged = judge_scans(db, scanner, delivery, items, their_holders, now)
        answers |= _record(db, scanner, judged, now)
    _note_life(db, scanner, delivery, now)
    return [answers[item.sequence] for item in delivery.items]


_STORED = Prepared(
    lambda size: (
        select(
            Scan.sequence,
            Scan.result,
            Scan.reason,
            Scan.is_override,
            Scan.person_id,
            Scan.occurred_at,
            Evidence.occurred_at,
        )
        .outerjoin(Evidence, Evidence.id == Scan.evidence_id)
        .where(Scan.scanner_id == bindparam("scanner"), among(Scan.sequence, size))
    )
)


def _stored(db: Session, scanner_id: int, sequences: Collection[int]) -> dict[int, Answer]:
    rows = _STORED.rows_for(db.connection(), sequences, scanner=scanner_id)
    return {row[0]: Answer._make((*row[:5], row[6] or row[5])) for row in rows}


def _record(
    db: Session, scanner: Scanner, judged: list[Judged], now: datetime
) -> dict[int, Answer]:
    accepted = [each for each in judged if each.is_accepted]
    arrivals = [_arrival(scanner, each, now) for each in accepted]
    rows_of_evidence = record_arrivals(db, arrivals) if arrivals else []
    recorded = {
        each.item.sequence: row for each, row in zip(accepted, rows_of_evidence, strict=True)
    }
    answers, rows = {}, []
    for each in judged:
        evidence = recorded.get(each.item.sequence)
        answer = _answer(each, evidence, scanner)
        answers[each.item.sequence] = answer
        rows.append(_row(scanner, each, answer, evidence, now))
    _INSERT.run_many(db.connection(), rows)
    return answers


def _arrival(scanner: Scanner, judged: Judged, now: datetime) -> Arrival:
    assert judged.gate_id is not None and judged.holder.person_id is not None  # noqa: S101, PT018 - else refused
    return Arrival(
        gate_id=judged.gate_id,
        person_id=judged.holder.person_id,
        kind=EvidenceKind.SCAN,
        level=Level.SEEN,
        occurred_at=judged.occurred_at,
        received_at=now,
        not_before_at=judged.not_before_at,
        source="scanner",
        scanner_id=scanner.id,
        sequence=judged.item.sequence,
    )


def _answer(judged: Judged, recorded: Recorded | None, scanner: Scanner) -> Answer:
    reason, holder = judged.reason, judged.holder
    if recorded is None:
        result, at = (reason or Reason.OTHER_GATE).result, judged.occurred_at
    else:
        state, at = recorded.verdict.state, recorded.first_at
        result = accepted_result(
            is_new=recorded.is_new,
            is_provisional=state is AttendanceState.PROVISIONAL,
            is_late=state is AttendanceState.LATE,
            is_elsewhere=holder.venue_id not in (None, scanner.venue_id),
        )
    why = "" if reason is None else reason.value
    return Answer(judged.item.sequence, result, why, judged.is_override, holder.person_id, at)


def _row(
    scanner: Scanner, judged: Judged, answer: Answer, recorded: Recorded | None, now: datetime
) -> dict[str, Any]:
    item = judged.item
    device_ms = max(0, min(_LATEST_MS, item.device_ms))
    return {
        "scanner_id": scanner.id,
        "sequence": item.sequence,
        "gate_id": judged.gate_id,
        "person_id": answer.person_id,
        "card": sha256(item.card.encode()).hexdigest() if item.card else "",
        "device_at": _EPOCH + timedelta(milliseconds=device_ms),
        "not_before_at": judged.not_before_at or judged.occurred_at,
        "occurred_at": judged.occurred_at,
        "received_at": now,
        "was_offline": judged.not_before_at is not None,
        "is_override": answer.is_override,
        "result": answer.result,
        "reason": answer.reason,
        "evidence_id": None if recorded is None else recorded.evidence_id,
    }


def _note_life(db: Session, scanner: Scanner, delivery: Delivery, now: datetime) -> None:
    left = max(0, delivery.waiting - len(delivery.items))
    skew = delivery.device_now_ms - int(now.timestamp() * 1000)
    db.execute(
        update(Scanner)
        .where(Scanner.id == scanner.id)
        .execution_options(synchronize_session=False)
        .values(
            seen_at=now,
            waiting=left,
            offset_ms=max(-LARGEST_SKEW_MS, min(LARGEST_SKEW_MS, skew)),
            drained_at=now if left == 0 else scanner.drained_at,
        )
    )
