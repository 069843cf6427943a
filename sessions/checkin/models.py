"""The evidence ledger and the verdict made from it; the ledger is append-only."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, append_only, enum_type
from lms.db.append_only import held_while_named
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.checkin.turns import EVERYBODYS_LOCK
from sessions.gates.models import Gate
from sessions.scanners.models import Scanner


class Evidence(Base):
    """One sign that a person was, or was not, at a gate; never changed, only referred to."""

    __tablename__ = "evidence"
    __table_args__ = (
        # One index finds a person's rows and refuses a second one of their own: of an index of its own
        # for each, every check-in would write pages here and there. Where the last part is null, rows
        # may repeat.
        Index(
            "uq_evidence_own",
            "study_session_id",
            "person_id",
            "kind",
            "level",
            "gate_id",
            text("(CASE WHEN kind = 'self' THEN 1 END)"),
            unique=True,
        ),
        Index(
            "uq_evidence_ticket",
            "ticket",
            unique=True,
            sqlite_where=text("ticket IS NOT NULL"),
            postgresql_where=text("ticket IS NOT NULL"),
        ),
        Index(
            "uq_evidence_scan",
            "scanner_id",
            "sequence",
            unique=True,
            sqlite_where=text("scanner_id IS NOT NULL"),
            postgresql_where=text("scanner_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int]
    gate_id: Mapped[int]
    """Without a foreign key, as the sitting: gates are `held_while_named`, and with its gates the sitting."""
    person_id: Mapped[int]
    """Likewise, as in the learner record; people are `kept`."""
    kind: Mapped[EvidenceKind] = mapped_column(enum_type(EvidenceKind))
    level: Mapped[Level] = mapped_column(enum_type(Level))
    occurred_at: Mapped[datetime]
    """Server time of the first GET, or of the tick; of a scan without network, the best estimate."""
    not_before_at: Mapped[datetime | None]
    """Where the moment is known only as an interval: its beginning; `occurred_at` is its end."""
    received_at: Mapped[datetime]
    ticket: Mapped[str | None] = mapped_column(String(40))
    """Scan ticket or paper slip it consumed; either makes one row."""
    nonce: Mapped[str | None] = mapped_column(String(64))
    """What the client sent to recognise its own retry."""
    shown: Mapped[str | None] = mapped_column(String(20))
    """Result that the person was shown for it: the same tap again gets the same, whatever happened since."""
    scanner_id: Mapped[int | None] = mapped_column(ForeignKey(Scanner.id))
    sequence: Mapped[int | None]
    """Number of the scan on its scanner; with it, unique."""
    source: Mapped[str] = mapped_column(String(20), default="phone")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    refers_to_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    states: Mapped[AttendanceState | None] = mapped_column(enum_type(AttendanceState))
    """What a correction or an excuse says holds; None in a correction voids the row."""
    flags: Mapped[str] = mapped_column(String(120), default="")
    """Comma-separated, as things stood when the row was written: shared-phone, other-conference"""
    reason: Mapped[str] = mapped_column(String(500), default="")


class Attendance(Base):
    """Cache of the verdict on one person at one study session; rebuilt from the evidence.

    Without foreign keys: the evidence has them, and a cache checks nothing twice while a hall waits.
    """

    __tablename__ = "attendances"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as declared

    study_session_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[AttendanceState] = mapped_column(enum_type(AttendanceState))
    level: Mapped[str] = mapped_column(String(8), default="")
    venue_id: Mapped[int | None]
    """Where the person checked in, which need not be where they were summoned to."""
    arrived_at: Mapped[datetime | None]
    flags: Mapped[str] = mapped_column(String(120), default="")
    """Comma-separated values of `Flag`, sorted"""
    evidence_count: Mapped[int] = mapped_column(default=0)
    rule_version: Mapped[str] = mapped_column(String(20))


class PhoneMark(Base):
    """Which phones whom checked in at a conference: only for the flag 'many people, one phone'.

    Beside the ledger, because it is purged with the conference and the ledger is not. Without foreign
    keys, as the cache above.
    """

    __tablename__ = "phone_marks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as declared

    conference_id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Digest of the phone's own cookie and the conference: unlinkable between two conferences."""
    person_id: Mapped[int] = mapped_column(primary_key=True)


NAMING_A_GATE = "study_session_id = OLD.study_session_id AND gate_id = OLD.id"
held_while_named(Gate.__table__, Evidence.__table__, NAMING_A_GATE, EVERYBODYS_LOCK)  # type: ignore[arg-type] # declarative tables are Tables
append_only(Evidence.__table__)  # type: ignore[arg-type] # declarative tables are Tables
