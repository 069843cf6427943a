"""Where an account is signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, enum_type
from lms.people.auth.devices.enums import SignInMethod


class AccountSession(Base):
    """One browser that an account is signed in on. Addresses are not kept: a hall shares one."""

    __tablename__ = "account_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random token in the browser's cookie."""
    epoch: Mapped[int]
    """The account's epoch when the session was opened; raising that ends them all."""
    method: Mapped[SignInMethod] = mapped_column(enum_type(SignInMethod))
    device: Mapped[str] = mapped_column(String(60), default="")
    """Browser and system, as in `Chrome · Android`; empty when it did not say."""
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Not later than a few minutes before the last request."""
    ended_at: Mapped[datetime | None]
