"""The people on record, as an import compares with them: read once, told apart in memory."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from lms.people.belonging import units_of_people
from lms.people.importing.parsed import RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.people.models import Account, Person
from lms.text import same_name_key
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


class Records:
    """Everybody on record, by everything that tells a person."""

    def __init__(self, people: list[OnRecord], logins: set[str]) -> None:
        """Index the people; `logins` are all that are taken."""
        self.logins = logins
        self.is_first = all(each.unit_id is None for each in people)
        """Nobody stands in a unit yet: no roster was imported before."""
        self._by_code: dict[str, OnRecord] = {}
        self._by_email: dict[str, OnRecord] = {}
        self._by_name: defaultdict[tuple[str, str, int | None], list[OnRecord]] = defaultdict(list)
        for person in people:
            values = person.values
            if values["personnel_code"]:
                self._by_code[values["personnel_code"].casefold()] = person
            if values["email"]:
                self._by_email[values["email"]] = person
            born = str(values["born_on"] or values["birth_year"] or "")
            key = (same_name_key(values["full_name"]), born, person.unit_id)
            self._by_name[key].append(person)

    def find(self, row: RosterPerson, unit_id: int) -> OnRecord | RowProblem | None:
        """Whom a row is about: by personnel code, then e-mail, then name, birth and unit.

        None for somebody new. TAKEN when the row's e-mail belongs to somebody with another code,
        AMBIGUOUS_PERSON when several people fit.
        """
        by_email = self._by_email.get(row.email or "")
        by_code = self._by_code.get((row.personnel_code or "").casefold())
        if by_code is not None:
            if by_email is not None and by_email.id != by_code.id:
                return RowProblem(Problem.TAKEN, row.email or "")
            return by_code
        if by_email is not None:
            if row.personnel_code and by_email.values["personnel_code"]:
                return RowProblem(Problem.TAKEN, row.email or "")
            return by_email
        born = str(row.born_on or row.birth_year or "")
        namesakes = self._by_name.get((same_name_key(row.full_name), born, unit_id), [])
        fitting = [each for each in namesakes if not _told_apart(row, each)]
        if len(fitting) > 1:
            return RowProblem(Problem.AMBIGUOUS_PERSON, row.full_name)
        return fitting[0] if fitting else None


def _told_apart(row: RosterPerson, person: OnRecord) -> bool:
    code, email = person.values["personnel_code"], person.values["email"]
    return bool((row.personnel_code and code) or (row.email and email))


def load_records(db: Session, on: date) -> Records:
    """Everybody on record with their place on a day. Four queries."""
    state = units_of_people(db, Tree.STATE, on)
    party = units_of_people(db, Tree.PARTY, on)
    columns = [getattr(Person, name) for name in COMPARED]
    rows = db.execute(
        select(Person.id, Account.login, *columns).outerjoin(
            Account, Account.person_id == Person.id
        )
    ).all()
    people = [_on_record(row, state.get(row.id), party.get(row.id)) for row in rows]
    return Records(people, {person.login for person in people if person.login})


def _on_record(row: Row[Any], unit_id: int | None, party_unit_id: int | None) -> OnRecord:
    values = {name: getattr(row, name) for name in COMPARED}
    return OnRecord(row.id, values, unit_id, party_unit_id, row.login)
