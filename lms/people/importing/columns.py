"""Which column of a roster holds what, known by the words of its heading.

Offices order columns as they like, break headings over two lines and merge cells. A heading is
compared without diacritics, case and punctuation; the first phrase it contains decides.
"""

import re
from dataclasses import dataclass
from typing import Final

from lms.people.importing.heading_words import EXACT, PHRASES, WITH_MARKS, Field
from lms.text import nfc_clean, words_of

__all__ = ["Field", "Heading", "understand"]

_UNDER: Final = {
    (Field.BORN, "nam"): Field.BORN_MALE,
    (Field.BORN, "nu"): Field.BORN_FEMALE,
    (Field.SEX, "nam"): Field.IS_MALE,
    (Field.SEX, "nu"): Field.IS_FEMALE,
    (Field.MEMBER, "chinh thuc"): Field.MEMBER_OFFICIAL,
    (Field.MEMBER, "ct"): Field.MEMBER_OFFICIAL,
    (Field.MEMBER, "du bi"): Field.MEMBER_PROBATIONARY,
    (Field.MEMBER, "db"): Field.MEMBER_PROBATIONARY,
    (Field.FULL_NAME, "ten"): Field.GIVEN_NAME,
    (Field.FULL_NAME, "ho"): Field.FAMILY_NAME,
}
"""A second line under a heading that spans two columns."""

_SPOKEN: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What one column's heading was understood as; no field when it is not ours to keep."""

    text: str
    field: Field | None


def understand(upper: str, lower: str = "") -> Field | None:
    """The field a column's heading means; `lower` is its second line, if it has one.

    Nam and Nữ under Ngày sinh are birth dates of men and women; under Giới tính they are marks. In one line
    “Năm sinh Nam” is the same.
    """
    above, below = words_of(upper), words_of(lower)
    if not below:
        return _single(upper, above)
    if not above:
        return _single(lower, below)
    group = _single(upper, above)
    if group is not None and (group, below) in _UNDER:
        return _UNDER[group, below]
    return _single(f"{upper} {lower}", f"{above} {below}") or _single(lower, below)


def _single(text: str, words: str) -> Field | None:
    spoken = nfc_clean(text).lower()
    if spoken in WITH_MARKS:
        return WITH_MARKS[spoken]
    if words in EXACT:
        return EXACT[words]
    padded = f" {words} "
    for phrase, field in PHRASES:
        if f" {phrase} " in padded:
            return _of_one_sex(spoken, words) if field is Field.BORN else field
    return None


def _of_one_sex(spoken: str, words: str) -> Field:
    """Birth dates of men, of women or of everybody. Năm, the year, is no Nam where marks are written."""
    said = _SPOKEN.findall(spoken)
    if spoken.isascii():
        men, women = words.split().count("nam") > words.count("nam sinh"), "nu" in said
    else:
        men, women = "nam" in said, "nữ" in said
    if men is women:
        return Field.BORN
    return Field.BORN_MALE if men else Field.BORN_FEMALE
