"""Personal cards: eight to an A4 sheet, with marks to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.papers.cutting import CUT_SHEET, EIGHT, EIGHT_PAD
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import MM, balance, fit, wrap
from lms.text import nfc_clean
from sessions.printing.drawing import GREY, INK, RED, colour, put_code, put_lines, set_large

WIDE, HIGH, PAD = EIGHT.wide, EIGHT.high, EIGHT_PAD
CODE = 33 * MM


@dataclass(frozen=True, slots=True)
class CardFace:
    """What one card shows."""

    full_name: str
    position: str
    unit: str
    venue: str
    seat: str
    address: str
    """in the QR"""
    typed: str
    """the personal code as it is printed; empty where none was issued"""


@dataclass(frozen=True, slots=True)
class CardHead:
    """What all cards of a conference share."""

    issuer: str
    title: str
    when: str


def draw_cards(head: CardHead, faces: Sequence[CardFace], as_of: datetime) -> bytes:
    """All cards as one PDF. Raises ValueError for none at all."""
    if not faces:
        raise ValueError("there is nobody to print a card for")
    pages = Pages(CUT_SHEET, title=f"Thẻ đại biểu {head.title}", as_of=as_of)
    shared = ""
    pieces = EIGHT.pieces(pages, len(faces), _draw_marks)
    for face, (x, y) in zip(faces, pieces, strict=True):
        pages.put(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        if shared:
            pages.put(shared)
        else:
            with pages.recorded() as drawn:
                _draw_head(pages, head)
            shared = " ".join(drawn)
        _draw_face(pages, face)
        pages.put("Q")
    return pages.close()


def _draw_marks(pages: Pages) -> None:
    """Short lines in the margins and crosses where four cards meet; nothing crosses a card."""
    xs, ys = EIGHT.xs, EIGHT.ys
    low, high, left, right = ys[0], ys[-1], xs[0], xs[-1]
    long, gap, arm = 5 * MM, 1.5 * MM, 2 * MM
    margins = [(x, low - gap - long, x, low - gap) for x in xs]
    margins += [(x, high + gap, x, high + gap + long) for x in xs]
    margins += [(left - gap - long, y, left - gap, y) for y in ys]
    margins += [(right + gap, y, right + gap + long, y) for y in ys]
    crosses = [(x - arm, y, x + arm, y) for x in xs[1:-1] for y in ys[1:-1]]
    crosses += [(x, y - arm, x, y + arm) for x in xs[1:-1] for y in ys[1:-1]]
    pages.put(f"{GREY} RG")
    pages.lines(margins, 0.4)
    pages.lines(crosses, 0.3)


def _draw_head(pages: Pages, head: CardHead) -> None:
    """Issuer, conference, day; a red line below."""
    middle, room = WIDE / 2, WIDE - 2 * PAD
    colour(pages, GREY)
    issuer = nfc_clean(head.issuer).upper()
    size = fit(issuer, Font.REGULAR, 7.5, room, 5)
    pages.text(middle, HIGH - 6.2 * MM, issuer, Font.REGULAR, size, Align.CENTRE)
    colour(pages, RED)
    lines = balance(nfc_clean(head.title), Font.BOLD, 9.5, room)
    size = 9.5
    if len(lines) > 2:
        lines = balance(nfc_clean(head.title), Font.BOLD, 7.5, room)[:2]
        size = 7.5
    y = HIGH - (10.4 if len(lines) > 1 else 11.6) * MM
    y = put_lines(pages, lines, middle, y, Font.BOLD, size, Align.CENTRE)
    colour(pages, GREY)
    pages.text(middle, HIGH - 17.9 * MM, head.when, Font.ITALIC, 8, Align.CENTRE)
    pages.put(f"{RED} RG")
    pages.rule(middle, HIGH - 19.6 * MM, room, 0.9)


def _draw_face(pages: Pages, face: CardFace) -> None:
    """The name across the card, the rest beside the code."""
    colour(pages, INK)
    # Two lines of more than 13 points would run into the code.
    lines, size = set_large(nfc_clean(face.full_name), Font.BOLD, 21, WIDE - 2 * PAD, 13)
    y = HIGH - (24.8 if len(lines) > 1 else 28) * MM
    y = put_lines(pages, lines, PAD, y, Font.BOLD, size)
    _draw_facts(pages, face, min(y, HIGH - 33 * MM))
    x, side = WIDE - CODE - 2 * MM, CODE
    put_code(pages, face.address, x, 5.6 * MM, side)
    colour(pages, INK)
    if face.typed:
        pages.text(x + side / 2, 4.4 * MM, face.typed, Font.BOLD, 11, Align.CENTRE)


def _draw_facts(pages: Pages, face: CardFace, y: float) -> None:
    room = WIDE - CODE - PAD - 3 * MM
    colour(pages, INK)
    for words, font, size, most in (
        (face.position, Font.ITALIC, 10.5, 2),
        (face.unit, Font.BOLD, 10, 3),
    ):
        if words:
            y = _draw_wrapped(pages, words, font, size, most, y, room) - 1.2
    colour(pages, GREY)
    below = [face.venue, f"Ghế: {face.seat}" if face.seat else ""]
    rows = [
        line for words in below if words for line in wrap(nfc_clean(words), Font.REGULAR, 9, room)
    ]
    at = 4.6 * MM + (len(rows) - 1) * 10.5
    for row in rows:
        pages.text(PAD, min(at, y), row, Font.REGULAR, 9)
        at -= 10.5


def _draw_wrapped(
    pages: Pages, words: str, font: Font, size: float, most: int, y: float, room: float
) -> float:
    """Wrapped to at most so many lines: smaller where that is not enough, then ended by dots."""
    kept = nfc_clean(words)
    while len(wrap(kept, font, size, room)) > most and size > 7.5:
        size -= 0.5
    lines = wrap(kept, font, size, room)
    if len(lines) > most:
        lines = (*lines[: most - 1], f"{lines[most - 1]} …")
    return put_lines(pages, lines, PAD, y, font, size)
