"""Columns that name a unit level by level: “Đơn vị” beside “Phòng”, or “Cục”, “Phòng” and “Tổ”. Pure decisions."""

import re
from collections.abc import Sequence
from typing import Final

from lms.people.importing.columns import Field, Heading
from lms.text import words_of

UNIT_LEVELS: Final = (Field.UNIT, Field.UNIT_WITHIN, Field.UNIT_WITHIN_THAT)
"""The fields of a row's own units, the widest first."""

_WIDTHS: Final = tuple(
    re.compile(rf"\b({words})\b")
    for words in (
        r"bo(?! phan| mon)|co quan|tinh|thanh pho|cap tren",
        "don vi|cuc|vu|so|so nganh|van phong|noi cong tac|noi lam viec|cong tac tai",
        "ban|trung tam|truong|vien|chi cuc",
        "phong|khoa|bo phan|department|office",
        "to|doi|nhom|bo mon",
    )
)
"""Words of headings from the widest unit to the narrowest; the first that a heading has tells its level."""
_PLAIN: Final = 1
_CODE: Final = re.compile(r"ma\b")


def by_levels(columns: Sequence[Heading]) -> tuple[Heading, ...]:
    """The headings, of several that name units the narrower ones as units within the wider.

    Where two are equally wide (a unit's name beside its code), the first is read, as of any other field.
    """
    units = [place for place, each in enumerate(columns) if each.field is Field.UNIT]
    units.sort(key=lambda place: _CODE.match(words_of(columns[place].text)) is not None)
    widths: dict[int, int] = {}
    for place in units:
        widths.setdefault(_width(columns[place].text), place)
    found = list(columns)
    if len(widths) < 2:
        return tuple(found)
    for field, width in zip(UNIT_LEVELS, sorted(widths), strict=False):
        place = widths[width]
        found[place] = Heading(found[place].text, field)
    return tuple(found)


def _width(text: str) -> int:
    words = words_of(text)
    return next((at for at, each in enumerate(_WIDTHS) if each.search(words)), _PLAIN)
