"""The question bank: a question is an identity with versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, enum_type
from quizzes.bank.enums import QuestionType, VersionState


class Question(Base):
    """One question of a campaign's bank, whatever its wording became."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(
            "uq_questions_external",
            "campaign_id",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(None, "campaign_id", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    external_id: Mapped[str | None] = mapped_column(String(80))
    """Its name in the file it came from, such as C001."""
    topic: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", lazy="raise", order_by="QuestionVersion.number"
    )


class QuestionVersion(Base):
    """One wording with its key; never changed once an attempt points at it."""

    __tablename__ = "question_versions"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        Index(
            "uq_question_versions_live",
            "question_id",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        Index(None, "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enum_type(VersionState))
    type: Mapped[QuestionType] = mapped_column(enum_type(QuestionType))
    stem: Mapped[str] = mapped_column(Text)
    stem_fold: Mapped[str] = mapped_column(Text, default="")
    """Without diacritics and case, for search."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Options and key, in the shape `quizzes.bank.rules` gives each type."""
    explanation: Mapped[str] = mapped_column(Text, default="")
    citation: Mapped[str] = mapped_column(String(255), default="")
    """Paragraph of the source document it tests."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Of the wording and key, to recognise what was imported before."""
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    question: Mapped[Question] = relationship(back_populates="versions", lazy="raise")
