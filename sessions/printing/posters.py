"""The poster of a gate: its printed code, three steps in pictures and words; A4, A3 or A1.

Everything is drawn in the millimetres of A4 and scaled, so that the three sizes look alike.
"""

from dataclasses import dataclass
from datetime import datetime

from lms.papers import wording
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages, PageSetup
from lms.papers.typeset import MM, balance, fit
from lms.papers.values import Letterhead, Standard
from lms.text import nfc_clean
from sessions.printing.drawing import GOLD, GREY, INK, LINE, RED, colour, put_code, put_lines
from sessions.printing.enums import PosterSize
from sessions.printing.pictograms import Draw, draw_camera, draw_press, draw_scan

WIDE, HIGH = 210 * MM, 297 * MM
MIDDLE = WIDE / 2
ROOM = WIDE - 36 * MM
CODE = 104 * MM
CODE_BELOW = 92 * MM


@dataclass(frozen=True, slots=True)
class PosterText:
    """What a poster says; the words are in the language of the paper."""

    letterhead: Letterhead
    title: str
    """DIEM DANH, in the paper's language"""
    conference: str
    session: str
    venue: str
    when: str
    steps: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    """for each step what to do, and how"""
    foot: tuple[str, ...]
    address: str
    """in the QR"""


def draw_poster(text: PosterText, size: PosterSize, as_of: datetime) -> bytes:
    """The poster as a PDF of one page; the same text gives the same bytes."""
    wide, high = size.millimetres
    setup = PageSetup(wide=wide, high=high, top=0, bottom=0, left=0, right=0)
    pages = Pages(setup, title=f"{text.title} {text.venue}", as_of=as_of)
    scale = wide / 210
    shift = (
        (high - 297 * scale) / 2 * MM
    )  # A1 is a hair lower than its A4 times the square root of 8
    pages.put(f"q {scale:.5f} 0 0 {scale:.5f} 0 {shift:.3f} cm")
    _draw_frame(pages)
    y = _draw_issuer(pages, text.letterhead)
    _draw_title(pages, text, y)
    _draw_code(pages, text.address)
    for number, (step, draw) in enumerate(
        zip(text.steps, (draw_camera, draw_scan, draw_press), strict=True)
    ):
        _draw_step(pages, number, step, draw)
    _draw_foot(pages, text.foot)
    pages.put("Q")
    return pages.close()


def _draw_frame(pages: Pages) -> None:
    """A red line and a thread of gold around the sheet, where every printer can print."""
    pages.put(f"{RED} RG 2.4 w {8 * MM:.2f} {8 * MM:.2f} {194 * MM:.2f} {281 * MM:.2f} re S")
    pages.put(f"{GOLD} RG 0.7 w {10 * MM:.2f} {10 * MM:.2f} {190 * MM:.2f} {277 * MM:.2f} re S")


def _draw_issuer(pages: Pages, head: Letterhead) -> float:
    y = HIGH - 20 * MM
    colour(pages, GREY)
    above = wording.PARTY if head.standard is Standard.PARTY else head.parent
    for words, font, size in ((above, Font.REGULAR, 12.0), (head.issuer, Font.BOLD, 13.0)):
        line = nfc_clean(words).upper()
        if line:
            pages.text(MIDDLE, y, line, font, fit(line, font, size, ROOM, 8), Align.CENTRE)
            y -= 17
    return y


def _draw_title(pages: Pages, text: PosterText, y: float) -> None:
    """The word, the conference, and a band with session, venue and time."""
    y -= 44
    colour(pages, RED)
    size = fit(text.title, Font.BOLD, 54, ROOM, 30)
    pages.text(MIDDLE, y, text.title, Font.BOLD, size, Align.CENTRE)
    pages.put(f"{GOLD} RG")
    pages.rule(MIDDLE, y - 13, 70 * MM, 1.4)
    y -= 40
    colour(pages, INK)
    for words, largest, font, most in (
        (text.session, 20.0, Font.BOLD, 2),
        (text.conference, 13.0, Font.REGULAR, 2),
        (f"{text.venue}  ·  {text.when}", 15.0, Font.BOLD, 1),
    ):
        lines, size = _fitted(nfc_clean(words), font, largest, most)
        y = put_lines(pages, lines, MIDDLE, y, font, size, Align.CENTRE) - 5


def _fitted(words: str, font: Font, size: float, most: int) -> tuple[tuple[str, ...], float]:
    while len(lines := balance(words, font, size, ROOM)) > most and size > 8:
        size -= 0.5
    return lines, size


def _draw_code(pages: Pages, address: str) -> None:
    x = MIDDLE - CODE / 2
    pages.put("q 1 g")
    pages.put(f"{RED} RG")
    pages.canvas.setLineWidth(2)
    pages.canvas.roundRect(x, CODE_BELOW, CODE, CODE, 4 * MM, stroke=1, fill=1)
    pages.put("Q")
    inset = 1 * MM
    put_code(pages, address, x + inset, CODE_BELOW + inset, CODE - 2 * inset)


def _draw_step(pages: Pages, number: int, step: tuple[str, str], draw: Draw) -> None:
    """One of three columns: picture, number, what to do, how."""
    column = ROOM / 3
    middle = 18 * MM + column * (number + 0.5)
    scale = 31 * MM / 100
    pages.put(f"q {scale:.4f} 0 0 {scale:.4f} {middle - 50 * scale:.2f} {54 * MM:.2f} cm")
    draw(pages)
    pages.put("Q")
    colour(pages, RED)
    pages.canvas.circle(middle - 17 * MM, 79 * MM, 4.6 * MM, stroke=0, fill=1)
    colour(pages, "1 1 1")
    pages.text(middle - 17 * MM, 79 * MM - 5.2, str(number + 1), Font.BOLD, 16, Align.CENTRE)
    colour(pages, INK)
    size = fit(step[0], Font.BOLD, 15, column - 4, 9)
    pages.text(middle, 47 * MM, step[0], Font.BOLD, size, Align.CENTRE)
    lines = balance(step[1], Font.REGULAR, 10.5, column - 10)
    put_lines(pages, lines, middle, 41.5 * MM, Font.REGULAR, 10.5, Align.CENTRE)


def _draw_foot(pages: Pages, foot: tuple[str, ...]) -> None:
    pages.put(f"{GOLD} RG")
    pages.rule(MIDDLE, 26 * MM, ROOM, 0.7)
    colour(pages, GREY)
    y = 20.5 * MM
    for line in foot:
        size = fit(nfc_clean(line), Font.ITALIC, 10.5, ROOM, 7)
        pages.text(MIDDLE, y, nfc_clean(line), Font.ITALIC, size, Align.CENTRE)
        y -= 10.5 * LINE
