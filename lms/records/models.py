"""The learner record: outcomes, append-only, and a cache of which one is current."""

from datetime import datetime

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from lms.db import Base, append_only, enum_type
from lms.records.enums import OutcomeState


class Outcome(Base):
    """What came of one activity for one person, as an area stated it at a moment.

    Person and activity without foreign keys, which PostgreSQL checks row by row: their tables are `kept`.
    """

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    activity_id: Mapped[int]
    state: Mapped[OutcomeState] = mapped_column(enum_type(OutcomeState))
    score: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    max_score: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    level: Mapped[str] = mapped_column(String(16), default="")
    """Strength of the evidence behind an attendance: E0 to E4."""
    mode: Mapped[str] = mapped_column(String(16), default="")
    """in person, online or make-up"""
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime]
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(String(40))
    source_key: Mapped[str] = mapped_column(String(120))
    """Unique within the source; posting the same key twice changes nothing."""
    rule_version: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))


class CurrentOutcome(Base):
    """Cache: the outcome that counts now for an activity and a person; `rebuild` makes it anew.

    A person's statements are found from here, the former ones along `Outcome.supersedes_id`: the
    ledger has no index by person, which would cost every check-in a page. Without foreign keys: what
    it points to is never deleted.
    """

    __tablename__ = "current_outcomes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as declared

    activity_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int]
    outcome: Mapped[Outcome] = relationship(
        lazy="raise", primaryjoin=lambda: Outcome.id == foreign(CurrentOutcome.outcome_id)
    )


append_only(Outcome.__table__)  # type: ignore[arg-type] # declarative tables are Tables
