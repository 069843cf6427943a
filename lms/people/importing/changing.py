"""What a row changes of somebody on record, and what it may not."""

from dataclasses import dataclass
from typing import Any

from lms.people.importing.columns import Field
from lms.people.importing.comparing import changed_values, known_values
from lms.people.importing.on_record import OnRecord
from lms.people.importing.parsed import ParsedRoster, RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.scoping import without_sign_in
from lms.people.party_rules import is_of_cell
from lms.people.scope_rules import Scope
from lms.units.enums import Tree

Place = tuple[int, int | None]
"""A state unit, and a Party organisation for those who have one."""


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

    @property
    def moves(self) -> bool:
        """Whether the place in one of the trees changes."""
        return bool(self.unit_id or self.party_unit_id or self.leaves_party_unit)

    @property
    def is_nothing(self) -> bool:
        """Whether the person is on record just so."""
        return not self.values and not self.moves

    @property
    def returns(self) -> bool:
        """Whether the person left and would be there again."""
        return self.before.has_left and "left_on" in self.values

    @property
    def goes_to(self) -> dict[Tree, int]:
        """The units to move to, by tree."""
        places = {Tree.STATE: self.unit_id, Tree.PARTY: self.party_unit_id}
        return {tree: unit_id for tree, unit_id in places.items() if unit_id is not None}


def change_by(
    parsed: ParsedRoster, row: RosterPerson, place: Place, known: OnRecord, scope: Scope
) -> PersonChange:
    """What a row changes of somebody, but for what the importer may not: how a role holder signs in."""
    unit_id, party_unit_id = place
    told = _told(parsed, row, known)
    if not parsed.has(Field.PARTY_POSITION) and _leaves_cell(known, party_unit_id):
        told["party_position"] = ""
    return PersonChange(
        row,
        known,
        without_sign_in(scope, known.id, told),
        unit_id if unit_id != known.unit_id else None,
        party_unit_id if party_unit_id != known.party_unit_id else None,
        known.party_unit_id is not None and parsed.tells_members and not row.party_status.is_member,
    )


def _leaves_cell(known: OnRecord, party_unit_id: int | None) -> bool:
    """Whether a move ends the position in the cell that is left; the list itself says nothing of positions."""
    moves = (
        None not in (known.party_unit_id, party_unit_id) and known.party_unit_id != party_unit_id
    )
    return moves and is_of_cell(known.values["party_position"])


def left_alone(
    parsed: ParsedRoster, change: PersonChange, scope: Scope
) -> list[tuple[int, RowProblem]]:
    """The remark on a row whose e-mail address or code is not taken over, if it is such a one."""
    known = change.before
    if scope.may_rename_login(known.id, _told(parsed, change.row, known)):
        return []
    return [(change.row.row, RowProblem(Problem.HOLDS_ROLE, known.values["full_name"]))]


def _told(parsed: ParsedRoster, row: RosterPerson, known: OnRecord) -> dict[str, Any]:
    return changed_values(known.values, known_values(row, parsed))
