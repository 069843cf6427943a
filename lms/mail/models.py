"""The outbox: who is to get which letter, and what became of it. Never what the letter says."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, enum_type
from lms.mail.enums import MailState


class OutgoingLetter(Base):
    """One letter to one address; its words are composed when it is sent, secrets in them included."""

    __tablename__ = "outgoing_letters"
    __table_args__ = (
        UniqueConstraint("kind", "subject_key"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """which composer writes it: invitation"""
    subject_id: Mapped[int]
    """what it is about, in the composer's own table"""
    subject_key: Mapped[str] = mapped_column(String(80))
    """the same key never goes out twice: queueing again brings a failed letter back"""
    batch: Mapped[str] = mapped_column(String(80), index=True)
    """what is watched together on one progress page: conference:12"""
    site: Mapped[str] = mapped_column(String(200))
    """this product's address for links in the letter, as whoever queued it reached it"""
    to_name: Mapped[str] = mapped_column(String(200))
    to_address: Mapped[str] = mapped_column(String(320))
    state: Mapped[MailState] = mapped_column(enum_type(MailState), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(500), default="")
    """what the mail server said last, as it said it"""
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """not tried before this moment; a sender at work pushes it ahead so that no other takes it"""
    sent_at: Mapped[datetime | None]
