"""Quizzes: what is drawn from the bank, when, how long and how often."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.campaigns.models import Activity, Campaign
from lms.db import Base, enum_type
from quizzes.quiz.enums import CountingAttempt, ReviewPolicy


class Quiz(Base):
    """One quiz of a campaign; passing it is an activity."""

    __tablename__ = "quizzes"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="period"),
        CheckConstraint("limit_minutes > 0", name="limit"),
        CheckConstraint("attempts_allowed > 0", name="attempts"),
        CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    instructions: Mapped[str] = mapped_column(String(1000), default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    limit_minutes: Mapped[int] = mapped_column(default=15)
    grace_seconds: Mapped[int] = mapped_column(default=10)
    attempts_allowed: Mapped[int] = mapped_column(default=2)
    pass_percent: Mapped[int] = mapped_column(default=50)
    counting: Mapped[CountingAttempt] = mapped_column(
        enum_type(CountingAttempt), default=CountingAttempt.BEST
    )
    review: Mapped[ReviewPolicy] = mapped_column(
        enum_type(ReviewPolicy), default=ReviewPolicy.AFTER_ATTEMPT
    )
    shuffles_options: Mapped[bool] = mapped_column(default=True)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    activity: Mapped[Activity] = relationship(lazy="raise")
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    draws: Mapped[list["QuizDraw"]] = relationship(
        back_populates="quiz",
        lazy="raise",
        order_by="QuizDraw.position",
        cascade="all, delete-orphan",
    )


class QuizDraw(Base):
    """How many questions of one topic each attempt draws."""

    __tablename__ = "quiz_draws"
    __table_args__ = (
        UniqueConstraint("quiz_id", "topic"),
        CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    topic: Mapped[str] = mapped_column(String(255))
    count: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    quiz: Mapped[Quiz] = relationship(back_populates="draws", lazy="raise")
