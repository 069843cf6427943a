"""Study campaigns (đợt học tập): plan, audience, what is to be done and what completes it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.campaigns.enums import ActivityKind, AddressForm, CampaignState
from lms.db import Base, enum_type, kept
from lms.files.models import StoredFile


class Campaign(Base):
    """One study campaign; nothing about any resolution is built in, all of it is here."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("sessions_required IS NULL OR sessions_required >= 0", name="sessions"),
        CheckConstraint("materials_required IS NULL OR materials_required >= 0", name="materials"),
        CheckConstraint("pass_percent >= 0 AND pass_percent <= 100", name="pass_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(255))
    resolution: Mapped[str] = mapped_column(String(255), default="")
    """The document that is studied."""
    plan_number: Mapped[str] = mapped_column(String(60), default="")
    plan_on: Mapped[date | None]
    plan_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    owner_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    """The unit whose trainers run it and which issues its papers."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[CampaignState] = mapped_column(
        enum_type(CampaignState), default=CampaignState.OPEN
    )
    address_form: Mapped[AddressForm] = mapped_column(
        enum_type(AddressForm), default=AddressForm.COMRADE
    )
    summary: Mapped[str] = mapped_column(Text, default="")
    sessions_required: Mapped[int | None]
    """Study sessions to attend for completion; None: all one is expected at."""
    materials_required: Mapped[int | None]
    """Required materials to have read; None: all required ones."""
    quiz_required: Mapped[bool] = mapped_column(default=True)
    pass_percent: Mapped[int] = mapped_column(default=50)
    """Pass mark of the campaign's quizzes, in percent of the marks."""
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]
    plan_file: Mapped[StoredFile | None] = relationship(lazy="raise")
    audience: Mapped[list["CampaignAudience"]] = relationship(
        back_populates="campaign", lazy="raise", cascade="all, delete-orphan"
    )
    activities: Mapped[list["Activity"]] = relationship(back_populates="campaign", lazy="raise")


class CampaignAudience(Base):
    """A unit whose people, and those of all units below it, the campaign is for."""

    __tablename__ = "campaign_audience"
    __table_args__ = (UniqueConstraint("campaign_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    campaign: Mapped[Campaign] = relationship(back_populates="audience")


class Activity(Base):
    """Something a campaign expects people to do; outcomes are posted against it."""

    __tablename__ = "activities"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    title: Mapped[str] = mapped_column(String(255))
    group_title: Mapped[str] = mapped_column(String(255), default="")
    """What it is part of, such as the conference of a study session."""
    is_required: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]
    """Start of what has a time: a study session, the opening of a quiz."""
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    max_score: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    campaign: Mapped[Campaign] = relationship(back_populates="activities")


class Assignment(Base):
    """A person expected at an activity: the denominator of every rate."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    assigned_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


kept(Activity.__table__)  # type: ignore[arg-type] # declarative tables are Tables
