"""The stamp by which a change of the unit trees is noticed; grants themselves are in `lms.people.models`."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base
from lms.db.stamps import STAMPS, stamped
from lms.units.models import Unit, UnitName, UnitPlacement


class UnitStamp(Base):
    """One row: another stamp after every change of a unit, a name or a placement."""

    __tablename__ = STAMPS

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))


for _table in (Unit, UnitName, UnitPlacement):
    stamped(_table.__table__)  # type: ignore[arg-type] # declarative tables are Tables
