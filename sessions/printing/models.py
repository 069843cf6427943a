"""Printed slips with single-use codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base
from sessions.gates.models import Gate


class Slip(Base):
    """A paper slip for one row of the hall: its code makes one check-in stronger (E3), once.

    Used is a slip whose ticket, `slip:<id>`, stands in the evidence.
    """

    __tablename__ = "slips"
    __table_args__ = (UniqueConstraint("gate_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gates.id"))
    number: Mapped[int]
    """Counts up within the gate; printed, to hand them out and count them."""
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of the code; the code itself is derived, never stored."""
    printed_at: Mapped[datetime]
    printed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    voided_at: Mapped[datetime | None]
    gate: Mapped[Gate] = relationship(lazy="raise")
