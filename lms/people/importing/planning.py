"""What importing a roster would change: who is new, who changes in what, who is left out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.people.importing.comparing import changed_values, known_values
from lms.people.importing.on_record import OnRecord, Records, load_records
from lms.people.importing.parsed import ParsedRoster, RejectedRow, RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.unit_index import UnitIndex
from lms.units.enums import Tree
from lms.units.tree import load_tree


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody not on record yet."""

    row: RosterPerson
    unit_id: int
    party_unit_id: int | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody on record whom the roster describes differently."""

    row: RosterPerson
    before: OnRecord
    values: dict[str, Any]
    """Columns of the person that change, with their new values."""
    unit_id: int | None
    """The state unit to move to; None: stays."""
    party_unit_id: int | None
    """The Party organisation to move to; None: stays."""
    leaves_party_unit: bool
    """No longer a member: the place in the Party tree ends."""


@dataclass(slots=True)
class RosterPlan:
    """What importing a roster would do; nothing is written yet."""

    on: date
    """From when new people and moves hold."""
    rejected: list[RejectedRow]
    remarks: list[tuple[int, RowProblem]]
    other_sheets: tuple[str, ...]
    new: list[NewPerson] = field(default_factory=list)
    changed: list[PersonChange] = field(default_factory=list)
    unchanged: list[tuple[RosterPerson, OnRecord]] = field(default_factory=list)
    by_unit: dict[str, int] = field(default_factory=dict)
    """Good rows by the unit right below the root, in the office's order."""
    members: int = 0
    records: Records = field(default_factory=lambda: Records([], set()))

    @property
    def people(self) -> int:
        """Good rows."""
        return len(self.new) + len(self.changed) + len(self.unchanged)

    @property
    def changes_nothing(self) -> bool:
        """Whether everybody in the roster is on record just so."""
        return not self.new and not self.changed


def plan_roster_import(db: Session, parsed: ParsedRoster, on: date) -> RosterPlan:
    """Compare a roster with the people and both trees as they stand on a day.

    A first roster holds from 1 January of that year at the latest, so that the year's conferences find their
    people; later ones from `on`. People the roster does not name stay as they are. A fixed number of queries,
    whatever the length of the roster.
    """
    records = load_records(db, on)
    state, party = (UnitIndex(load_tree(db, tree, on)) for tree in Tree)
    plan = RosterPlan(
        on=on.replace(month=1, day=1) if records.is_first else on,
        rejected=list(parsed.rejected),
        remarks=parsed.remarks,
        other_sheets=parsed.other_sheets,
        records=records,
    )
    counted: Counter[int] = Counter()
    taken: dict[int, int] = {}
    for row in parsed.people:
        place = _place(row, state, party)
        if isinstance(place, RowProblem):
            _leave_out(plan, parsed, row, place)
            continue
        known = records.find(row, place[0])
        if isinstance(known, OnRecord) and known.id in taken:
            known = RowProblem(Problem.DUPLICATE, row.full_name, taken[known.id])
        if isinstance(known, RowProblem):
            _leave_out(plan, parsed, row, known)
            continue
        if known is not None:
            taken[known.id] = row.row
        _sort_in(plan, parsed, row, place, known)
        counted[state.top_of(place[0])] += 1
        plan.members += row.party_status.is_member
    plan.rejected.sort(key=lambda bad: bad.row)
    order = [node.id for _depth, node in state.tree.walk()]
    plan.by_unit = {state.tree.name(each): counted[each] for each in order if counted[each]}
    return plan


def _place(
    row: RosterPerson, state: UnitIndex, party: UnitIndex
) -> tuple[int, int | None] | RowProblem:
    unit = state.find(row.unit, row.headings)
    if isinstance(unit, Problem):
        return RowProblem(unit, row.unit or "".join(row.headings[-1:]))
    if not row.party_status.is_member or not row.party_unit:
        return unit, None
    party_unit = party.find(row.party_unit)
    if isinstance(party_unit, Problem):
        kind = Problem.UNKNOWN_PARTY_UNIT if party_unit is Problem.UNKNOWN_UNIT else party_unit
        return RowProblem(kind, row.party_unit)
    return unit, party_unit


def _leave_out(
    plan: RosterPlan, parsed: ParsedRoster, row: RosterPerson, problem: RowProblem
) -> None:
    cells = parsed.rows[row.row]
    plan.rejected.append(RejectedRow(row.row, (problem,), cells, row.headings))


def _sort_in(
    plan: RosterPlan,
    parsed: ParsedRoster,
    row: RosterPerson,
    place: tuple[int, int | None],
    known: OnRecord | None,
) -> None:
    unit_id, party_unit_id = place
    if known is None:
        plan.new.append(NewPerson(row, unit_id, party_unit_id))
        return
    change = PersonChange(
        row,
        known,
        changed_values(known.values, known_values(row, parsed)),
        unit_id if unit_id != known.unit_id else None,
        party_unit_id if party_unit_id != known.party_unit_id else None,
        known.party_unit_id is not None and parsed.tells_members and not row.party_status.is_member,
    )
    if change.values or change.unit_id or change.party_unit_id or change.leaves_party_unit:
        plan.changed.append(change)
    else:
        plan.unchanged.append((row, known))
