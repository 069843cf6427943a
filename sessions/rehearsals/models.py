"""What was measured at a venue in a rehearsal."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, enum_type
from sessions.rehearsals.enums import Check


class Measurement(Base):
    """One point measured, or stated by staff; the newest of a venue counts."""

    __tablename__ = "rehearsal_measurements"
    __table_args__ = (Index(None, "venue_id", "check_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    """Venue of the rehearsal."""
    check_kind: Mapped[Check] = mapped_column(enum_type(Check))
    value: Mapped[float | None]
    """In the unit of the check; None where it is a matter of yes or no."""
    limit_value: Mapped[float | None]
    """What the value was held against then, in the same unit."""
    passed: Mapped[bool]
    is_waived: Mapped[bool] = mapped_column(default=False)
    """Staff said that the venue does without; then nothing was measured."""
    measured_at: Mapped[datetime]
    measured_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
