"""Reads of rehearsals: those of a conference, and how ready each venue of one is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from sessions.checkin.enums import EvidenceKind
from sessions.checkin.models import Evidence
from sessions.conferences.enums import ConferenceState
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.gates.models import DisplayBeat, Gate
from sessions.rehearsals.enums import Check
from sessions.rehearsals.models import Measurement
from sessions.rehearsals.rules import Evidenced, Measured, Point, is_ready, points_of
from sessions.scanners.models import Scan, Scanner


@dataclass(frozen=True, slots=True)
class Readiness:
    """One venue of a rehearsal."""

    venue: Venue
    points: tuple[Point, ...]
    measured_at: datetime | None
    """When something was measured or stated last."""

    @property
    def is_ready(self) -> bool:
        """Whether the venue may go."""
        return is_ready(self.points)

    def point(self, check: Check) -> Point:
        """One of its points."""
        return next(each for each in self.points if each.check is check)


def list_rehearsals(db: Session, conference_id: int) -> Sequence[Conference]:
    """All rehearsals of a conference, the latest first."""
    return db.scalars(
        select(Conference)
        .where(Conference.rehearsal_of_id == conference_id)
        .order_by(Conference.id.desc())
    ).all()


def find_open_rehearsal(db: Session, conference_id: int) -> Conference | None:
    """The rehearsal that is under way; there is one at most."""
    return db.scalars(
        select(Conference).where(
            Conference.rehearsal_of_id == conference_id,
            Conference.state == ConferenceState.OPEN,
        )
    ).one_or_none()


def load_readiness(db: Session, rehearsal: Conference) -> list[Readiness]:
    """How ready each venue of a rehearsal is, in the order of the venues. Four queries."""
    measured, moments = _measured(db, rehearsal.id)
    seen = _seen(db, rehearsal.id)
    return [
        Readiness(
            venue,
            points_of(measured[venue.id], seen.get(venue.id, Evidenced())),
            moments.get(venue.id),
        )
        for venue in rehearsal.venues
    ]


def _measured(
    db: Session, conference_id: int
) -> tuple[dict[int, dict[Check, Measured]], dict[int, datetime]]:
    """venue → check → the newest, and venue → when."""
    newest: dict[int, dict[Check, Measured]] = defaultdict(dict)
    moments: dict[int, datetime] = {}
    rows = db.scalars(
        select(Measurement)
        .join(Venue, Venue.id == Measurement.venue_id)
        .where(Venue.conference_id == conference_id)
        .order_by(Measurement.id)
    )
    for row in rows:
        newest[row.venue_id][row.check_kind] = Measured(
            row.value, row.limit_value, row.passed, row.is_waived
        )
        moments[row.venue_id] = row.measured_at
    return newest, moments


def _seen(db: Session, conference_id: int) -> dict[int, Evidenced]:
    gates = (
        select(Gate.id, Gate.venue_id, Gate.study_session_id)
        .join(StudySession, StudySession.id == Gate.study_session_id)
        .where(StudySession.conference_id == conference_id)
        .subquery()
    )
    phones = db.execute(
        select(gates.c.venue_id, func.count(Evidence.person_id.distinct()))
        .join(
            Evidence,
            and_(
                Evidence.study_session_id == gates.c.study_session_id,
                Evidence.gate_id == gates.c.id,
            ),
        )
        .where(Evidence.kind == EvidenceKind.SELF)
        .group_by(gates.c.venue_id)
    )
    scans = db.execute(
        select(gates.c.venue_id, func.count())
        .join(Scan, Scan.gate_id == gates.c.id)
        .join(Scanner, Scanner.id == Scan.scanner_id)
        .where(Scanner.conference_id == conference_id)
        .where(Scan.was_offline, Scan.person_id.is_not(None))
        .group_by(gates.c.venue_id)
    )
    beats = db.execute(
        select(gates.c.venue_id, DisplayBeat.offset_ms)
        .join(DisplayBeat, DisplayBeat.gate_id == gates.c.id)
        .order_by(DisplayBeat.beat_at)
    )
    phones_at = {row[0]: row[1] for row in phones}
    scans_at = {row[0]: row[1] for row in scans}
    offsets: dict[int, list[int]] = defaultdict(list)
    for venue_id, offset_ms in beats:
        offsets[venue_id].append(offset_ms)
    return {
        venue_id: Evidenced(
            phones_at.get(venue_id, 0), scans_at.get(venue_id, 0), tuple(offsets[venue_id])
        )
        for venue_id in phones_at.keys() | scans_at.keys() | offsets.keys()
    }
