"""The one typeface of all papers: Tinos, which has Times New Roman's widths and full Vietnamese.

reportlab's own fonts lack most Vietnamese letters, so nothing is ever drawn with them.
"""

from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from lms.config import ROOT
from lms.errors import Unavailable
from lms.web.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FOLDER = ROOT / "static" / "vendor" / "fonts"

_lock = Lock()
_faces: dict[str, "TTFont"] = {}


class Font(StrEnum):
    """The four cuts, under the names reportlab knows them by."""

    REGULAR = "Tinos-Regular"
    BOLD = "Tinos-Bold"
    ITALIC = "Tinos-Italic"
    BOLD_ITALIC = "Tinos-BoldItalic"


def face(font: Font) -> "TTFont":
    """The registered face of a cut, for measuring and drawing."""
    register_fonts()
    return _faces[font]


def register_fonts(folder: Path = FOLDER) -> None:
    """Make the four cuts known to reportlab, once per process.

    Raises Unavailable, with a sentence that says what to run, when a file is missing.
    """
    with _lock:
        if not _faces:
            _faces.update(_load(folder))


def _load(folder: Path) -> dict[str, "TTFont"]:
    # reportlab costs start-up time, and most requests never draw a paper
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    missing = [font for font in Font if not (folder / f"{font}.ttf").is_file()]
    if missing:
        raise Unavailable(
            _l("The typeface for printed papers is not installed. Run “make assets” on the server.")
        )
    faces = {font.value: TTFont(font.value, str(folder / f"{font}.ttf")) for font in Font}
    for loaded in faces.values():
        registerFont(loaded)
    addMapping("Tinos", 0, 0, Font.REGULAR)
    addMapping("Tinos", 1, 0, Font.BOLD)
    addMapping("Tinos", 0, 1, Font.ITALIC)
    addMapping("Tinos", 1, 1, Font.BOLD_ITALIC)
    return faces
