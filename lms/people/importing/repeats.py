"""One person listed twice in one file: told by code, by e-mail, or by name, birth and unit."""

from collections.abc import Iterator
from functools import lru_cache

from lms.people.importing.parsed import RosterPerson
from lms.people.importing.problems import Problem, RowProblem
from lms.text import fold, same_name_key

name_key = lru_cache(maxsize=100_000)(same_name_key)
"""The rows of a roster and the people on record have mostly the same names."""


class Repeats:
    """The good rows so far, by everything that tells a person."""

    def __init__(self) -> None:
        """Start with an empty list."""
        self._rows: dict[tuple[str, ...], RosterPerson] = {}

    def add(self, person: RosterPerson) -> RowProblem | None:
        """Take a person in, or say which earlier row it repeats.

        Two people of one name, birth date and unit are taken for one unless both have a code or
        both have an e-mail address, and these differ: namesakes in one unit are common.
        """
        keys = list(_keys(person))
        for key in keys:
            earlier = self._rows.get(key)
            if earlier is not None and not _told_apart(key, earlier, person):
                return RowProblem(Problem.DUPLICATE, _repeated(key, person), earlier.row)
        for key in keys:
            self._rows.setdefault(key, person)
        return None


def _keys(person: RosterPerson) -> Iterator[tuple[str, ...]]:
    if person.personnel_code:
        yield "code", person.personnel_code.casefold()
    if person.email:
        yield "email", person.email
    unit = _unit(person.told_unit)
    born = str(person.born_on or person.birth_year or "")
    yield "name", name_key(person.full_name), born, unit


_unit = lru_cache(maxsize=4096)(fold)
"""Rosters repeat few units."""


def _told_apart(key: tuple[str, ...], one: RosterPerson, other: RosterPerson) -> bool:
    if key[0] != "name":
        return False
    codes = one.personnel_code and other.personnel_code
    emails = one.email and other.email
    return bool(codes or emails)  # equal ones were found under their own key


def _repeated(key: tuple[str, ...], person: RosterPerson) -> str:
    return {"code": person.personnel_code, "email": person.email}.get(key[0]) or person.full_name
