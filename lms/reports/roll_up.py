"""From people to the rows of a report: a row per child unit with all below it, and a total."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.reports.facts import Facts
from lms.reports.rules import Figures, PersonFacts, count_people


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One unit with everything below it, each of its people counted once."""

    unit_id: int | None
    """None for people outside the tree"""
    code: str
    name: str
    is_subtree: bool
    """False: only those who belong to the unit itself, or to no unit"""
    sessions: int
    conferences: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit's figures, unit by unit below it."""

    facts: Facts
    unit_id: int
    rows: tuple[ReportRow, ...]
    total: ReportRow

    @property
    def unit_name(self) -> str:
        """What the unit was called on the day."""
        return self.facts.tree.name(self.unit_id)


def roll_up(facts: Facts, unit_id: int) -> UnitReport:
    """Figures of a unit: a row per child, one for its own people, one for those in no unit.

    The last only under the root of the tree, where the total is the whole campaign; rows without
    anybody are left out. The total counts people, not rows: sessions of two rows may be the same.
    """
    tree = facts.tree
    row_of = {below: child for child in tree.children(unit_id) for below in tree.subtree(child)}
    row_of[unit_id] = unit_id
    is_whole = tree.roots == (unit_id,)
    groups: dict[int | None, list[PersonFacts]] = {}
    for person in facts.people:
        unit = facts.unit_of.get(person.person_id)
        if unit in row_of:
            groups.setdefault(row_of[unit], []).append(person)
        elif is_whole and unit not in tree:
            groups.setdefault(None, []).append(person)
    order: tuple[int | None, ...] = (*tree.children(unit_id), unit_id, None)
    rows = tuple(_row(facts, each, groups[each], unit_id) for each in order if each in groups)
    everybody = [person for group in groups.values() for person in group]
    return UnitReport(facts, unit_id, rows, _row(facts, unit_id, everybody, None))


def _row(
    facts: Facts, unit_id: int | None, people: Iterable[PersonFacts], scope: int | None
) -> ReportRow:
    listed = list(people)
    sessions = {
        session for person in listed for session in facts.invitations.get(person.person_id, ())
    }
    node = facts.tree.nodes[unit_id] if unit_id is not None else None
    return ReportRow(
        unit_id,
        node.code if node else "",
        node.name if node else "",
        node is not None and unit_id != scope,
        len(sessions),
        len({facts.group_of[session] for session in sessions}),
        count_people(listed),
    )
