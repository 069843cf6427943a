"""Gates: where and for which sitting a code is shown."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, enum_type
from sessions.conferences.models import StudySession, Venue
from sessions.gates.enums import Direction


class Gate(Base):
    """One study session at one venue in one direction."""

    __tablename__ = "gates"
    __table_args__ = (
        UniqueConstraint("study_session_id", "venue_id", "direction"),
        CheckConstraint("step_seconds = 0 OR step_seconds BETWEEN 5 AND 60", name="step"),
        CheckConstraint("open_minutes BETWEEN 1 AND 240", name="open_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), index=True)
    direction: Mapped[Direction] = mapped_column(enum_type(Direction), default=Direction.IN)
    step_seconds: Mapped[int] = mapped_column(default=10)
    """How long a code is shown; 0 is a static code on a poster."""
    opened_at: Mapped[datetime | None]
    """Opened by hand before its window."""
    closed_at: Mapped[datetime | None]
    """Closed by hand; takes nothing from then on."""
    extended_until: Mapped[datetime | None]
    """End of the window after the outages it suffered, when later than planned."""
    open_minutes: Mapped[int | None]
    """How long a mid-session or way-out passage, once opened by hand, takes people in."""
    study_session: Mapped[StudySession] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")

    @property
    def is_rehearsal(self) -> bool:
        """Whether what it records is for practice only; its study session must be loaded."""
        return self.study_session.activity_id is None


class DisplayBeat(Base):
    """Latest sign of life of the page that shows a gate's code."""

    __tablename__ = "display_beats"

    gate_id: Mapped[int] = mapped_column(ForeignKey("gates.id"), primary_key=True)
    display_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]
    offset_ms: Mapped[int] = mapped_column(default=0)
    """How far the display's clock is off the server's; positive is ahead."""


class Outage(Base):
    """A time in which a gate could not reach us: its window grows by as much."""

    __tablename__ = "outages"
    __table_args__ = (
        UniqueConstraint("gate_id", "reported_by", "began_at"),
        CheckConstraint("ended_at > began_at", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gates.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    reported_by: Mapped[str] = mapped_column(String(60))
    """`display <id>`, `scanner <id>`, or `staff <account id>`"""
    noted_at: Mapped[datetime]
