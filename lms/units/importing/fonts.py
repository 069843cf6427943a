"""How text in old fonts in a list of units is read, as somebody said after a look at its preview."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from lms.spreadsheets.old_fonts import Font


@dataclass(frozen=True, slots=True)
class Fonts:
    """Everything said about the fonts of one file; nothing said: its text is taken as it stands."""

    converts: bool = False
    """Whether text in an old font is put into Unicode."""
    rows: Mapping[int, Font] = field(default_factory=lambda: MappingProxyType({}))
    """Row number → the font of what may be read in two ways there."""
    all_rows: Font | None = None
    """The same for all rows of which nothing is said."""

    def font_of(self, row: int) -> Font | None:
        """What was said of a row's text that may be read in two ways."""
        return self.rows.get(row, self.all_rows)


AS_IT_STANDS: Final = Fonts()
