"""The people on record, as an import compares with them: read once, told apart in memory."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared
from lms.people.belonging import holds_on
from lms.people.importing.likeness import births_may_agree, is_another, told_apart, year_of
from lms.people.importing.list_places import is_in_order
from lms.people.importing.parsed import RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.repeats import name_key
from lms.people.keeping import keeping_units
from lms.people.list_numbers import UNLISTED, newest_of
from lms.people.models import Account, Membership, Person
from lms.people.scope_rules import EVERYTHING, Scope
from lms.text import fold
from lms.units.enums import Tree

COMPARED: Final = (
    "personnel_code",
    "full_name",
    "born_on",
    "birth_year",
    "sex",
    "position",
    "category",
    "party_status",
    "is_exempt",
    "email",
    "phone",
    "note",
    "list_no",
    "left_on",
    "sort_name",
    "party_position",
)
"""What a roster may change of a person."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Somebody on record, with today's place in both trees."""

    id: int
    values: dict[str, Any]
    unit_id: int | None
    party_unit_id: int | None
    login: str | None
    """None: nobody can sign in as this person yet."""
    name_fold: str
    on: date
    list_place: tuple[int, int] = (UNLISTED, UNLISTED)
    """Rank of the last list that named the person, and the row in it."""
    stood_in: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """Units of both trees by which the record of somebody is kept who stands nowhere on the day; read only for
    a scope that is not everything."""

    @property
    def has_left(self) -> bool:
        """Whether the person is gone by the day of the plan."""
        left_on: date | None = self.values["left_on"]
        return left_on is not None and left_on <= self.on


FEW_NAMESAKES: Final = 6
"""Of more people a name without a birth tells nobody: it is somebody new, or it is known by code or address."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be about one of these people, or about somebody new."""

    candidates: tuple[OnRecord, ...]
    may_be_new: bool = True
    """False where the row has the code or the e-mail address of the one candidate: nobody new can have it."""


class Records:
    """Everybody on record, by everything that tells a person."""

    def __init__(self, people: list[OnRecord], logins: set[str]) -> None:
        """Index the people; `logins` are all that are taken."""
        self.people = people
        self.logins = logins
        self.is_first = all(each.unit_id is None for each in people)
        """Nobody stands in a unit yet: no roster was imported before."""
        self.newest_list = newest_of(min((each.list_place[0] for each in people), default=None))
        """Rank of the list that was imported last."""
        self._by_code: dict[str, OnRecord] = {}
        self._by_email: dict[str, OnRecord] = {}
        self._by_name: defaultdict[tuple[str, str, int | None], list[OnRecord]] = defaultdict(list)
        self._alike: defaultdict[tuple[str, int], list[OnRecord]] = defaultdict(list)
        """By folded name and year of birth, in whatever unit."""
        self._near: defaultdict[tuple[str, int | None], list[OnRecord]] = defaultdict(list)
        """By folded name and unit, whatever the birth."""
        self._namesakes: defaultdict[str, list[OnRecord]] = defaultdict(list)
        """By name, whatever else."""
        for person in people:
            values = person.values
            if values["personnel_code"]:
                self._by_code[values["personnel_code"].casefold()] = person
            if values["email"]:
                self._by_email[values["email"]] = person
            born = str(values["born_on"] or values["birth_year"] or "")
            name = name_key(values["full_name"])
            self._by_name[name, born, person.unit_id].append(person)
            self._namesakes[name].append(person)
            if year := year_of(values["born_on"], values["birth_year"]):
                self._alike[person.name_fold, year].append(person)
            self._near[person.name_fold, person.unit_id].append(person)
        for person in people:  # codes typed by hand with blanks; lists are read without
            code = person.values["personnel_code"]
            if code and " " in code:
                self._by_code.setdefault(code.replace(" ", "").casefold(), person)

    def find(self, row: RosterPerson, unit_id: int) -> "OnRecord | Doubt | RowProblem | None":
        """Whom a row is about: by personnel code, then e-mail, then name, birth and unit.

        None for somebody new; a Doubt when several people fit, or somebody of that name stands in another unit
        who may be born on that day (of a row without a birth: a few of that name), or only the marks of the name or one of the births are missing. A birth
        of which the year alone is told may be any day of it. TAKEN when the
        row's e-mail belongs to somebody with another code. A code or an address of somebody with wholly another
        name and birth is asked about as well. A row and a person who both have a code, or
        both an e-mail address, and differ in it are never one.
        """
        by_email = self._by_email.get(row.email or "")
        by_code = self._by_code.get((row.personnel_code or "").casefold())
        if by_code is not None:
            if by_email is not None and by_email.id != by_code.id:
                return RowProblem(Problem.TAKEN, row.email or "")
            return _asked(row, by_code)
        if by_email is not None:
            if row.personnel_code and by_email.values["personnel_code"]:
                return RowProblem(Problem.TAKEN, row.email or "")
            return _asked(row, by_email)
        born = str(row.born_on or row.birth_year or "")
        namesakes = self._by_name.get((name_key(row.full_name), born, unit_id), [])
        fitting = [each for each in namesakes if not told_apart(row, each)]
        if len(fitting) == 1:
            return fitting[0]
        alike = fitting or self._like(row, unit_id)
        return Doubt(tuple(alike)) if alike else None

    def are_in_order(self, listed: Mapping[int, OnRecord]) -> bool:
        """Whether the people of a list, by their row, stand so in the newest list, and nobody else among them."""
        named = [listed[row] for row in sorted(listed)]
        ids = {each.id for each in named}
        if any(each.list_place[0] != self.newest_list for each in named):
            return False
        others = [each.list_place for each in self.people if each.id not in ids]
        among = [row for rank, row in others if rank == self.newest_list]
        return is_in_order([each.list_place[1] for each in named], among)

    def _like(self, row: RosterPerson, unit_id: int) -> list[OnRecord]:
        folded, year = fold(row.full_name), year_of(row.born_on, row.birth_year)
        namesakes = self._namesakes.get(name_key(row.full_name), [])
        few = namesakes if len(namesakes) <= FEW_NAMESAKES else []
        elsewhere = self._alike.get((folded, year), []) if year else few
        here = self._near.get((folded, unit_id), [])
        found = {each.id: each for each in (*elsewhere, *here) if births_may_agree(row, each)}
        return [each for each in found.values() if not told_apart(row, each)]


def _asked(row: RosterPerson, person: OnRecord) -> "OnRecord | Doubt":
    return Doubt((person,), may_be_new=False) if is_another(row, person) else person


def load_records(db: Session, on: date, scope: Scope = EVERYTHING) -> Records:
    """Everybody on record with their place on a day, people in the order of their ids.

    Two queries; for a scope that is not everything another for each five thousand who stand nowhere.
    """
    connection = db.connection()
    places: dict[Tree, dict[int, int]] = {tree: {} for tree in Tree}
    for person_id, unit_id, tree in _PLACES.each(connection, day=on):
        places[tree][person_id] = unit_id
    state, party = places[Tree.STATE], places[Tree.PARTY]
    people = [
        OnRecord(
            person_id,
            dict(zip(COMPARED, values, strict=True)),
            state.get(person_id),
            party.get(person_id),
            login,
            name_fold,
            on,
            (rank, row),
        )
        for person_id, name_fold, login, rank, row, *values in _EVERYBODY.each(connection)
    ]
    if not scope.is_everything:
        people = _with_last_units(db, people, on)
    return Records(people, {person.login for person in people if person.login})


def _with_last_units(db: Session, people: list[OnRecord], on: date) -> list[OnRecord]:
    nowhere = [each.id for each in people if each.unit_id is None and each.party_unit_id is None]
    kept = keeping_units(db, nowhere, on)
    return [
        replace(each, stood_in=(kept[each.id][Tree.STATE], kept[each.id][Tree.PARTY]))
        if each.id in kept
        else each
        for each in people
    ]


_EVERYBODY: Final = Prepared(
    select(
        Person.id,
        Person.name_fold,
        Account.login,
        Person.list_rank,
        Person.list_row,
        *(getattr(Person, name) for name in COMPARED),
    )
    .outerjoin(Account, Account.person_id == Person.id)
    .order_by(Person.id)
)
_DAY: Final[Any] = bindparam("day", type_=Date)
_PLACES: Final = Prepared(
    select(Membership.person_id, Membership.unit_id, Membership.tree).where(holds_on(_DAY))
)
