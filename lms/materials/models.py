"""The reading room: what is read, and how far each person has read it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.campaigns.models import Activity, Campaign
from lms.db import Base, enum_type
from lms.files.models import StoredFile
from lms.materials.enums import MaterialKind


class Material(Base):
    """One document or link of a campaign; reading it is an activity."""

    __tablename__ = "materials"
    __table_args__ = (
        CheckConstraint("(kind = 'link') = (file_id IS NULL)", name="file_or_link"),
        CheckConstraint("(kind = 'link') = (url IS NOT NULL)", name="link_has_url"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), unique=True)
    kind: Mapped[MaterialKind] = mapped_column(enum_type(MaterialKind))
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    url: Mapped[str | None] = mapped_column(String(1000))
    pages: Mapped[int | None]
    html: Mapped[str | None] = mapped_column(Text)
    """Cleaned reading view of a DOCX, made when it was uploaded."""
    not_secret_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Who declared that it is not on the list of state secrets."""
    not_secret_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None]
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    activity: Mapped[Activity] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")


class Reading(Base):
    """How far one person has come in one material."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("material_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    opened_at: Mapped[datetime]
    last_opened_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=1)
    """Page to go on at"""
    seen_pages: Mapped[str] = mapped_column(Text, default="")
    """Pages that were on the screen, as ranges such as 1-3,7"""
    finished_at: Mapped[datetime | None]
