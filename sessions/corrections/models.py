"""Bulk corrections, which a second person approves, and appeals, which the venue's secretary decides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, enum_type
from lms.people.models import Person
from sessions.checkin.enums import AttendanceState
from sessions.conferences.models import StudySession
from sessions.corrections.enums import Decision


class BulkCorrection(Base):
    """One correction of many people at one study session, proposed by one and approved by another."""

    __tablename__ = "bulk_corrections"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        Index(None, "study_session_id", "decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    states: Mapped[AttendanceState] = mapped_column(enum_type(AttendanceState))
    """What shall hold for all of them."""
    reason: Mapped[str] = mapped_column(String(500))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(enum_type(Decision), default=Decision.OPEN)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    study_session: Mapped[StudySession] = relationship(lazy="raise")
    people: Mapped[list["BulkCorrectionPerson"]] = relationship(
        back_populates="bulk", lazy="raise", cascade="all, delete-orphan"
    )


class BulkCorrectionPerson(Base):
    """One person of a bulk correction."""

    __tablename__ = "bulk_correction_people"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_corrections.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """The correction written for this person, once approved."""
    bulk: Mapped[BulkCorrection] = relationship(back_populates="people", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Appeal(Base):
    """A person's word against the verdict about them; one open at a time for a study session."""

    __tablename__ = "appeals"
    __table_args__ = (
        Index(
            "uq_appeals_open",
            "study_session_id",
            "person_id",
            unique=True,
            sqlite_where=text("decision = 'open'"),
            postgresql_where=text("decision = 'open'"),
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(enum_type(Decision), default=Decision.OPEN)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """The correction it led to."""
    study_session: Mapped[StudySession] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
