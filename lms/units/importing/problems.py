"""What can be wrong with a row of a list of units, and how the product says it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.web.i18n import lazy_gettext as _l


class UnitProblem(StrEnum):
    """Why a row of a list of units is left out."""

    NO_TREE = "no tree"
    NO_CODE = "no code"
    NO_NAME = "no name"
    BAD_KIND = "bad kind"
    LEGACY_FONT = "legacy font"
    UNSURE_FONT = "unsure font"
    FORMULA = "formula"
    TOO_LONG = "too long"
    DUPLICATE_CODE = "duplicate code"
    UNKNOWN_PARENT = "unknown parent"
    PARENT_IN_OTHER_TREE = "parent in the other tree"
    PARENT_LEFT_OUT = "parent left out"
    CYCLE = "cycle"
    CODE_OF_ANOTHER = "code of another"


_SENTENCES: Final[dict[UnitProblem, str]] = {
    UnitProblem.NO_TREE: _l("“%(value)s” is not a tree. Write Nhà nước or Đảng (state or party)."),
    UnitProblem.NO_CODE: _l("No code. Every unit needs one of its own."),
    UnitProblem.NO_NAME: _l("No name."),
    UnitProblem.BAD_KIND: _l(
        "“%(value)s” is not a kind of unit. Write Bộ, Đơn vị, Phòng, Đảng bộ or Chi bộ (ministry, unit, "
        "sub-unit, party committee, party cell)."
    ),
    UnitProblem.LEGACY_FONT: _l(
        "“%(value)s” was typed in an old font (.VnTime or VNI). Have it converted, or type it again in Unicode."
    ),
    UnitProblem.UNSURE_FONT: _l(
        "“%(value)s” if it is Unicode, “%(meant)s” if it was typed in an old font. Say which it is."
    ),
    UnitProblem.FORMULA: _l(
        "A formula stands here: %(value)s. Copy the cell and paste it as a value, or type it."
    ),
    UnitProblem.TOO_LONG: _l("Too long: “%(value)s”. Shorten it."),
    UnitProblem.DUPLICATE_CODE: _l(
        "Code %(value)s stands in row %(other_row)s already. Every unit of a tree needs a code of "
        "its own."
    ),
    UnitProblem.UNKNOWN_PARENT: _l(
        "There is no unit with the code %(value)s to stand under. Add it or correct the code."
    ),
    UnitProblem.PARENT_IN_OTHER_TREE: _l(
        "%(value)s is a unit of the other tree. A unit stands under one of its own tree."
    ),
    UnitProblem.PARENT_LEFT_OUT: _l(
        "The unit it stands under, %(value)s in row %(other_row)s, was left out."
    ),
    UnitProblem.CODE_OF_ANOTHER: _l(
        "%(value)s is the code of a unit that stands on other days only. Give the new unit another code, or "
        "choose another day."
    ),
    UnitProblem.CYCLE: _l("The unit would stand under itself: %(value)s."),
}


@dataclass(frozen=True, slots=True)
class RejectedUnit:
    """A row that was left out, and why."""

    row: int
    """As the office program numbers it."""
    problem: UnitProblem
    value: str = ""
    other_row: int = 0
    code: str = ""
    name: str = ""
    meant: str = ""
    """What the value says if it was typed in an old font, where that is not sure."""

    @property
    def either(self) -> tuple[str, str]:
        """What may be read in two ways: as it stands, and as the old font has it."""
        return self.value, self.meant

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        told = {"value": self.value, "other_row": self.other_row, "meant": self.meant}
        return str(_SENTENCES[self.problem]) % told
