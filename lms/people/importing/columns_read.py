"""How each column of a list was understood, with its first values: what the preview shows, and lets correct."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from lms.errors import Invalid
from lms.people.importing.cells import shown
from lms.people.importing.columns import Field
from lms.people.importing.columns_shown import ColumnRead, SheetTop
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
    Field.UNIT_WITHIN: _l("Unit within the unit"),
    Field.UNIT_WITHIN_THAT: _l("Unit within that one"),
    Field.CATEGORY: _l("Kind of staff"),
    Field.MEMBER: _l("Party member, by a mark"),
    Field.MEMBER_OFFICIAL: _l("Full Party member, by a mark"),
    Field.MEMBER_PROBATIONARY: _l("Probationary Party member, by a mark"),
    Field.MEMBER_SINCE: _l("Admitted to the Party on (not kept)"),
    Field.OFFICIAL_SINCE: _l("Full Party member since (not kept)"),
    Field.PARTY_UNIT: _l("Party organisation"),
    Field.PARTY_POSITION: _l("Party position"),
    Field.EXEMPT: _l("Exempt, by a mark"),
    Field.PHONE: _l("Phone"),
    Field.EMAIL: _l("E-mail"),
    Field.NOTE: _l("Note"),
}
"""What a column may be read as, in the order of the choice."""


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


def dump_columns(columns: list[ColumnRead], tops: Sequence[SheetTop] = ()) -> str:
    """As kept with the import, with the first rows of its file until it is written."""
    read = [[each.place, each.heading, each.field, each.means, each.values] for each in columns]
    shown = [[each.name, each.rows, each.heading] for each in tops]
    return orjson.dumps({"read": read, "tops": shown}).decode()


def without_values(columns: list[ColumnRead]) -> list[ColumnRead]:
    """The columns as they stay on record once the list is written."""
    return [replace(each, values=()) for each in columns]


def load_columns(kept: str) -> list[ColumnRead]:
    """The columns, read back; none where nothing was kept."""
    return [
        ColumnRead(
            place,
            heading,
            Field(field) if field else None,
            Field(means) if means else None,
            tuple(values),
        )
        for place, heading, field, means, values in _load(kept, "read")
    ]


def load_tops(kept: str) -> list[SheetTop]:
    """The first rows of the file's sheets, read back; none where none were kept."""
    return [SheetTop(*each) for each in _load(kept, "tops")]


def _load(kept: str, part: str) -> Any:
    read = orjson.loads(kept) if kept else []
    if isinstance(read, list):  # of imports of older products: columns alone
        return read if part == "read" else []
    return read[part]


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
    check_chosen(chosen.values())
    told = {**reading.columns}
    for each in columns:
        if each.place in chosen and chosen[each.place] is not each.field:
            told[each.place] = chosen[each.place]
    check_named(told.get(each.place, each.field) for each in columns)
    return replace(reading, columns=told, is_remembered=False)


def check_chosen(chosen: Iterable[Field | None]) -> None:
    """Raises Invalid when two columns are to be the same."""
    fields = [field for field in chosen if field]
    doubled = next((field for field in fields if fields.count(field) > 1), None)
    if doubled:
        raise Invalid(
            _(
                "Two columns are chosen as “%(field)s”. Choose one of them.",
                field=FIELD_WORDS[doubled],
            )
        )


def check_named(fields: Iterable[Field | None]) -> None:
    """Raises Invalid when no column is to be the name."""
    names = set(fields)
    if Field.FULL_NAME not in names and not {Field.FAMILY_NAME, Field.GIVEN_NAME} <= names:
        raise Invalid(_("Choose the column that holds the names."))
