"""Units of both trees; names and parents carry the days between which they hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, append_only, enum_type
from lms.units.enums import ActKind, ActPart, Change, Ledger, Tree, UnitKind


class Unit(Base):
    """A node of the state tree or of the Party tree; it keeps its identity when renamed."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("tree", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tree: Mapped[Tree] = mapped_column(enum_type(Tree))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind))
    leader_title: Mapped[str] = mapped_column(String(120), default="")
    """How its head is called: Vụ trưởng, Chánh Văn phòng, Bí thư."""
    position: Mapped[int] = mapped_column(default=0)
    """Place among its siblings, as in the office's own list."""
    names: Mapped[list["UnitName"]] = relationship(back_populates="unit", lazy="raise")
    placements: Mapped[list["UnitPlacement"]] = relationship(
        back_populates="unit", lazy="raise", foreign_keys="UnitPlacement.unit_id"
    )


class UnitName(Base):
    """What a unit is called from one day to another; an open end means today and on."""

    __tablename__ = "unit_names"
    __table_args__ = (
        UniqueConstraint("unit_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        Index(None, "name_fold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(255))
    name_fold: Mapped[str] = mapped_column(String(255))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day the name holds."""
    unit: Mapped[Unit] = relationship(back_populates="names")


class UnitPlacement(Base):
    """Under which parent a unit stands from one day to another; no parent makes it a root."""

    __tablename__ = "unit_placements"
    __table_args__ = (
        UniqueConstraint("unit_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="not_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    unit: Mapped[Unit] = relationship(back_populates="placements", foreign_keys=[unit_id])


class UnitAct(Base):
    """One decision about units, kept for good; its day may lie in the past or in the future."""

    __tablename__ = "unit_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActKind] = mapped_column(enum_type(ActKind))
    effective_on: Mapped[date]
    """First day on which the trees look as decided."""
    decision: Mapped[str] = mapped_column(String(160))
    """Number and day of the document that decides it."""
    note: Mapped[str] = mapped_column(String(500), default="")
    people_moved: Mapped[int] = mapped_column(default=0)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("unit_acts.id"), unique=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]


class UnitActUnit(Base):
    """A unit that an act is about, and what it is in it."""

    __tablename__ = "unit_act_units"

    act_id: Mapped[int] = mapped_column(ForeignKey("unit_acts.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)
    part: Mapped[ActPart] = mapped_column(enum_type(ActPart), primary_key=True)


class UnitActChange(Base):
    """One dated fact that an act wrote: what undoing it has to put back."""

    __tablename__ = "unit_act_changes"
    __table_args__ = (Index(None, "act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("unit_acts.id"))
    ledger: Mapped[Ledger] = mapped_column(enum_type(Ledger))
    row_id: Mapped[int]
    """The fact; of a position in the Party, whose it was."""
    change: Mapped[Change] = mapped_column(enum_type(Change))
    was_ends_on: Mapped[date | None]
    """The last day before the act; of an added fact, the one it was given."""
    was_unit_id: Mapped[int | None]
    """The unit it pointed at; of an added fact, the one it points at."""


append_only(UnitAct.__table__)  # type: ignore[arg-type] # declarative tables are Tables
append_only(UnitActUnit.__table__)  # type: ignore[arg-type] # as above
append_only(UnitActChange.__table__)  # type: ignore[arg-type] # as above
