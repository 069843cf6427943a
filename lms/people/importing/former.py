"""Units that a list names as they were: under a name of before, merged, split, closed, or not founded yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from lms.people.importing.problems import Problem, RowProblem
from lms.text import same_name_key
from lms.units.enums import ActKind, ActPart, Tree
from lms.units.models import Unit, UnitAct, UnitActUnit, UnitName, UnitPlacement
from lms.units.tree import UnitTree
from lms.web.format import format_date

_ENDING = (ActKind.MERGE, ActKind.SPLIT, ActKind.CLOSE)


@dataclass(frozen=True, slots=True)
class Former:
    """What became of a unit that is named as it was."""

    problem: RowProblem
    units: tuple[int, ...]
    """Those that stand for it now; none where it was closed, or stands only later."""


class FormerUnits:
    """One tree's names, codes and acts of all days; read when the first name is looked up."""

    def __init__(self, db: Session, tree: UnitTree) -> None:
        """Remember where to look; `tree` is the tree on the list's day."""
        self._db, self._tree = db, tree

    def find(self, name: str, above: int | None = None) -> Former | None:
        """What became of the unit of this name or code; None when no unit was ever called so.

        Of several that were called so, one that has somebody to stand for it now is meant. Where the list names it
        within another unit, only what stands in that one now.
        """
        ids = self._by_code.get(name.casefold()) or self._by_name.get(same_name_key(name), [])
        found = [self._fate(unit_id, name) for unit_id in dict.fromkeys(ids)]
        if above is not None:
            within = self._tree.subtree(above)
            found = [each for each in found if not within.isdisjoint(each.units)]
        return next((each for each in found if each.units), found[0] if found else None)

    def _fate(self, unit_id: int, name: str) -> Former:
        if unit_id in self._tree:
            now = self._tree.name(unit_id)
            return Former(RowProblem(Problem.UNIT_RENAMED, name, meant=now), (unit_id,))
        begins = self._begins.get(unit_id)
        if begins and begins > self._tree.on:
            later = RowProblem(Problem.UNIT_LATER, name, meant=format_date(begins))
            return Former(later, ())
        units = tuple(self._standing(unit_id, set()))
        if not units:
            return Former(RowProblem(Problem.UNIT_CLOSED, name), ())
        kind = Problem.UNIT_SPLIT if len(units) > 1 else Problem.UNIT_MERGED
        told = "”, “".join(self._tree.name(each) for each in units)
        return Former(RowProblem(kind, name, meant=told), units)

    def _standing(self, unit_id: int, seen: set[int]) -> Iterable[int]:
        """The units that took over, and where these ended too, those that took over from them."""
        seen.add(unit_id)
        for after in self._successors.get(unit_id, ()):
            if after in self._tree:
                yield after
            elif after not in seen:
                yield from self._standing(after, seen)

    @cached_property
    def _units(self) -> Sequence[Row[int, str, str]]:
        return self._db.execute(
            select(Unit.id, Unit.code, UnitName.name)
            .join(UnitName, UnitName.unit_id == Unit.id)
            .where(Unit.tree == self._tree.tree)
            .order_by(UnitName.starts_on.desc(), Unit.id)
        ).all()

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        named: defaultdict[str, list[int]] = defaultdict(list)
        for unit_id, _code, name in self._units:
            named[same_name_key(name)].append(unit_id)
        return named

    @cached_property
    def _by_code(self) -> Mapping[str, list[int]]:
        return {code.casefold(): [unit_id] for unit_id, code, _name in self._units}

    @cached_property
    def _begins(self) -> Mapping[int, date]:
        first = func.min(UnitPlacement.starts_on)
        question = select(UnitPlacement.unit_id, first).group_by(UnitPlacement.unit_id)
        return {row[0]: row[1] for row in self._db.execute(question)}

    @cached_property
    def _successors(self) -> Mapping[int, list[int]]:
        """Unit that ended → those that took over from it, by acts that were not taken back."""
        undoing, source, result = aliased(UnitAct), aliased(UnitActUnit), aliased(UnitActUnit)
        rows = self._db.execute(
            select(source.unit_id, result.unit_id)
            .join(UnitAct, UnitAct.id == source.act_id)
            .join(result, result.act_id == source.act_id)
            .outerjoin(undoing, undoing.undoes_id == UnitAct.id)
            .where(
                UnitAct.kind.in_(_ENDING),
                UnitAct.effective_on <= self._tree.on,
                source.part == ActPart.SOURCE,
                result.part == ActPart.RESULT,
                undoing.id.is_(None),
            )
            .order_by(UnitAct.effective_on.desc(), result.unit_id)
        )
        successors: defaultdict[int, list[int]] = defaultdict(list)
        for unit_id, after in rows:
            if unit_id != after:
                successors[unit_id].append(after)
        return successors


def key_of(tree: Tree, name: str, above: int | None = None, beside: int | None = None) -> str:
    """By which the name of a unit is remembered with what was said of it; `above`: the unit it is named within.

    `beside`: of a Party organisation of which there are several, the state unit of its people.
    """
    within = "" if above is None else f"/{above}"
    within += "" if beside is None else f"/s{beside}"
    return f"{tree.value}{within}:{same_name_key(name)}"


def tree_of(key: str) -> Tree:
    """In which tree the name stands."""
    return Tree(key.partition(":")[0].partition("/")[0])
