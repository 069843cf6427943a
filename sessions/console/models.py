"""What a venue's officers state about one sitting: heads counted, attendance signed off."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, append_only


class Headcount(Base):
    """Heads counted in the room at a moment; append-only, the newest counts."""

    __tablename__ = "headcounts"
    __table_args__ = (
        CheckConstraint("heads >= 0", name="heads"),
        Index(None, "study_session_id", "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    heads: Mapped[int]
    recorded: Mapped[int]
    """People recorded there when the heads were counted."""
    counted_at: Mapped[datetime]
    counted_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(String(500), default="")


class SignOff(Base):
    """A venue's word that its figures for a sitting are right; append-only, the newest counts."""

    __tablename__ = "sign_offs"
    __table_args__ = (Index(None, "study_session_id", "venue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    figures: Mapped[str] = mapped_column(Text)
    """The counts as they stood, as JSON with sorted keys."""
    signed_at: Mapped[datetime]
    signed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(String(500), default="")


append_only(Headcount.__table__)  # type: ignore[arg-type] # declarative tables are Tables
append_only(SignOff.__table__)  # type: ignore[arg-type] # as above
