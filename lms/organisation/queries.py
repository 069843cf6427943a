"""Reads for the tree browser: how many people stand where, units by their words, one unit through time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lms.people.models import Account, Person
from lms.people.places import name_of_unit
from lms.people.tallies.models import UnitTally
from lms.text import fold, nfc_clean
from lms.units.codes import unit_has_part
from lms.units.enums import ActKind, ActPart, Tree
from lms.units.models import Unit, UnitAct, UnitActUnit, UnitName, UnitPlacement
from lms.units.tree import UnitTree

MOST_FOUND = 50
_CHUNK = 5_000
_DAY: Final = bindparam("day", type_=Date())
_STANDING: Final = (
    select(
        UnitTally.unit_id,
        func.sum(UnitTally.began)
        - func.sum(case((UnitTally.day < _DAY, UnitTally.ended), else_=0)),
    )
    .where(UnitTally.day <= _DAY)
    .group_by(UnitTally.unit_id)
)


def count_members(db: Session, unit_ids: Collection[int], on: date) -> int:
    """How many stand in these units on a day. One query for each five thousand units."""
    return sum(count_by_unit(db, unit_ids, on).values())


def count_by_unit(db: Session, unit_ids: Collection[int], on: date) -> dict[int, int]:
    """How many stand in each of these units on a day; units without anybody are left out.

    Places of leavers end with their leaving. What began by the day less what ended before it, of which the
    database keeps count (`lms.db.tallies`).
    """
    counted: dict[int, int] = {}
    ids = list(unit_ids)
    for start in range(0, len(ids), _CHUNK):
        wanted = _STANDING.where(_one_of(db, ids[start : start + _CHUNK]))
        counted.update((row[0], row[1]) for row in db.execute(wanted, {"day": on}) if row[1])
    return counted


def _one_of(db: Session, unit_ids: list[int]) -> ColumnElement[bool]:
    """Condition: one of these units. PostgreSQL takes thousands as one array in half the time."""
    if db.get_bind().dialect.name == "postgresql":
        return UnitTally.unit_id == any_(literal(unit_ids, ARRAY(Integer)))
    return UnitTally.unit_id.in_(unit_ids)


def search_units(db: Session, tree: Tree, words: str) -> list[tuple[int, str]]:
    """Units of a tree with these words in a name they have or had, or in their code.

    Without diacritics, in any order, any part of the code of two letters or figures; each unit once with the name that
    was hit. One query.
    """
    named = [
        or_(UnitName.name_fold.contains(word, autoescape=True), unit_has_part(word))
        for word in fold(words).split()
    ]
    coded = or_(Unit.code.istartswith(nfc_clean(words), autoescape=True), unit_has_part(words))
    rows = db.execute(
        select(UnitName.unit_id, UnitName.name)
        .join(Unit, Unit.id == UnitName.unit_id)
        .where(Unit.tree == tree, or_(coded, and_(*named)))
        .order_by(Unit.position, Unit.code, UnitName.starts_on)
    )
    return list({unit_id: (unit_id, name) for unit_id, name in rows}.values())


@dataclass(frozen=True, slots=True)
class Period:
    """A name or a place from one day to another."""

    name: str
    unit_id: int | None
    """The unit above; None for a root, and for names."""
    starts_on: date
    ends_on: date | None


@dataclass(slots=True)
class ActLine:
    """One act on a unit as its page tells it."""

    act: UnitAct
    by: str
    """Who recorded it."""
    units: list[tuple[int, ActPart, str]] = field(default_factory=list)
    """Its units, each under its name around the day of the act."""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class UnitLife:
    """Everything on record about one unit, for all days; newest first."""

    unit: Unit
    names: Sequence[Period]
    places: Sequence[Period]
    acts: Sequence[ActLine]

    @property
    def founded_on(self) -> date | None:
        """First day it stood; None for one founded by mistake and taken back."""
        return self.places[-1].starts_on if self.places else None

    @property
    def closed_from(self) -> date | None:
        """First day it stands no more, where that is known."""
        last = self.places[0].ends_on if self.places else None
        return date.fromordinal(last.toordinal() + 1) if last else None

    def day_to_show(self, wanted: date) -> date:
        """The wanted day if the unit stands then, otherwise the nearest on which it does."""
        first = self.founded_on
        if first is None or wanted >= first:
            last = self.places[0].ends_on if self.places else None
            return min(wanted, last) if last else wanted
        return first


def find_life(db: Session, unit_id: int) -> UnitLife | None:
    """One unit through time; None when there is none. Five queries."""
    unit = db.get(Unit, unit_id)
    if unit is None:
        return None
    names = db.execute(
        select(UnitName.name, UnitName.starts_on, UnitName.ends_on)
        .where(UnitName.unit_id == unit_id)
        .order_by(UnitName.starts_on.desc())
    ).all()
    above = (
        select(UnitName.name)
        .where(UnitName.unit_id == UnitPlacement.parent_id)
        .where(UnitName.starts_on <= UnitPlacement.starts_on)
        .order_by(UnitName.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    places = db.execute(
        select(above, UnitPlacement.parent_id, UnitPlacement.starts_on, UnitPlacement.ends_on)
        .where(UnitPlacement.unit_id == unit_id)
        .order_by(UnitPlacement.starts_on.desc())
    ).all()
    return UnitLife(
        unit,
        [Period(row.name, None, row.starts_on, row.ends_on) for row in names],
        [Period(row[0] or "", *row[1:]) for row in places],
        _acts_of(db, unit_id),
    )


def _acts_of(db: Session, unit_id: int) -> list[ActLine]:
    rows = db.execute(
        select(UnitAct, Person.full_name)
        .outerjoin(Account, Account.id == UnitAct.recorded_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(UnitAct.id.in_(select(UnitActUnit.act_id).where(UnitActUnit.unit_id == unit_id)))
        .order_by(UnitAct.effective_on.desc(), UnitAct.id.desc())
    ).all()
    lines = {act.id: ActLine(act, name or "") for act, name in rows}
    undone = {line.act.undoes_id for line in lines.values()}
    for line in lines.values():
        line.is_undone = line.act.id in undone
    if lines:
        name_units(db, lines)
    return list(lines.values())


def name_units(db: Session, lines: dict[int, ActLine]) -> None:
    """Each act's units under the name they had when it took effect, or the last one before.

    Of a unit renamed by the act both names are told, `Vụ A → Vụ B`.
    """
    named = db.execute(
        select(
            UnitActUnit.act_id,
            UnitActUnit.unit_id,
            UnitActUnit.part,
            Unit.code,
            UnitName.name,
            UnitName.starts_on,
        )
        .join(Unit, Unit.id == UnitActUnit.unit_id)
        .outerjoin(UnitName, UnitName.unit_id == UnitActUnit.unit_id)
        .where(UnitActUnit.act_id.in_(lines), UnitActUnit.part != ActPart.HEIR)
        .order_by(UnitActUnit.part, Unit.position, UnitName.starts_on)
    ).all()
    chosen: dict[tuple[int, int], tuple[int, ActPart, str]] = {}
    for act_id, unit_id, part, code, name, starts_on in named:
        act, known = lines[act_id].act, chosen.get((act_id, unit_id))
        if known and starts_on is not None and starts_on > act.effective_on:
            continue
        if known and act.kind is ActKind.RENAME and starts_on == act.effective_on:
            name = f"{known[2]} → {name}"
        chosen[act_id, unit_id] = (unit_id, part, name or code)  # no name: taken back
    for (act_id, _unit_id), entry in chosen.items():
        lines[act_id].units.append(entry)


def unit_to_show(db: Session, act_id: int) -> int:
    """The unit whose page shows what an act did: its result where it has one."""
    parts = db.execute(
        select(UnitActUnit.unit_id, UnitActUnit.part).where(UnitActUnit.act_id == act_id)
    ).all()
    results: list[int] = [row.unit_id for row in parts if row.part is ActPart.RESULT]
    everything: list[int] = [row.unit_id for row in parts]
    return min(results or everything)


def name_on(db: Session, unit: Unit | None, tree: UnitTree) -> str:
    """The unit's name in the tree of a day; its newest one where it does not stand then; empty for no unit."""
    if unit is None or unit.id in tree:
        return tree.name(unit.id) if unit else ""
    return name_of_unit(db, unit.id) or unit.code
