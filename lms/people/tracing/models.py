"""Whom the entries of the trace name, and what corrections changed: both beside the entry that says who did it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, kept_for_years, kept_until_forgotten


class AccessReach(Base):
    """People an entry of the trace showed or changed, up to 62 of them in a row (`lms.people.tracing.reach`)."""

    __tablename__ = "access_reaches"
    __table_args__ = (Index(None, "entry_id"), {"sqlite_with_rowid": False})

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("access_entries.id"), primary_key=True, autoincrement=False
    )
    members: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """A bit for each; part of the key, for an entry may come to name more of the same block."""
    at: Mapped[datetime]
    """As of the entry, for the row goes when the entry does."""


class PersonChange(Base):
    """One column of a person that was corrected or imported anew: what stood there, and what stands there since.

    Never changed. Deleted with the person's name when the record becomes anonymous, and after years.
    """

    __tablename__ = "person_changes"
    __table_args__ = (Index(None, "person_id", "id"), Index(None, "entry_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry_id: Mapped[int]
    """The entry of the trace that says who did it and how; former names outlive it, so it is no foreign key."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(255))
    """As text, empty for nothing: a day in ISO form, a kind by its stored value."""
    after: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]


kept_for_years(AccessReach.__table__)  # type: ignore[arg-type] # declarative tables are Tables
kept_until_forgotten(PersonChange.__table__)  # type: ignore[arg-type] # as above
