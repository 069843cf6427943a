"""Links by which a forgotten password is replaced. What a link holds is derived, never stored."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class PasswordLink(Base):
    """One link sent to the owner of one account: good once, until its last moment, while the password is the same."""

    __tablename__ = "password_links"
    __table_args__ = (Index(None, "account_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When its owner chose another password."""
