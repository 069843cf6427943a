"""The two letterheads and the title, arranged as their standards have it.

State: Nghị định 30/2020/NĐ-CP, Phụ lục I. Party: Hướng dẫn 36-HD/VPTW. Of the width, the issuer
takes 68 parts and the nation or the Party 97, as on a portrait page of 165 mm.
"""

from dataclasses import dataclass

from lms.papers import wording
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import balance, fit, width, wrap
from lms.papers.values import Letterhead, Standard
from lms.text import nfc_clean

ISSUER_PART = 68 / 165
LEADING = 1.2
"""lines of a heading stand at this multiple of their size"""
UNDER = 4.0
"""points from a baseline to the line below the text"""


@dataclass(frozen=True, slots=True)
class _Sizes:
    nation: float
    issuer: float
    day: float
    number: float
    kind: float
    subject: float


_SIZES = {
    Standard.STATE: _Sizes(nation=13, issuer=13, day=13, number=13, kind=14, subject=14),
    Standard.PARTY: _Sizes(nation=15, issuer=14, day=14, number=14, kind=16, subject=14),
}


@dataclass(frozen=True, slots=True)
class NamesDrawn:
    """Where the two halves of a letterhead stand and how far down they reach."""

    left_x: float
    right_x: float
    left_y: float
    right_y: float


def draw_letterhead(pages: Pages, head: Letterhead) -> None:
    """Put the letterhead at the cursor and move the cursor below it."""
    sizes = _SIZES[head.standard]
    names = draw_names(pages, head)
    if head.standard is Standard.PARTY:
        day_y = min(names.left_y, names.right_y - sizes.day * LEADING)
        number_y = names.left_y - sizes.number * LEADING - 2
    else:
        number_y = day_y = min(names.left_y, names.right_y) - sizes.number * LEADING
    number, day = wording.number_line(head), wording.day_line(head)
    pages.text(names.left_x, number_y, number, Font.REGULAR, sizes.number, Align.CENTRE)
    pages.text(names.right_x, day_y, day, Font.ITALIC, sizes.day, Align.CENTRE)
    pages.y = min(number_y, day_y)
    if head.draft:
        _draw_draft_mark(pages, names.left_x)


def draw_names(pages: Pages, head: Letterhead) -> NamesDrawn:
    """Issuer at the left, nation or Party at the right, below the cursor, which stays."""
    sizes = _SIZES[head.standard]
    left_room = pages.across * ISSUER_PART
    left_x = pages.left + left_room / 2
    right_x = pages.left + left_room + (pages.across - left_room) / 2
    right_room = pages.across - left_room - 6
    top = pages.y - sizes.nation
    left_y = _draw_issuer(pages, head, left_x, top, left_room - 6)
    draw_right = _draw_party if head.standard is Standard.PARTY else _draw_nation
    right_y = draw_right(pages, right_x, top, sizes, right_room)
    return NamesDrawn(left_x, right_x, left_y, right_y)


def draw_title(
    pages: Pages, standard: Standard, kind: str, subject: str, lead: tuple[str, ...] = ()
) -> None:
    """The name of the paper, what it is about, and the lines of its scope, all centred."""
    sizes = _SIZES[standard]
    pages.y -= sizes.kind + 16
    pages.text(pages.middle, pages.y, nfc_clean(kind), Font.BOLD, sizes.kind, Align.CENTRE)
    lines = balance(nfc_clean(subject), Font.BOLD, sizes.subject, pages.across * 0.86)
    _draw_centred(pages, lines, Font.BOLD, sizes.subject)
    if standard is Standard.PARTY:
        pages.y -= 12
        pages.text(pages.middle, pages.y, "-----", Font.REGULAR, sizes.subject, Align.CENTRE)
    else:
        pages.y -= 7
        pages.rule(pages.middle, pages.y, width(lines[-1], Font.BOLD, sizes.subject) * 0.4)
    if lead:
        pages.y -= 2
    for line in lead:
        _draw_centred(pages, wrap(nfc_clean(line), Font.ITALIC, 13, pages.across), Font.ITALIC, 13)
    pages.y -= 10


def _draw_issuer(pages: Pages, head: Letterhead, x: float, y: float, room: float) -> float:
    """Parent and issuer with what stands below them; the baseline reached."""
    size = _SIZES[head.standard].issuer
    name = balance(nfc_clean(head.issuer).upper(), Font.BOLD, size, room)
    if head.parent:
        for line in balance(nfc_clean(head.parent).upper(), Font.REGULAR, size, room):
            pages.text(x, y, line, Font.REGULAR, size, Align.CENTRE)
            y -= size * LEADING
    for line in name:
        pages.text(x, y, line, Font.BOLD, size, Align.CENTRE)
        y -= size * LEADING
    if head.standard is Standard.PARTY:
        pages.text(x, y - 2, "*", Font.REGULAR, size, Align.CENTRE)
        return y
    y += size * LEADING - UNDER
    pages.rule(x, y, width(name[-1], Font.BOLD, size) * 0.4)
    return y


def _draw_nation(pages: Pages, x: float, y: float, sizes: _Sizes, room: float) -> float:
    size = fit(wording.NATION, Font.BOLD, sizes.nation, room, 10)
    pages.text(x, y, wording.NATION, Font.BOLD, size, Align.CENTRE)
    y -= sizes.nation * LEADING
    pages.text(x, y, wording.MOTTO, Font.BOLD, size + 0.5, Align.CENTRE)
    y -= UNDER
    pages.rule(x, y, width(wording.MOTTO, Font.BOLD, size + 0.5))
    return y


def _draw_party(pages: Pages, x: float, y: float, sizes: _Sizes, room: float) -> float:
    size = fit(wording.PARTY, Font.BOLD, sizes.nation, room, 12)
    pages.text(x, y, wording.PARTY, Font.BOLD, size, Align.CENTRE)
    pages.rule(x, y - UNDER, width(wording.PARTY, Font.BOLD, size))
    return y - UNDER


def _draw_draft_mark(pages: Pages, x: float) -> None:
    size = 13
    pages.y -= size * LEADING + 8
    pages.text(x, pages.y, wording.DRAFT, Font.BOLD, size, Align.CENTRE)
    wide = width(wording.DRAFT, Font.BOLD, size) + 14
    pages.canvas.setLineWidth(0.75)
    pages.canvas.rect(x - wide / 2, pages.y - 5, wide, size + 6)


def _draw_centred(pages: Pages, lines: tuple[str, ...], font: Font, size: float) -> None:
    for line in lines:
        pages.y -= size * LEADING
        pages.text(pages.middle, pages.y, line, font, size, Align.CENTRE)
