"""Why a verdict is as it is: the signs of one person at each sitting of a conference."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from lms.people.models import Account, Person
from sessions.checkin.enums import AttendanceState, EvidenceKind
from sessions.checkin.models import Evidence
from sessions.conferences.models import Conference
from sessions.gates.models import Gate


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One row of the ledger, as it is read out."""

    evidence: Evidence
    venue_id: int
    staff_name: str
    """who marked or corrected it; empty where the person did it themselves"""
    is_voided: bool
    """taken back by a later correction"""

    @property
    def can_be_voided(self) -> bool:
        """Whether a correction may still take it back."""
        return not self.is_voided


def load_history(
    db: Session, conference: Conference, person_id: int
) -> Mapping[int, Sequence[HistoryLine]]:
    """study session id → lines, oldest first, for all sittings of a conference. One query."""
    staff = aliased(Person)
    rows = db.execute(
        select(Evidence, Gate.venue_id, staff.full_name)
        .join(Gate, Gate.id == Evidence.gate_id)
        .outerjoin(Account, Account.id == Evidence.staff_id)
        .outerjoin(staff, staff.id == Account.person_id)
        .where(
            Evidence.person_id == person_id,
            Evidence.study_session_id.in_([each.id for each in conference.study_sessions]),
        )
        .order_by(Evidence.id)
    ).all()
    voided = voided_rows([row[0] for row in rows])
    lines: defaultdict[int, list[HistoryLine]] = defaultdict(list)
    for evidence, venue_id, staff_name in rows:
        line = HistoryLine(evidence, venue_id, staff_name or "", evidence.id in voided)
        lines[evidence.study_session_id].append(line)
    return lines


def voided_rows(rows: Sequence[Evidence]) -> set[int]:
    """Rows taken back by a correction that was not itself taken back, newest first."""
    voided: set[int] = set()
    for row in sorted(rows, key=lambda each: each.id, reverse=True):
        takes_back = row.kind is EvidenceKind.CORRECTION and row.states is None
        if takes_back and row.id not in voided and row.refers_to_id is not None:
            voided.add(row.refers_to_id)
    return voided


CORRECTIONS = (
    AttendanceState.PRESENT,
    AttendanceState.LATE,
    AttendanceState.PARTIAL,
    AttendanceState.EXCUSED,
    AttendanceState.EXEMPT,
    AttendanceState.MAKE_UP,
    AttendanceState.ABSENT,
    AttendanceState.UNKNOWN,
)
"""States that a correction may set."""
