"""How often signing in under a name failed lately."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class SignInFailure(Base):
    """Failures in a row under one typed name, whether or not an account of that name exists.

    Counting both alike keeps the waiting time from telling which names have accounts.
    """

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "last_at"),)
    """Every failure sweeps the old ones away: made-up names without end must not make that slow."""

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the typed name: people type passwords into the wrong box."""
    count: Mapped[int]
    blocked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]
