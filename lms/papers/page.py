"""Pages under way: paper size, margins, page numbers, and text put on them quickly."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from lms import clock
from lms.papers.fonts import Font, face
from lms.papers.typeset import MM, width
from lms.text import nfc_clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

NUMBER_SIZE = 13.0
RULE = 0.75
"""points: the lines under headings"""


class Align(StrEnum):
    """Which end of a line stands at the given place."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Millimetres; the defaults are A4 portrait with the margins of NĐ 30/2020, Phụ lục I."""

    wide: float = 210.0
    high: float = 297.0
    top: float = 20.0
    bottom: float = 20.0
    left: float = 30.0
    right: float = 15.0


PORTRAIT = PageSetup()
LANDSCAPE = PageSetup(wide=297.0, high=210.0)


class Pages:
    """A PDF being written from top to bottom; lengths are points, `y` runs upwards.

    The same drawing on the same day gives the same bytes: the file's date is the as-of time.
    """

    def __init__(self, setup: PageSetup, *, title: str, as_of: datetime) -> None:
        """Open the first page, with the cursor at the top margin."""
        self.left = setup.left * MM
        self.right = (setup.wide - setup.right) * MM
        self.top = (setup.high - setup.top) * MM
        self.bottom = setup.bottom * MM
        self.middle = (self.left + self.right) / 2
        self.y = self.top
        self.number = 1
        self._high = setup.high * MM
        self._file = BytesIO()
        self._record: list[str] | None = None
        self._encoded: dict[tuple[Font, str], str] = {}
        self.canvas = self._open(setup, title, as_of)

    @property
    def room(self) -> float:
        """Points left above the bottom margin."""
        return self.y - self.bottom

    @property
    def across(self) -> float:
        """Points between the side margins."""
        return self.right - self.left

    def text(
        self, x: float, y: float, words: str, font: Font, size: float, align: Align = Align.LEFT
    ) -> None:
        """Put one line with its baseline at y; repeated words are encoded once."""
        if not words:
            return
        if align is not Align.LEFT:
            wide = width(words, font, size)
            x -= wide if align is Align.RIGHT else wide / 2
        self.put(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {self.shown(words, font, size)} ET")

    def shown(self, words: str, font: Font, size: float) -> str:
        """The PDF operators that show the words, encoded once for this file."""
        coded = self._encoded.get((font, words)) or self._encode(font, words)
        return coded.replace("@", f"{size:.4g}")

    def put(self, operators: str) -> None:
        """Add finished PDF operators to the page: the fast way for tables of many rows."""
        self.canvas.addLiteral(operators)
        if self._record is not None:
            self._record.append(operators)

    def rule(self, x: float, y: float, length: float, thick: float = RULE) -> None:
        """A horizontal line, centred at x."""
        self.lines([(x - length / 2, y, x + length / 2, y)], thick)

    def lines(self, ends: Iterable[tuple[float, float, float, float]], thick: float) -> None:
        """Many straight lines in one stroke."""
        drawn = " ".join(f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l" for a, b, c, d in ends)
        self.put(f"{thick} w {drawn} S")

    @contextmanager
    def recorded(self) -> Iterator[list[str]]:
        """What is drawn inside, as operators to `put` again on later pages of this file."""
        self._record = []
        yield self._record
        self._record = None

    def turn(self) -> None:
        """Begin the next page, numbered at the top centre; the first page shows no number."""
        self.canvas.showPage()
        self.number += 1
        self.y = self.top
        at = self._high - 12 * MM
        self.text(self.middle, at, str(self.number), Font.REGULAR, NUMBER_SIZE, Align.CENTRE)

    def restart(self) -> None:
        """Begin another paper in the same file: a new page that counts as the first."""
        self.canvas.showPage()
        self.number = 1
        self.y = self.top

    def close(self) -> bytes:
        """The finished file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    def _open(self, setup: PageSetup, title: str, as_of: datetime) -> "Canvas":
        # reportlab costs start-up time, and most requests never draw a paper
        from reportlab.pdfgen.canvas import Canvas

        face(Font.REGULAR)
        canvas = Canvas(
            self._file,
            pagesize=(setup.wide * MM, setup.high * MM),
            invariant=1,
            pageCompression=1,
            initialFontName=Font.REGULAR.value,  # type: ignore[arg-type]  # published as a float
            lang="vi-VN",
        )
        at = clock.local(as_of)
        canvas.setTitle(nfc_clean(title))
        canvas.setAuthor("")
        canvas.setCreator("Điểm Cầu")
        canvas.setDateFormatter(lambda *_: f"D:{at:%Y%m%d%H%M%S}+07'00'")
        return canvas

    def _encode(self, font: Font, words: str) -> str:
        drawn = face(font)
        document = self.canvas._doc  # type: ignore[attr-defined]  # a face codes per document
        shown = " ".join(
            f"{drawn.getSubsetInternalName(subset, document)} @ Tf <{codes.hex()}> Tj"
            for subset, codes in drawn.splitString(words, document)
        )
        self._encoded[font, words] = shown
        return shown
