"""Filters of the list of people: by kind of staff, Party membership, exemption, and who stands nowhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, exists, false, not_, select, text
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.db.stamps import PEOPLE_STAMPS
from lms.people.enums import Category, PartyStatus
from lms.people.models import Membership, Person
from lms.people.search_scope import stands_in
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
    nowhere: frozenset[int] | None = None
    """Who they are, where somebody has looked already: `find_nowhere`."""
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
        if asked and in_turn:
            found += asked
        elif asked:
            meant = aliased(Person)
            found.append(Person.id.in_(select(meant.id).where(*self._asked(meant))))
        if self.asks_party and self.party_units is not None:
            found.append(stands_in(self.party_units) if self.party_units else false())
        if self.has_no_unit and self.nowhere is not None:
            found.append(Person.id.in_(self.nowhere))
        elif self.has_no_unit:
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


def find_nowhere(db: Session, among: Among) -> Among:
    """The filters with those who stand nowhere named, where that is asked and they are few.

    To find them everybody is looked at, so they are remembered as long as nobody's record or place changes, in
    whatever process: the database's stamp of people tells.
    """
    if not among.has_no_unit:
        return among
    stamp = db.scalar(text(f"SELECT stamp FROM {PEOPLE_STAMPS}"))
    key = (str(db.get_bind().engine.url), stamp, clock.today())
    ids = _remembered.get(key) if stamp else None
    if ids is None:
        ids = frozenset(db.scalars(select(Person.id).where(*_nowhere()).limit(_FEW + 1)))
        _remembered.clear()
        if stamp:
            _remembered[key] = ids
    return among if len(ids) > _FEW else replace(among, nowhere=ids)


_FEW: Final = 2_000
_remembered: dict[tuple[str, str | None, date], frozenset[int]] = {}


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
    """Has no place in the state tree, neither now nor from some day on; the open ones are asked for in an index
    that holds nothing else.
    """
    lone, place = aliased(Person), aliased(Membership)
    there = (place.person_id == lone.id, place.tree == Tree.STATE)
    open_place = exists().where(*there, place.ends_on.is_(None))
    ending = exists().where(*there, place.ends_on >= clock.today())
    return [Person.id.in_(select(lone.id).where(not_(open_place), not_(ending)))]
