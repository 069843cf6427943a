"""Conferences, their venues and study sessions, and who is summoned to them."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.campaigns.models import Activity, Campaign
from lms.db import Base, enum_type
from lms.people.models import Person
from sessions.checkin.enums import RULE_VERSION
from sessions.conferences.enums import ConferenceState, SummonsState, VenueLevel


class Conference(Base):
    """One study conference (hội nghị) of a campaign, linked over one or more venues."""

    __tablename__ = "conferences"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("seating_percent BETWEEN 1 AND 100", name="seating"),
        Index(
            "uq_conferences_open_rehearsal",
            "rehearsal_of_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    owner_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    chair: Mapped[str] = mapped_column(String(160), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """Printed on the invitations: be there a quarter of an hour before, and the like."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seating_percent: Mapped[int] = mapped_column(default=100)
    """Share of the chairs in use; below 100 where people sit with gaps between them."""
    state: Mapped[ConferenceState] = mapped_column(
        enum_type(ConferenceState), default=ConferenceState.OPEN
    )
    rehearsal_of_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"), index=True)
    """A rehearsal copies the conference it names; nothing of it reaches the learner record."""
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    venues: Mapped[list["Venue"]] = relationship(
        back_populates="conference", lazy="raise", order_by="Venue.position"
    )
    study_sessions: Mapped[list["StudySession"]] = relationship(
        back_populates="conference", lazy="raise", order_by="StudySession.starts_at"
    )

    @property
    def is_rehearsal(self) -> bool:
        """Whether its records are for practice only."""
        return self.rehearsal_of_id is not None

    @property
    def activity_ids(self) -> list[int]:
        """Activities of its sittings, which must be loaded; a rehearsal has none."""
        return [each.activity_id for each in self.study_sessions if each.activity_id is not None]


session_venues = Table(
    "session_venues",
    Base.metadata,
    Column("study_session_id", Integer, ForeignKey("study_sessions.id"), primary_key=True),
    Column("venue_id", Integer, ForeignKey("venues.id"), primary_key=True),
)


class Venue(Base):
    """A place linked into the conference (điểm cầu); exactly one is the main one."""

    __tablename__ = "venues"
    __table_args__ = (
        UniqueConstraint("conference_id", "name"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        Index(
            "uq_venues_main",
            "conference_id",
            unique=True,
            sqlite_where=text("is_main"),
            postgresql_where=text("is_main"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(255), default="")
    is_main: Mapped[bool] = mapped_column(Boolean, default=False)
    capacity: Mapped[int | None]
    """Chairs; how many of them are used is the conference's `seating_percent`."""
    level: Mapped[VenueLevel] = mapped_column(enum_type(VenueLevel), default=VenueLevel.UNIT)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    position: Mapped[int] = mapped_column(default=0)
    conference: Mapped[Conference] = relationship(back_populates="venues", lazy="raise")


class StudySession(Base):
    """One sitting (buổi, chuyên đề) of a conference; attending it is an activity."""

    __tablename__ = "study_sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("late_after_minutes >= 0", name="late_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), unique=True)
    """None in a rehearsal: what is not an activity cannot enter the learner record."""
    title: Mapped[str] = mapped_column(String(255))
    rapporteur: Mapped[str] = mapped_column(String(160), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    opens_before_minutes: Mapped[int] = mapped_column(default=60)
    """Its gates open this long before the start."""
    late_after_minutes: Mapped[int] = mapped_column(default=15)
    """Grace after the start; who comes later is late."""
    rule_version: Mapped[str] = mapped_column(String(20), default=RULE_VERSION)
    """Verdict rule in force when it was planned; only an operator's rebuild puts it under another."""
    closed_at: Mapped[datetime | None]
    """Attendance closed by the secretary: only then may anybody be absent."""
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    conference: Mapped[Conference] = relationship(back_populates="study_sessions", lazy="raise")
    activity: Mapped[Activity | None] = relationship(lazy="raise")
    venues: Mapped[list[Venue]] = relationship(
        secondary=session_venues, lazy="raise", order_by="Venue.position"
    )


class Summons(Base):
    """A person summoned to a conference, with the venue and the personal code's digest."""

    __tablename__ = "summonses"
    __table_args__ = (
        UniqueConstraint("conference_id", "person_id"),
        Index(None, "person_id"),
        Index(None, "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    state: Mapped[SummonsState] = mapped_column(
        enum_type(SummonsState), default=SummonsState.SUMMONED
    )
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed hash of the personal code; the code itself is derived, never stored."""
    code_generation: Mapped[int] = mapped_column(default=0)
    seat: Mapped[str] = mapped_column(String(20), default="")
    summoned_at: Mapped[datetime]
    summoned_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    person: Mapped[Person] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
