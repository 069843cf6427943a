"""Units of both trees; names and parents carry the days between which they hold."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, enum_type
from lms.units.enums import Tree, UnitKind


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
