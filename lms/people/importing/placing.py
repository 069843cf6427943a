"""In which unit and in which Party organisation a row of a list stands, or all that is wrong about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.orm import Session

from lms.people.importing.asked_names import Asked, AskedName
from lms.people.importing.cells import is_legacy
from lms.people.importing.former import Former, FormerUnits, key_of
from lms.people.importing.parsed import BETWEEN, ParsedRoster, RejectedRow, RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.reading import LEFT_OUT
from lms.people.importing.unit_index import UnitIndex

_ASKED = (Problem.UNIT_RENAMED, Problem.UNIT_MERGED, Problem.UNIT_SPLIT, Problem.UNIT_CLOSED)
"""What may have become of a unit whose place somebody may tell."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it stands in a list, and the unit in whose column's neighbour or below whose heading it stands."""

    text: str
    above: int | None = None
    units: tuple[int, ...] = ()
    """Several that are called so"""
    beside: int | None = None
    """Of a Party organisation of which there are several: the state unit of those who are in it"""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a row's names come to."""

    unit: int | Problem
    last: _Name
    """The name that told, or that tells nothing."""
    told: tuple[_Name, ...] = ()
    """Names that were read as somebody said."""


class _Tree:
    """One tree, asked for units by whatever a list calls them."""

    def __init__(
        self, db: Session, index: UnitIndex, parsed: ParsedRoster, beside: UnitIndex | None = None
    ) -> None:
        self.index = index
        self._beside = beside
        self._told: Mapping[str, int] = parsed.units
        self._either = parsed.either
        self.former = FormerUnits(db, index.tree)
        self.called = cache(self._called)
        self.find = cache(self._find)

    def _find(
        self, units: tuple[str, ...], headings: tuple[str, ...] = (), beside: int | None = None
    ) -> _Found:
        """Each unit within the one before, the first by itself or under the headings. Asked once for the many rows that say the same."""
        first, last = units[0] if units else "", _Name("".join(units[:1] or headings[-1:]))
        called = self.called(first), tuple(map(self.called, headings))
        found = self.index.find(*called)
        told = [each for each in map(_Name, [first] if first else headings) if self._is_told(each)]
        if found is Problem.AMBIGUOUS_UNIT:
            last = _Name(*self.index.meant(*called), beside)
            found = self._which(last)
            told += [last] * (not isinstance(found, Problem))
        for text in units[1:]:
            if isinstance(found, Problem):
                break
            last = _Name(text, found, self._several(text, found))
            found = self._inside(last, found)
            if self._is_told(last):
                told.append(last)
        return _Found(found, last, tuple(told))

    def _which(self, name: _Name) -> int | Problem:
        """Of several that are called so the one that was said."""
        told = self.told(name)
        return told if told is not None and told in self.index.tree else Problem.AMBIGUOUS_UNIT

    def _several(self, name: str, above: int) -> tuple[int, ...]:
        is_shared = self.index.inside(name, above) is Problem.AMBIGUOUS_UNIT
        return self.index.several_inside(name, above) if is_shared else ()

    def _inside(self, name: _Name, above: int) -> int | Problem:
        found = self.index.inside(name.text, above)
        if found is Problem.AMBIGUOUS_UNIT:
            return self._which(name)
        if found is not Problem.UNKNOWN_UNIT:
            return found
        told = self.told(name)
        if told is not None and told in self.index.tree:
            return told
        other = self.other(name.text)
        return self.index.inside(other, above) if other else found

    def key(self, name: _Name) -> str:
        """By which the name is remembered."""
        beside = name.beside if self._beside else None
        return key_of(self.index.tree.tree, name.text, name.above, beside)

    def told(self, name: _Name) -> int | None:
        """What somebody said that the name means, whether it needs to be said or not."""
        return self._told.get(self.key(name))

    def _is_told(self, name: _Name) -> bool:
        told = self.told(name) if self._told else None
        if told is None or told not in self.index.tree:
            return False
        if name.units:
            return True
        if name.above is None:
            return not self.index.knows(name.text)
        return self.index.inside(name.text, name.above) is Problem.UNKNOWN_UNIT

    def other(self, name: str) -> str:
        """What a name says if it is in an old font; empty where it cannot be."""
        return self._either.get(name, "")

    def shown(self, name: _Name) -> str:
        """The name with the unit it stands within, or beside."""
        if name.beside is not None and self._beside:
            return f"{name.text} ({self._beside.tree.name(name.beside)})"
        if name.above is None:
            return name.text
        return BETWEEN.join((self.index.tree.name(name.above), name.text))

    def _called(self, name: str) -> str:
        """The name as it stands, or the code of the unit that it was said to mean, or its reading in an old font."""
        if not name or self.index.knows(name):
            return name
        told = self.told(_Name(name))
        if told is not None and told in self.index.tree:
            return self.index.tree.nodes[told].code
        other = self.other(name)
        return other if other and self.index.knows(other) else name


class Places:
    """Both trees on the day of a list."""

    def __init__(
        self, db: Session, state: UnitIndex, party: UnitIndex, parsed: ParsedRoster
    ) -> None:
        """Take what was said of names in the list from the list."""
        self._state, self._party = _Tree(db, state, parsed), _Tree(db, party, parsed, state)
        self.asked: dict[str, AskedName] = {}
        """Names that rows stay out for, and those that were told, by their key."""
        self.waiting: dict[Asked, set[int]] = {each: set() for each in Asked}
        """Rows that name one of which nothing was said; a row may name two."""

    def of(self, row: RosterPerson) -> tuple[int, int | None] | list[RowProblem]:
        """A state unit, and a Party organisation for members whose row names one; or everything wrong."""
        found = self._state.find(row.units, row.headings)
        party = self._cell(row, found.unit) if _names_cell(row) else None
        for tree, each in ((self._state, found), (self._party, party)):
            for name in each.told if each else ():
                self._ask(tree, name, None, row.row)
        unit, party_unit = found.unit, party.unit if party else None
        if not isinstance(unit, Problem) and not isinstance(party_unit, Problem):
            return unit, party_unit
        problems = []
        if isinstance(unit, Problem):
            problems.append(self._problem(self._state, unit, found.last, row.row))
        if party and isinstance(party_unit, Problem):
            problem = self._problem(self._party, party_unit, party.last, row.row)
            is_unknown = problem.kind is Problem.UNKNOWN_UNIT
            problems.append(
                RowProblem(Problem.UNKNOWN_PARTY_UNIT, row.party_unit) if is_unknown else problem
            )
        return problems

    def _cell(self, row: RosterPerson, unit: int | Problem) -> _Found:
        """Where several cells are called so, each department's people may be in another one."""
        found = self._party.find((row.party_unit,))
        if not found.last.units or isinstance(unit, Problem):
            return found
        return self._party.find((row.party_unit,), (), self._state.index.top_of(unit))

    def judged(self, bad: RejectedRow) -> RejectedRow:
        """A row that could not be read, with all that is wrong about its place: one round of mending is enough."""
        place = self.of(bad.read) if bad.read else None
        if not isinstance(place, list):
            return bad
        told = {each.value for each in bad.problems}
        more = [each for each in place if each.value not in told]
        return replace(bad, problems=(*bad.problems, *more))

    def _problem(self, tree: _Tree, problem: Problem, name: _Name, row: int) -> RowProblem:
        former: Former | None = None
        if problem is Problem.UNKNOWN_UNIT:
            texts: Sequence[str] = (name.text, tree.other(name.text))
            found = (tree.former.find(each, name.above) for each in texts)
            former = next(filter(None, found), None)
        is_unknown = problem is Problem.UNKNOWN_UNIT and not is_legacy(name.text)
        if name.units or (is_unknown and (not former or former.problem.kind in _ASKED)):
            self._ask(tree, name, former, row)
            if tree.told(name) == LEFT_OUT:
                return RowProblem(Problem.LEFT_OUT, tree.shown(name))
        told = name.text if name.beside is not None else tree.shown(name)
        return former.problem if former else RowProblem(problem, told)

    def _ask(self, tree: _Tree, name: _Name, former: Former | None, row: int) -> None:
        key = tree.key(name)
        asked = self.asked.get(key)
        if asked is None:
            if former is None and tree.told(name) is not None and not name.units:
                former = tree.former.find(name.text, name.above)
            units, told = former.units if former else name.units, tree.told(name)
            above, is_shared = None if name.units else name.above, bool(name.units)
            is_former, shown = former is not None, tree.shown(name)
            asked = AskedName(key, shown, units, is_former, above, told, is_shared)
            self.asked[key] = asked
        asked.rows += 1
        if asked.told is None:
            self.waiting[asked.kind].add(row)


def _names_cell(row: RosterPerson) -> bool:
    return row.party_status.is_member and bool(row.party_unit)
