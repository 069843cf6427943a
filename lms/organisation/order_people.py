"""People named line by line in the form of an act: by their code, or by the record that was ticked."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Invalid
from lms.people.models import Person
from lms.text import nfc_clean
from lms.web.i18n import _

_CHUNK = 5_000
_RECORD: Final = re.compile("#[0-9]{1,9}")


def people_of_lines(text: str, places: dict[str, int], db: Session) -> dict[int, int]:
    """`personnel code; code of a unit` by line → person id → place among the results."""
    wanted: dict[str, int] = {}
    for number, line in enumerate(lines_of(text), 1):
        parts = parted(line, line.rsplit(maxsplit=1))
        place = places.get(parts[1].casefold()) if len(parts) == 2 else None
        if place is None:
            raise Invalid(
                _(
                    "Line %(number)s: write the personnel code, a semicolon and the code of one of the units "
                    "it is split into.",
                    number=number,
                )
            )
        wanted[parts[0]] = place
    known = dict(_known(db, list(wanted))) | _by_record(wanted)
    missing = [code for code in wanted if code not in known]
    if missing:
        raise Invalid(
            _(
                "Nobody on record has these personnel codes: %(codes)s. Correct them.",
                codes=", ".join(missing[:5]),
            )
        )
    return {known[code]: place for code, place in wanted.items()}


def _by_record(wanted: Iterable[str]) -> dict[str, int]:
    """`#12` names a person by the record, as the page on which people are ticked does; the plan asks who it is."""
    return {each: int(each[1:]) for each in wanted if _RECORD.fullmatch(each)}


def _known(db: Session, codes: list[str]) -> Iterator[tuple[str, int]]:
    for start in range(0, len(codes), _CHUNK):
        part = codes[start : start + _CHUNK]
        rows = db.execute(
            select(Person.personnel_code, Person.id).where(Person.personnel_code.in_(part))
        )
        yield from ((str(code), person_id) for code, person_id in rows)


def lines_of(text: str) -> list[str]:
    """The lines that hold anything."""
    return [line for line in (text or "").splitlines() if line.strip()]


def parted(line: str, by_blank: list[str]) -> list[str]:
    """Two cells of a line: a semicolon or colon between them, or a blank where they were copied from a sheet."""
    mark = next((each for each in ";:" if each in line), None)
    return [nfc_clean(part) for part in (line.split(mark, 1) if mark else by_blank)]
