"""Attempts: what was drawn for a person, what they answered and what it was worth."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base
from quizzes.bank.models import QuestionVersion
from quizzes.quiz.models import Quiz


class Attempt(Base):
    """One try of one person; at most one is under way at a time."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("quiz_id", "person_id", "number"),
        Index(
            "uq_attempts_under_way",
            "quiz_id",
            "person_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """The deadline, when time ran out first."""
    score: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    max_score: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    receipts: Mapped[int] = mapped_column(default=0)
    """How many answers were received; the last receipt's number."""
    quiz: Mapped[Quiz] = relationship(lazy="raise")
    items: Mapped[list["AttemptItem"]] = relationship(
        back_populates="attempt", lazy="raise", order_by="AttemptItem.slot"
    )


class AttemptItem(Base):
    """One drawn question in its place, with the order of its options and the latest answer."""

    __tablename__ = "attempt_items"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    slot: Mapped[int]
    """Place from 1."""
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    option_order: Mapped[list[int]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=0)
    """Of the answer; a lower one never overwrites."""
    answer: Mapped[Any | None] = mapped_column(JSON)
    answered_at: Mapped[datetime | None]
    receipt: Mapped[int | None]
    mark: Mapped[float | None] = mapped_column(Numeric(6, 3, asdecimal=False))
    attempt: Mapped[Attempt] = relationship(back_populates="items", lazy="raise")
    version: Mapped[QuestionVersion] = relationship(lazy="raise")
