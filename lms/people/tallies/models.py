"""What the database counts and lists by itself of places: nobody has to be looked at one by one for it."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base
from lms.db.tallies import TALLIES, tallied
from lms.db.unplaced import UNPLACED, unplaced
from lms.people.models import Membership


class UnitTally(Base):
    """Of one unit, how many places begin and how many end on one day: kept by the database alone."""

    __tablename__ = TALLIES
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """No foreign key: a unit founded by mistake may go, while rows that come to nothing stay."""
    day: Mapped[date] = mapped_column(primary_key=True)
    began: Mapped[int]
    ended: Mapped[int]
    """Places of which this is the last day."""


class PersonInNoUnit(Base):
    """Somebody who has not left, nor will, and has no place in the state tree without a last day."""

    __tablename__ = UNPLACED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """No foreign key: everybody is in the list between being entered and being placed, fifty thousand at once."""


tallied(Membership.__table__)  # type: ignore[arg-type] # declarative tables are Tables
unplaced(Membership.__table__)  # type: ignore[arg-type] # as above
