"""What importing a roster would do, as it is shown and then written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.people.importing.asked_names import Asked, AskedName
from lms.people.importing.changing import PersonChange, Place
from lms.people.importing.missing import GUARDED_SHARE
from lms.people.importing.on_record import OnRecord, Records
from lms.people.importing.parsed import RejectedRow, RosterPerson
from lms.people.importing.problems import RowProblem
from lms.people.importing.undoing import Undone, is_many


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody not on record yet."""

    row: RosterPerson
    unit_id: int
    party_unit_id: int | None


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A row that may be about somebody on record."""

    row: RosterPerson
    place: Place
    top: str
    """The unit below the root, under which the row is counted."""
    candidates: tuple[PersonChange, ...]
    """With what would change if the row is about them."""
    may_be_new: bool = True
    """Whether it may be about somebody new: not with a code or an address that is on record."""


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
    doubtful: list[InDoubt] = field(default_factory=list)
    """To be decided on; as long as nobody has, they are among the rejected as well."""
    missing: list[OnRecord] = field(default_factory=list)
    """People of the units the roster covers whom it does not name."""
    staying_elsewhere: set[int] = field(default_factory=set)
    """Ids of those missing who stand outside the importer's units as well: they leave these units alone."""
    covered: int = 0
    """People on record in these units, as far as the importer keeps them."""
    covered_units: frozenset[int] = frozenset()
    undone: Undone = field(default_factory=dict)
    """Of whom the roster would undo the last move, or their having left: signs of an old list."""
    by_unit: dict[str, int] = field(default_factory=dict)
    """Good rows by the unit right below the root, in the office's order."""
    members: int = 0
    asked: dict[str, AskedName] = field(default_factory=dict)
    """Names of units that are not on record, by their key: rows stay out for them, or were read as was said."""
    asked_rows: Mapping[Asked, int] = field(default_factory=dict)
    """Rows that stay out for such names, each counted once."""
    records: Records = field(default_factory=lambda: Records([], set()))
    is_of_ours: bool = False
    """Whether the file is one that this product wrote: the order of its rows says nothing."""

    @property
    def people(self) -> int:
        """Good rows."""
        return len(self.new) + len(self.changed) + len(self.unchanged)

    @property
    def changes_nothing(self) -> bool:
        """Whether everybody in the roster is on record just so."""
        return not self.new and not self.changed

    @property
    def keeps_order(self) -> bool:
        """Whether nobody's place among the lists changes: all stand in this order in the newest, or no order is told."""
        if self.is_of_ours:
            return True
        known = [*((each.row, each.before) for each in self.changed), *self.unchanged]
        return not self.new and self.records.are_in_order({row.row: who for row, who in known})

    @property
    def is_guarded(self) -> bool:
        """Whether so many are missing that letting them leave needs their number typed."""
        return len(self.missing) > GUARDED_SHARE * self.covered

    @property
    def is_undoing_guarded(self) -> bool:
        """Whether so much would be undone that the number needs to be typed."""
        return is_many(len(self.undone), self.covered)
