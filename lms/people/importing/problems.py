"""What can be wrong with a row of a roster, as values; `sentences` puts them into words."""

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why a row is left out, or (the last ones) why one of its cells is."""

    NO_NAME = "no name"
    NAME_NOT_A_NAME = "name not a name"
    LEGACY_FONT = "legacy font"
    UNSURE_FONT = "unsure font"
    """It may be read as it stands or as an old font; to be decided."""
    FORMULA = "formula"
    BAD_DATE = "bad date"
    BAD_AGE = "bad age"
    """A day or year that is written well, but is that of nobody at work."""
    BAD_EMAIL = "bad e-mail"
    BAD_CODE = "bad code"
    BAD_MEMBER_MARK = "bad member mark"
    TOO_LONG = "too long"
    DUPLICATE = "duplicate"
    NO_UNIT = "no unit"
    UNKNOWN_UNIT = "unknown unit"
    AMBIGUOUS_UNIT = "ambiguous unit"
    UNIT_RENAMED = "unit renamed"
    """The former name of a unit that stands on the day; `meant` is what it is called then."""
    UNIT_MERGED = "unit merged"
    UNIT_SPLIT = "unit split"
    UNIT_CLOSED = "unit closed"
    UNIT_LATER = "unit later"
    """It stands from a later day only; `meant` is that day."""
    UNKNOWN_PARTY_UNIT = "unknown Party unit"
    AMBIGUOUS_PERSON = "ambiguous person"
    IN_DOUBT = "in doubt"
    """Somebody on record may be meant; to be decided."""
    OTHER_PERSON = "other person"
    """Code or e-mail are on record for somebody of wholly another name and birth; to be decided."""
    LEFT_OUT = "left out"
    """As was decided."""
    TAKEN = "taken by another person"
    OUTSIDE = "outside"
    """A place of somebody known or new lies outside the importer's grant."""
    OUTSIDE_PERSON = "outside person"
    """Somebody on record may be meant whom the importer does not keep."""
    HOLDS_ROLE = "holds role"
    """The row is kept, but for the e-mail and the code of somebody with a role: they need an administrator."""
    RETURNS_TO_ROLE = "returns to role"
    """A leaver whose role was never ended is not a subtree clerk's to take back."""
    BAD_PHONE = "bad phone"
    """The person is kept, without the phone number."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row."""

    kind: Problem
    value: str = ""
    """What stood there, as the reader would recognise it."""
    other_row: int = 0
    """The earlier row it repeats."""
    meant: str = ""
    """What may be meant by what stood there."""
