"""What is said of the fonts of a list of units: sent with every look at its preview, for nothing of it is kept."""

from collections.abc import Mapping

from lms.people.importing.forms import chosen_rows
from lms.spreadsheets.old_fonts import Font
from lms.units.importing.fonts import Fonts
from lms.units.importing.problems import RejectedUnit, UnitProblem

CONVERTS, ALL_ROWS = "converts", "phong"
MOST_ASKED = 50
"""So many rows that may be read in two ways are shown at once."""


def fonts_sent(sent: Mapping[str, str]) -> Fonts:
    """What an address or a form says: `converts`, `phong` for all rows, `dong-<row>` for one. No such choice is passed over."""
    rows = {row: Font(value) for row, value in chosen_rows(sent).items() if value in set(Font)}
    font = sent.get(ALL_ROWS, "")
    return Fonts(bool(sent.get(CONVERTS)), rows, Font(font) if font in set(Font) else None)


def fonts_kept(fonts: Fonts) -> list[tuple[str, str]]:
    """The same as names and values, for the forms and addresses that go on with it."""
    kept = [(CONVERTS, "y")] if fonts.converts else []
    kept += [(ALL_ROWS, fonts.all_rows.value)] if fonts.all_rows else []
    return kept + [(f"dong-{row}", font.value) for row, font in sorted(fonts.rows.items())]


class FontsAsked:
    """What the preview asks about fonts: how many rows, and what the first of them say either way."""

    def __init__(self, rejected: list[RejectedUnit]) -> None:
        """Count the rows left out for their font."""
        self.legacy = sum(bad.problem is UnitProblem.LEGACY_FONT for bad in rejected)
        unsure = [bad for bad in rejected if bad.problem is UnitProblem.UNSURE_FONT]
        self.unsure, self.rows = len(unsure), unsure[:MOST_ASKED]
