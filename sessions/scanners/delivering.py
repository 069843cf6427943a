"""Taking a scanner's batch: every scan kept once, whoever sends it how often in whatever order."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared, among
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Evidence
from sessions.checkin.recording import Recorded, record_arrivals
from sessions.scanners.cards import Holder
from sessions.scanners.enums import Reason, ScanResult
from sessions.scanners.judging import Judged, Judgement, judge_scans, read_basis
from sessions.scanners.models import Scan, Scanner
from sessions.scanners.parsing import Delivery
from sessions.scanners.rules import (
    LARGEST_SKEW_MS,
    accepted_result,
)

_SCANS: Table = Scan.__table__  # type: ignore[assignment] # declarative tables are Tables
_INSERT = Prepared(insert(_SCANS))


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
    db: Session,
    scanner_id: int,
    delivery: Delivery,
    holders: Sequence[Holder],
    judgement: Judgement,
    now: datetime,
) -> list[Answer] | None:
    """Take a batch; one answer for each scan in its order. None for a revoked scanner.

    `judgement` is what was decided of these scans before the turn; they are judged anew when a
    gate, the conference or the scanner has changed since. A sequence number that is known gets the
    answer it got, before anything else is looked at. A fixed number of statements, whatever the
    number of scans.
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
    basis = read_basis(db, scanner)
    if basis != judgement.basis:
        judgement = judge_scans(basis, scanner, delivery, holders, now)
    answers = _stored(db, scanner_id, {item.sequence for item in delivery.items})
    fresh = {
        each.item.sequence: each for each in judgement.scans if each.item.sequence not in answers
    }
    if fresh:
        answers |= _record(db, scanner, list(fresh.values()))
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


def _record(db: Session, scanner: Scanner, judged: list[Judged]) -> dict[int, Answer]:
    arrivals = [each.arrival for each in judged if each.arrival is not None]
    rows_of_evidence = record_arrivals(db, arrivals) if arrivals else []
    recorded = {
        arrival.sequence: row for arrival, row in zip(arrivals, rows_of_evidence, strict=True)
    }
    answers, rows = {}, []
    for each in judged:
        evidence = recorded.get(each.item.sequence)
        answer = answers[each.item.sequence] = _answer(each, evidence, scanner)
        came_of_it = {
            "result": answer.result,
            "reason": answer.reason,
            "evidence_id": None if evidence is None else evidence.evidence_id,
        }
        rows.append({**each.row, **came_of_it})
    _INSERT.run_many(db.connection(), rows)
    return answers


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
