"""The second step of signing in: an app's secret, and codes for the day the phone is lost."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class SecondStep(Base):
    """That an account's owner has an authenticator app, and what it counts from."""

    __tablename__ = "second_steps"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(255))
    """Sealed with the installation's key: a stolen copy of the database makes no codes."""
    last_step: Mapped[int]
    """The time step of the last code taken; it and those before are not taken again."""
    since_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of the ten codes on paper that stand in for the app, each once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed hash; the code itself is shown once and not kept."""
    used_at: Mapped[datetime | None]
