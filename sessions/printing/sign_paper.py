"""The list to be signed (danh sách ký tên) on paper: A4, rows high enough for a pen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.papers.fonts import Font
from lms.papers.heading import draw_letterhead, draw_title
from lms.papers.page import Align, Pages, PageSetup
from lms.papers.qr import BULK_MASK, draw_code
from lms.papers.signing import draw_signatures
from lms.papers.typeset import MM, fit, shorten, wrap
from lms.papers.values import Letterhead, Signature
from lms.text import nfc_clean
from sessions.printing.drawing import put_lines
from sessions.printing.rules import SPARE_ROWS, Sheet, reference_of

SHEET = PageSetup(top=15, bottom=15, left=20, right=12)
ROW = 10 * MM
HEAD = 9 * MM
PAD = 1.4 * MM
SIZE = 12.0
THIN = 0.5
CODE = 15 * MM
WIDTHS = (11, 52, 46, 42, 27)
"""millimetres: number, name, position, signature, note; together the width between the margins"""


@dataclass(frozen=True, slots=True)
class SignText:
    """What a list says besides its people; the words are in the language of the paper."""

    letterhead: Letterhead
    kind: str
    subject: str
    lead: tuple[str, ...]
    columns: tuple[str, str, str, str, str]
    continued: str
    """after a unit's name on a later sheet"""
    no_unit: str
    others: str
    """heading of the empty rows at the end"""
    page_of: str
    """Trang {page}/{pages}"""
    signatures: tuple[Signature, Signature]
    site: str
    """where a sheet's address begins, without a trailing slash"""


@dataclass(frozen=True, slots=True)
class Signer:
    """One row."""

    full_name: str
    position: str


def draw_sign_list(
    text: SignText,
    list_id: int,
    sheets: Sequence[Sheet],
    people: Mapping[int, Signer],
    as_of: datetime,
) -> bytes:
    """All sheets as one PDF; the same list gives the same bytes."""
    pages = Pages(SHEET, title=f"{text.kind} {text.subject}", as_of=as_of)
    number, last_unit = 1, None
    for at, sheet in enumerate(sheets, 1):
        if at == 1:
            draw_letterhead(pages, text.letterhead)
            draw_title(pages, text.letterhead.standard, text.kind, text.subject, text.lead)
        else:
            pages.restart()
        grid = _Grid(pages, text.columns)
        for unit, members in sheet:
            name = nfc_clean(unit) or text.no_unit
            grid.unit(f"{name} {text.continued}" if unit == last_unit else name)
            last_unit = unit
            for person_id in members:
                grid.person(number, people[person_id])
                number += 1
        if at == len(sheets):
            grid.unit(text.others)
            grid.spare(SPARE_ROWS)
        grid.close()
        if at == len(sheets):
            draw_signatures(pages, text.signatures)
        _draw_foot(pages, text, list_id, at, len(sheets))
    return pages.close()


class _Grid:
    """The ruled table of one sheet, from the cursor downwards."""

    def __init__(self, pages: Pages, titles: tuple[str, ...]) -> None:
        self._pages = pages
        edges = [pages.left]
        whole = sum(WIDTHS)
        for each in WIDTHS:
            edges.append(edges[-1] + pages.across * each / whole)
        self._edges = edges
        self._flat = [pages.y]
        self._upright: list[tuple[float, float]] = []
        middle = pages.y - HEAD / 2 - SIZE * 0.33
        for title, left, right in zip(titles, edges, edges[1:], strict=False):
            size = fit(title, Font.BOLD, SIZE, right - left - 2 * PAD, 7)
            pages.text((left + right) / 2, middle, title, Font.BOLD, size, Align.CENTRE)
        self._next(HEAD, ruled=True)

    def unit(self, name: str) -> None:
        """A heading across the table: one line, or two smaller ones."""
        pages, room = self._pages, self._pages.across - 2 * PAD
        size = fit(name, Font.BOLD, SIZE, room, 10)
        lines = shorten(name, Font.BOLD, size, room, 2)
        first = pages.y - ROW / 2 - size * 0.33 + (len(lines) - 1) * size * 0.585
        put_lines(pages, lines, pages.left + PAD, first, Font.BOLD, size)
        self._next(ROW, ruled=False)

    def person(self, number: int, signer: Signer) -> None:
        """A numbered row with room to sign."""
        pages, edges = self._pages, self._edges
        middle = pages.y - ROW / 2
        at = (edges[0] + edges[1]) / 2
        pages.text(at, middle - SIZE * 0.33, str(number), Font.REGULAR, SIZE, Align.CENTRE)
        self._cell(1, signer.full_name, Font.REGULAR, SIZE)
        self._cell(2, signer.position, Font.REGULAR, 11)
        self._next(ROW, ruled=True)

    def spare(self, count: int) -> None:
        """Empty rows for people who are not on the list."""
        for _ in range(count):
            self._next(ROW, ruled=True)

    def close(self) -> None:
        """Rule the table."""
        left, right = self._edges[0], self._edges[-1]
        lines = [(left, y, right, y) for y in self._flat]
        lines += [(x, top, x, low) for top, low in self._upright for x in self._edges[1:-1]]
        lines += [(x, self._flat[0], x, self._flat[-1]) for x in (left, right)]
        self._pages.lines(lines, THIN)

    def _cell(self, at: int, words: str, font: Font, size: float) -> None:
        """One line, or two smaller ones where it does not fit."""
        pages, kept = self._pages, nfc_clean(words)
        left, room = self._edges[at] + PAD, self._edges[at + 1] - self._edges[at] - 2 * PAD
        lines = wrap(kept, font, size, room)
        while len(lines) > 1 and (len(lines) > 2 or size > 10.5) and size > 6:
            size -= 0.5
            lines = wrap(kept, font, size, room)
        lines = lines[:2]
        first = pages.y - ROW / 2 - size * 0.33 + (len(lines) - 1) * size * 0.585
        put_lines(pages, lines, left, first, font, size)

    def _next(self, height: float, *, ruled: bool) -> None:
        top = self._pages.y
        self._pages.y -= height
        self._flat.append(self._pages.y)
        if ruled:
            self._upright.append((top, self._pages.y))


def _draw_foot(pages: Pages, text: SignText, list_id: int, at: int, of: int) -> None:
    """Which sheet it is, in words and as a code that opens the page where it is keyed in."""
    low = 7 * MM
    reference = reference_of(list_id, at)
    address = f"{text.site}/{list_id}/{at}"
    draw_code(pages.canvas, address, pages.left - 2 * MM, low - 2 * MM, CODE, BULK_MASK)
    y = low + 3 * MM
    pages.text(pages.left + CODE, y, reference, Font.BOLD, 11)
    page = text.page_of.format(page=at, pages=of)
    pages.text(pages.right, y, page, Font.REGULAR, 11, Align.RIGHT)
