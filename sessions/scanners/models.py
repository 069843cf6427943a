"""Scanners that staff enrolled, and every scan they delivered; the log of scans is append-only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, append_only, enum_type
from sessions.conferences.models import Conference, Venue
from sessions.scanners.enums import ScanResult


class Scanner(Base):
    """A phone or laptop that may scan cards at one venue of one conference."""

    __tablename__ = "scanners"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of what the device shows with each request; the token itself is only there."""
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    seen_at: Mapped[datetime | None]
    """Last sign of life."""
    offset_ms: Mapped[int] = mapped_column(default=0)
    """How far its clock is off the server's; positive is ahead."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Scans it said it still holds."""
    drained_at: Mapped[datetime | None]
    """When it last had nothing left to send: what it delivers later happened later."""
    conference: Mapped[Conference] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")


class ScannerInvite(Base):
    """The QR by which a device enrols: good once, for a few minutes."""

    __tablename__ = "scanner_invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    scanner_id: Mapped[int | None] = mapped_column(ForeignKey("scanners.id"))
    venue: Mapped[Venue] = relationship(lazy="raise")


class Scan(Base):
    """One scan as a device delivered it, good or bad; delivered again it changes nothing.

    Read scanner by scanner: an index by person would cost every scan a page of its own. What its
    numbers name is checked where the evidence is kept, and none of it is ever deleted.
    """

    __tablename__ = "scans"
    __table_args__ = (
        UniqueConstraint("scanner_id", "sequence"),
        CheckConstraint("sequence > 0", name="sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scanner_id: Mapped[int] = mapped_column(ForeignKey("scanners.id"))
    sequence: Mapped[int]
    """Counts up on the device, never used twice."""
    gate_id: Mapped[int | None]
    person_id: Mapped[int | None]
    """None for a card nobody knows."""
    card: Mapped[str] = mapped_column(String(64))
    """Digest of what was read."""
    device_at: Mapped[datetime]
    """What the device's clock said."""
    not_before_at: Mapped[datetime]
    """Earliest moment it can have been: the scanner had delivered everything before."""
    occurred_at: Mapped[datetime]
    """When it was, by the server's clock: the device's word within what it can have been."""
    received_at: Mapped[datetime]
    """Latest moment it can have been."""
    was_offline: Mapped[bool]
    is_override: Mapped[bool]
    """Staff let the person in although the rule would not have; False when it would have anyway."""
    result: Mapped[ScanResult] = mapped_column(enum_type(ScanResult))
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it was refused, or would have been without the override."""
    evidence_id: Mapped[int | None]


append_only(Scan.__table__)  # type: ignore[arg-type] # declarative tables are Tables
