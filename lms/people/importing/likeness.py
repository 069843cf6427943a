"""Whether a row of a list may be about somebody on record, by name and birth. Pure decisions."""

from datetime import date
from typing import TYPE_CHECKING

from lms.people.importing.parsed import RosterPerson
from lms.people.importing.repeats import name_key
from lms.text import fold

if TYPE_CHECKING:
    from lms.people.importing.on_record import OnRecord


def is_another(row: RosterPerson, person: "OnRecord") -> bool:
    """Whether neither name nor birth speaks for the person whose code or address the row has.

    Another given name and another birth; where one of the births is not known, no word of the name in common.
    """
    if name_key(row.full_name) == name_key(person.values["full_name"]):
        return False
    told, known = fold(row.full_name).split(), person.name_fold.split()
    if told[-1:] == known[-1:]:
        return False
    born_on, year = person.values["born_on"], person.values["birth_year"]
    if year_of(born_on, year) is None or year_of(row.born_on, row.birth_year) is None:
        return not set(told) & set(known)
    return not births_may_agree(row, person)


def births_may_agree(row: RosterPerson, person: "OnRecord") -> bool:
    """Unless both are known and differ: no birth, or the year alone on one side."""
    born_on, year = person.values["born_on"], person.values["birth_year"]
    known, told = year_of(born_on, year), year_of(row.born_on, row.birth_year)
    if known is None or told is None:
        return True
    return known == told and (born_on is None or row.born_on is None or born_on == row.born_on)


def year_of(born_on: date | None, birth_year: int | None) -> int | None:
    """The year of a birth, of whichever is known."""
    return born_on.year if born_on else birth_year


def told_apart(row: RosterPerson, person: "OnRecord") -> bool:
    """Whether both have a code or both an address: as they were not found by it, they differ."""
    code, email = person.values["personnel_code"], person.values["email"]
    return bool((row.personnel_code and code) or (row.email and email))
