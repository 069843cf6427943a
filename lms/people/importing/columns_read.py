"""How each column of a list was understood, with its first values: what the preview shows, and lets correct."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import orjson

from lms.errors import Invalid
from lms.people.importing.cells import shown
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.reading import Reading
from lms.spreadsheets import Cell
from lms.text import words_of
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

_FIRST_VALUES: Final = 3
_LOOKED_AT: Final = 200
"""Rows in which first values are looked for."""

FIELD_WORDS: Final[Mapping[Field, str]] = {
    Field.LIST_NO: _l("Number in the list"),
    Field.CODE: _l("Personnel code"),
    Field.FULL_NAME: _l("Full name"),
    Field.SORT_NAME: _l("Name to sort by"),
    Field.FAMILY_NAME: _l("Family and middle names"),
    Field.GIVEN_NAME: _l("Given name"),
    Field.BORN: _l("Date or year of birth"),
    Field.BORN_MALE: _l("Date or year of birth, of men"),
    Field.BORN_FEMALE: _l("Date or year of birth, of women"),
    Field.SEX: _l("Sex"),
    Field.IS_MALE: _l("Men, by a mark"),
    Field.IS_FEMALE: _l("Women, by a mark"),
    Field.POSITION: _l("Position"),
    Field.UNIT: _l("Unit"),
    Field.CATEGORY: _l("Kind of staff"),
    Field.MEMBER: _l("Party member, by a mark"),
    Field.MEMBER_OFFICIAL: _l("Full Party member, by a mark"),
    Field.MEMBER_PROBATIONARY: _l("Probationary Party member, by a mark"),
    Field.PARTY_UNIT: _l("Party organisation"),
    Field.PARTY_POSITION: _l("Party position"),
    Field.EXEMPT: _l("Exempt, by a mark"),
    Field.PHONE: _l("Phone"),
    Field.EMAIL: _l("E-mail"),
    Field.NOTE: _l("Note"),
}
"""What a column may be read as, in the order of the choice."""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column of a list."""

    place: int
    """Counted from 0."""
    heading: str
    field: Field | None
    """What it is read as; None: it is passed over."""
    means: Field | None
    """What its heading means, also where an earlier column holds the same and is read instead."""
    values: tuple[str, ...]
    """The first that are filled, as the list has them."""

    @property
    def letter(self) -> str:
        """As the office program calls the column: A, Z, AA."""
        name, left = "", self.place + 1
        while left:
            left, rest = divmod(left - 1, 26)
            name = chr(ord("A") + rest) + name
        return name


def columns_of(parsed: ParsedRoster) -> list[ColumnRead]:
    """Every column with a heading or values, as it was read."""
    header = parsed.header
    rows = [cells for _row, cells in sorted(_first_rows(parsed).items())[:_LOOKED_AT]]
    found = []
    for place, heading in enumerate(header.columns):
        values = dict.fromkeys(text for row in rows if (text := shown(row[place]).strip()))
        if not heading.text and not values:
            continue
        is_read = heading.field is not None and header.column_of(heading.field) == place
        first = tuple(text[:40] for text in values)[:_FIRST_VALUES]
        field = heading.field if is_read else None
        found.append(ColumnRead(place, heading.text, field, heading.field, first))
    return found


def _first_rows(parsed: ParsedRoster) -> dict[int, tuple[Cell, ...]]:
    rows = {row.row: parsed.rows[row.row] for row in parsed.people[:_LOOKED_AT]}
    return rows | {bad.row: bad.cells for bad in parsed.rejected[:_LOOKED_AT]}


def dump_columns(columns: list[ColumnRead], *, with_values: bool = True) -> str:
    """As kept with the import."""
    kept = [
        [each.place, each.heading, each.field, each.means, each.values if with_values else ()]
        for each in columns
    ]
    return orjson.dumps(kept).decode()


def load_columns(kept: str) -> list[ColumnRead]:
    """The same, read back; nothing where nothing was kept."""
    return [
        ColumnRead(
            place,
            heading,
            Field(field) if field else None,
            Field(means) if means else None,
            tuple(values),
        )
        for place, heading, field, means, values in (orjson.loads(kept) if kept else ())
    ]


def digest_of(header: Header) -> str:
    """The same for lists with the same headings in the same order, capitals and marks aside."""
    told = "\x1f".join(words_of(each.text) for each in header.columns)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def said_of_columns(
    columns: list[ColumnRead], chosen: Mapping[int, Field | None], reading: Reading
) -> Reading:
    """The reading with what was chosen for each column; only what differs from the words of a heading is kept.

    Raises Invalid when two columns are to be the same, or no column is to be the name.
    """
    fields = [field for field in chosen.values() if field]
    doubled = next((field for field in fields if fields.count(field) > 1), None)
    if doubled:
        raise Invalid(
            _(
                "Two columns are chosen as “%(field)s”. Choose one of them.",
                field=FIELD_WORDS[doubled],
            )
        )
    told = {**reading.columns}
    for each in columns:
        if each.place in chosen and chosen[each.place] is not each.field:
            told[each.place] = chosen[each.place]
    after = {each.place: told.get(each.place, each.field) for each in columns}
    names = set(after.values())
    if Field.FULL_NAME not in names and not {Field.FAMILY_NAME, Field.GIVEN_NAME} <= names:
        raise Invalid(_("Choose the column that holds the names."))
    return replace(reading, columns=told, is_remembered=False)
