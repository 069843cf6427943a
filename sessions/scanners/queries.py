"""Reads of scanners: who a token is, the scanners of a conference, the gates of one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.people.models import Person
from lms.web.paging import Page, paginate_rows
from sessions.conferences.models import StudySession, Venue
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.scanners.enums import ScanResult
from sessions.scanners.models import Scan, Scanner, ScannerInvite

_USUAL = (ScanResult.PRESENT, ScanResult.LATE, ScanResult.ALREADY)
_BY_DIGEST = (
    select(Scanner)
    .where(Scanner.token_digest == bindparam("digest"))
    .options(joinedload(Scanner.venue), joinedload(Scanner.conference))
)


def find_by_digest(db: Session, digest: str) -> Scanner | None:
    """The scanner whose token has this digest, revoked or not, with venue and conference."""
    return db.scalars(_BY_DIGEST, {"digest": digest}).one_or_none()


def find_invite(db: Session, digest: str) -> ScannerInvite | None:
    """The invite whose code has this digest, with its venue and conference."""
    return _invite(db, ScannerInvite.token_digest == digest)


def find_invite_by_id(db: Session, invite_id: int) -> ScannerInvite | None:
    """An invite with its venue and conference."""
    return _invite(db, ScannerInvite.id == invite_id)


def _invite(db: Session, is_meant: ColumnElement[bool]) -> ScannerInvite | None:
    return db.scalars(
        select(ScannerInvite)
        .where(is_meant)
        .options(joinedload(ScannerInvite.venue).joinedload(Venue.conference))
    ).one_or_none()


def list_scanners(db: Session, conference_id: int) -> Sequence[Scanner]:
    """All scanners of a conference by venue; those in use before the revoked ones. One query."""
    return db.scalars(
        select(Scanner)
        .where(Scanner.conference_id == conference_id)
        .order_by(Scanner.venue_id, Scanner.revoked_at.is_not(None), Scanner.name, Scanner.id)
    ).all()


def list_scans(
    db: Session, scanner_id: int, page_number: int, *, unusual_only: bool
) -> Page[Row[Scan, str | None]]:
    """A scanner's scans with the person's name, the latest first; all, or those to look into."""
    question = (
        select(Scan, Person.full_name)
        .outerjoin(Person, Person.id == Scan.person_id)
        .where(Scan.scanner_id == scanner_id)
        .order_by(Scan.occurred_at.desc(), Scan.sequence.desc())
    )
    if unusual_only:
        question = question.where(or_(Scan.result.not_in(_USUAL), Scan.is_override))
    return paginate_rows(db, question, page_number)


def count_unusual(db: Session, conference_id: int) -> dict[int, tuple[int, int]]:
    """scanner id → how many scans it delivered, and how many of them are to be looked into."""
    rows = db.execute(
        select(
            Scan.scanner_id,
            func.count(),
            func.count().filter(or_(Scan.result.not_in(_USUAL), Scan.is_override)),
        )
        .join(Scanner, Scanner.id == Scan.scanner_id)
        .where(Scanner.conference_id == conference_id)
        .group_by(Scan.scanner_id)
    )
    return {scanner_id: (made, unusual) for scanner_id, made, unusual in rows}


def gates_of_venue(db: Session, venue_id: int) -> list[Gate]:
    """The gates of a venue by start of the sitting, entry first; sitting and conference loaded."""
    gates = db.scalars(
        select(Gate)
        .where(Gate.venue_id == venue_id)
        .options(joinedload(Gate.study_session).joinedload(StudySession.conference))
    )
    order = list(Direction)
    return sorted(
        gates,
        key=lambda gate: (
            gate.study_session.starts_at,
            gate.study_session_id,
            order.index(gate.direction),
        ),
    )


def highest_sequence(db: Session, scanner_id: int) -> int:
    """The highest number that a scanner has delivered; zero before its first scan."""
    return db.scalar(select(func.max(Scan.sequence)).where(Scan.scanner_id == scanner_id)) or 0
