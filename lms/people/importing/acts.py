"""What an import does, as plain values: taken from a plan, kept with its preview, read back to be written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import orjson

from lms.people.enums import Category, PartyStatus, Sex
from lms.people.importing.changing import PersonChange
from lms.people.importing.on_record import COMPARED
from lms.people.importing.parsed import RosterPerson
from lms.people.importing.roster_plan import InDoubt, NewPerson, RosterPlan
from lms.people.scope_rules import SIGNING_IN

COPIED: Final = tuple(name for name in COMPARED if name != "left_on")
"""A new person's columns, in the order in which acts keep them."""


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody new: the columns in the order of COPIED, and the place in both trees."""

    values: tuple[Any, ...]
    unit_id: int
    party_unit_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody on record: columns with their new values, and the units to move to; None: stays."""

    person_id: int
    values: dict[str, Any]
    unit_id: int | None
    party_unit_id: int | None
    leaves_party_unit: bool

    @property
    def moves(self) -> bool:
        """Whether the place in one of the trees changes."""
        return bool(self.unit_id or self.party_unit_id or self.leaves_party_unit)

    @property
    def is_nothing(self) -> bool:
        """Whether the person is on record just so."""
        return not self.values and not self.moves


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody on record who has no account yet, with what a login is made of."""

    person_id: int
    full_name: str
    email: str | None
    personnel_code: str | None


@dataclass(frozen=True, slots=True)
class Open:
    """A row in doubt as it is kept: what it does when it is about somebody new, and when about each candidate."""

    added: Added
    top: str
    """The unit below the root, under which the row is counted."""
    candidates: tuple[Change, ...]
    without_account: frozenset[int]
    """Candidates who cannot sign in yet."""
    may_be_new: bool
    """Whether it may be about somebody new."""


@dataclass(slots=True)
class Acts:
    """Everything an import writes."""

    on: date
    """From when new people and moves hold, and from when the missing are gone."""
    added: list[Added] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)
    leaving_units: list[int] = field(default_factory=list)
    """Who leaves the importer's units alone, and stays elsewhere."""
    added_rows: list[int] = field(default_factory=list)
    """In which rows the list names the new people, in their order."""
    listed: list[tuple[int, int]] = field(default_factory=list)
    """Person id and row of everybody on record whom the list names, changed or not."""
    keeps_order: bool = False
    """Whether they stand in the newest list just so already; then their rows are not written."""
    is_of_ours: bool = False
    """Whether the file is one that this product wrote: it moves nobody in the lists, and nobody new stands in one."""


LEAVES_UNITS: Final = '"leaves units"'
"""The act kept with somebody missing who stays elsewhere; JSON as all of them."""


def acts_of(plan: RosterPlan, *, leave: bool) -> Acts:
    """What a plan does; with `leave` the missing leave."""
    return Acts(
        plan.on,
        [added_of(each) for each in plan.new],
        [change_of(each) for each in plan.changed],
        opened_of(plan),
        [each.id for each in plan.missing if each.id not in plan.staying_elsewhere]
        if leave
        else [],
        [each.id for each in plan.missing if each.id in plan.staying_elsewhere] if leave else [],
        [each.row.row for each in plan.new],
        [(each.before.id, each.row.row) for each in plan.changed]
        + [(known.id, row.row) for row, known in plan.unchanged],
        plan.keeps_order,
        plan.is_of_ours,
    )


def renamed_by(acts: Acts) -> list[int]:
    """Ids of the people whose e-mail address or code changes."""
    return [each.person_id for each in acts.changes if not SIGNING_IN.isdisjoint(each.values)]


def added_of(new: NewPerson) -> Added:
    """A new person of a plan."""
    return Added(_copied(new.row), new.unit_id, new.party_unit_id)


def change_of(change: PersonChange) -> Change:
    """A change of a plan."""
    return Change(
        change.before.id,
        change.values,
        change.unit_id,
        change.party_unit_id,
        change.leaves_party_unit,
    )


def opened_of(plan: RosterPlan) -> list[Opened]:
    """People a plan knows for sure who have no account: the first administrator's colleagues perhaps."""
    known = [(each.row, each.before) for each in plan.changed] + plan.unchanged
    return [
        Opened(person.id, row.full_name, row.email, row.personnel_code)
        for row, person in known
        if person.login is None
    ]


def dump_added(new: NewPerson) -> str:
    """A new person as kept with the preview."""
    return _dump(_added_list(added_of(new)))


def load_added(kept: str) -> Added:
    """The same, read back."""
    return _added(orjson.loads(kept))


def dump_change(change: PersonChange) -> str:
    """A change as kept with the preview."""
    return _dump(_change_list(change_of(change)))


def load_change(kept: str) -> Change:
    """The same, read back."""
    return _change(orjson.loads(kept))


def dump_doubt(doubt: InDoubt) -> str:
    """A row in doubt as kept with the preview."""
    return _dump(
        {
            "added": _added_list(Added(_copied(doubt.row), *doubt.place)),
            "top": doubt.top,
            "may_be_new": doubt.may_be_new,
            "candidates": [_change_list(change_of(each)) for each in doubt.candidates],
            "without_account": [
                each.before.id for each in doubt.candidates if each.before.login is None
            ],
        }
    )


def load_doubt(kept: str) -> Open:
    """The same, read back."""
    read = orjson.loads(kept)
    return Open(
        _added(read["added"]),
        read["top"],
        tuple(map(_change, read["candidates"])),
        frozenset(read["without_account"]),
        read.get("may_be_new", True),
    )


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "born_on": date.fromisoformat,
    "left_on": date.fromisoformat,
    "sex": Sex,
    "category": Category,
    "party_status": PartyStatus,
}
"""Columns that JSON has no kind of value for."""
_READ_IN_ORDER: Final = tuple(
    (place, _READ[name]) for place, name in enumerate(COPIED) if name in _READ
)


def _copied(row: RosterPerson) -> tuple[Any, ...]:
    if not row.party_status.is_member:  # whose position it then cannot be
        row = replace(row, party_position="")
    return tuple([getattr(row, name) for name in COPIED])


def _added_list(added: Added) -> list[Any]:
    return [added.unit_id, added.party_unit_id, *added.values]


def _added(kept: list[Any]) -> Added:
    unit_id, party_unit_id, *values = kept
    for place, read in _READ_IN_ORDER:
        if values[place] is not None:
            values[place] = read(values[place])
    return Added(tuple(values), unit_id, party_unit_id)


def _change_list(change: Change) -> list[Any]:
    return [
        change.person_id,
        change.values,
        change.unit_id,
        change.party_unit_id,
        change.leaves_party_unit,
    ]


def _change(kept: Sequence[Any]) -> Change:
    person_id, values, unit_id, party_unit_id, leaves = kept
    told = {
        name: value if value is None or name not in _READ else _READ[name](value)
        for name, value in values.items()
    }
    return Change(person_id, told, unit_id, party_unit_id, leaves)


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()
