"""In which unit and in which Party organisation a row of a list stands, or all that is wrong about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.orm import Session

from lms.people.importing.former import Former, FormerUnits, key_of
from lms.people.importing.parsed import ParsedRoster, RejectedRow, RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.unit_index import UnitIndex


@dataclass(slots=True)
class FormerName:
    """A name of before in a list, how many rows have it, and the units that may be meant now."""

    key: str
    name: str
    units: tuple[tuple[int, str], ...]
    """Their ids and names."""
    rows: int = 0


class _Tree:
    """One tree, asked for units by whatever a list calls them."""

    def __init__(self, db: Session, index: UnitIndex, parsed: ParsedRoster) -> None:
        self.index = index
        self._told: Mapping[str, int] = parsed.units
        self._either = parsed.either
        self.former = FormerUnits(db, index.tree)
        self.called = cache(self._called)
        self.find = cache(self._find)

    def _find(self, name: str, headings: tuple[str, ...] = ()) -> int | Problem:
        """Asked once for the many rows that say the same."""
        return self.index.find(self.called(name), tuple(map(self.called, headings)))

    def other(self, name: str) -> str:
        """What a name says if it is in an old font; empty where it cannot be."""
        return self._either.get(name, "")

    def _called(self, name: str) -> str:
        """The name as it stands, or the code of the unit that it was said to mean, or its reading in an old font."""
        if not name or self.index.knows(name):
            return name
        told = self._told.get(key_of(self.index.tree.tree, name))
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
        self._state, self._party = (_Tree(db, index, parsed) for index in (state, party))
        self.former: dict[str, FormerName] = {}
        """Names of before that rows stay out for, by their key."""

    def of(self, row: RosterPerson) -> tuple[int, int | None] | list[RowProblem]:
        """A state unit, and a Party organisation for members whose row names one; or everything wrong."""
        unit = self._state.find(row.unit, row.headings)
        party_unit: int | Problem | None = None
        if row.party_status.is_member and row.party_unit:
            party_unit = self._party.find(row.party_unit)
        if not isinstance(unit, Problem) and not isinstance(party_unit, Problem):
            return unit, party_unit
        problems = []
        if isinstance(unit, Problem):
            told = row.unit or "".join(row.headings[-1:])
            problems.append(self._problem(self._state, unit, told))
        if isinstance(party_unit, Problem):
            problem = self._problem(self._party, party_unit, row.party_unit)
            is_unknown = problem.kind is Problem.UNKNOWN_UNIT
            problems.append(
                RowProblem(Problem.UNKNOWN_PARTY_UNIT, row.party_unit) if is_unknown else problem
            )
        return problems

    def judged(self, bad: RejectedRow) -> RejectedRow:
        """A row that could not be read, with all that is wrong about its place: one round of mending is enough."""
        place = self.of(bad.read) if bad.read else None
        if not isinstance(place, list):
            return bad
        told = {each.value for each in bad.problems}
        more = [each for each in place if each.value not in told]
        return replace(bad, problems=(*bad.problems, *more))

    def _problem(self, tree: _Tree, problem: Problem, name: str) -> RowProblem:
        former: Former | None = None
        if problem is Problem.UNKNOWN_UNIT:
            former = tree.former.find(name) or tree.former.find(tree.other(name))
        if former is None:
            return RowProblem(problem, name)
        if former.units:
            key = key_of(tree.index.tree.tree, name)
            units = tuple((each, tree.index.tree.name(each)) for each in former.units)
            self.former.setdefault(key, FormerName(key, name, units)).rows += 1
        return former.problem
