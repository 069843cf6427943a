"""Filters of the list of people: by kind of staff, Party membership, exemption, and who stands nowhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, exists, false, not_, or_, select, union
from sqlalchemy.orm import aliased

from lms import clock
from lms.people.enums import Category, PartyStatus
from lms.people.models import Membership, Person
from lms.people.search_scope import stands_in
from lms.people.tallies.models import PersonInNoUnit
from lms.units.enums import Tree

CATEGORY: Final = "loai-nhan-su"
PARTY: Final = "dang-vien"
EXEMPT: Final = "mien-sinh-hoat"
PLACE: Final = "cho-dung"
FILTERS: Final = (CATEGORY, PARTY, EXEMPT, PLACE)
"""Names of the filters in an address."""
NO_UNIT: Final = "chua-co-don-vi"

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Among:
    """To whom a list is narrowed; a value of None leaves the filter open. Hashable, so that counts are kept by it."""

    category: Category | None = None
    party: PartyStatus | None = None
    exempt: bool | None = None
    has_no_unit: bool = False
    """Stands in no state unit, nor will from some day on, and is counted in no report."""
    party_units: frozenset[int] | None = frozenset()
    """Of whose people the reader may know Party membership; None: of all."""

    @property
    def is_open(self) -> bool:
        """Whether it narrows nothing."""
        return not self.conditions()

    @property
    def asks_party(self) -> bool:
        """Whether the answer tells who is in the Party: only members are exempt from its work."""
        return self.party is not None or self.exempt is not None

    def conditions(self, *, in_turn: bool = False) -> list[ColumnElement[bool]]:
        """Conditions on `Person`, as they are today.

        Whom the reader may not know as a member or as none is in no answer to a question about Party membership.
        `in_turn`: everybody is asked in the order of the list, which meets enough soon where there are many; else
        those meant are found first, from an index that holds just this.
        """
        found: list[ColumnElement[bool]] = []
        asked = self._asked(Person)
        if in_turn or self.has_no_unit:  # who stands nowhere is found first, and they are few
            found += asked
        elif asked:
            meant = aliased(Person)
            found.append(Person.id.in_(select(meant.id).where(*self._asked(meant))))
        if self.asks_party and self.party_units is not None:
            found.append(stands_in(self.party_units) if self.party_units else false())
        if self.has_no_unit:
            found += _nowhere()
        return found

    def _asked(self, person: Any) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.category is not None:
            found.append(person.category == self.category)
        if self.party is not None:
            found.append(person.party_status == self.party)
        if self.exempt is not None:
            found.append(person.is_exempt == self.exempt)
        return found


EVERYBODY: Final = Among()


def read_among(
    args: Mapping[str, str], *, party_units: Collection[int] | None, sees_all: bool
) -> Among:
    """The filters an address asks for; a value that is none leaves its filter open.

    Party membership, and who is exempt from the Party's work, is asked only by those who may know it of anybody, and who stands nowhere only by those who
    see everybody (`sees_all`): nobody else sees people without a unit.
    """
    knows_party = party_units is None or bool(party_units)
    exempt = args.get(EXEMPT, "") if knows_party else ""
    return Among(
        category=_member(Category, args.get(CATEGORY, "")),
        party=_member(PartyStatus, args.get(PARTY, "")) if knows_party else None,
        exempt={"co": True, "khong": False}.get(exempt),
        has_no_unit=sees_all and args.get(PLACE) == NO_UNIT,
        party_units=None if party_units is None else frozenset(party_units),
    )


def _member(members: type[Member], value: str) -> Member | None:
    return next((each for each in members if each.value == value), None)


def _nowhere() -> list[ColumnElement[bool]]:
    """Has no place in the state tree, neither now nor from some day on.

    Looked for among those whom the database lists, and those who are here until a day that is on record.
    """
    meant, place = aliased(Person), aliased(Membership)
    listed = union(
        select(PersonInNoUnit.person_id), select(meant.id).where(meant.left_on > clock.today())
    )
    there = exists().where(
        place.person_id == Person.id,
        place.tree == Tree.STATE,
        or_(place.ends_on.is_(None), place.ends_on >= clock.today()),
    )
    return [Person.id.in_(listed), not_(there)]
