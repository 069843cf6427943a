"""Requests about personal data, the notice and who has read it, and who was made anonymous."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, append_only, enum_type
from lms.people.models import Person
from lms.privacy.enums import RequestKind, RequestState


class PrivacyRequest(Base):
    """What a person asked of the office about their data, and what came of it."""

    __tablename__ = "privacy_requests"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "state", "answer_by"),
        CheckConstraint("extended_days BETWEEN 0 AND 15", name="extension"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    words: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    """The day it reached the office: terms count from it."""
    filed_at: Mapped[datetime]
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """The person's own account, or that of the office which entered a letter."""
    answer_by: Mapped[date]
    """Last day to say whether and how it will be done."""
    fulfil_by: Mapped[date]
    """Last day to have done it, an extension included."""
    extended_days: Mapped[int] = mapped_column(default=0)
    state: Mapped[RequestState] = mapped_column(
        enum_type(RequestState), default=RequestState.RECEIVED
    )
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    """When the person was first answered."""
    closed_at: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def due_on(self) -> date:
        """The next term that runs."""
        return self.answer_by if self.state is RequestState.RECEIVED else self.fulfil_by


class PrivacyNotice(Base):
    """One version of the notice, as the office published it, or the product's own as it was first read.

    Versions are never changed.
    """

    __tablename__ = "privacy_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    """The version."""
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """None for the product's own, which nobody published."""

    @property
    def is_of_office(self) -> bool:
        """Whether somebody of the office published it."""
        return self.published_by is not None


class NoticeAcknowledgement(Base):
    """An account's owner said to have read a version: proof of the notice, not of a consent."""

    __tablename__ = "notice_acknowledgements"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("privacy_notices.id"), primary_key=True)
    accepted_at: Mapped[datetime]


class Anonymisation(Base):
    """A leaver's name was taken off the record; once per person, never undone."""

    __tablename__ = "anonymisations"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    left_on: Mapped[date]
    done_at: Mapped[datetime]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """None: at the command line."""
    label: Mapped[str] = mapped_column(String(80))


append_only(Anonymisation.__table__)  # type: ignore[arg-type] # declarative tables are Tables
append_only(PrivacyNotice.__table__)  # type: ignore[arg-type] # as above
