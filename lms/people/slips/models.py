"""Slips by which people give their accounts a first password. The code on a slip is derived, never stored."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base

_OPEN = text("used_at IS NULL AND ended_at IS NULL")


class ActivationSlip(Base):
    """One slip handed to one person: good once, until its last moment, and until another is issued."""

    __tablename__ = "activation_slips"
    __table_args__ = (
        Index(
            "uq_activation_slips_open",
            "account_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When its owner set the first password."""
    ended_at: Mapped[datetime | None]
    """When another slip took its place; whoever holds this one comes in no more."""
