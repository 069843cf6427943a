"""Signature blocks: the part of a paper that must not be torn apart."""

from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import MM, balance
from lms.papers.values import Signature
from lms.text import nfc_clean

SIZE = 13.0
HINT_SIZE = 12.0
INK = 26 * MM
"""room for a wet signature and a seal (25-30 mm in use)"""
INK_OF_DRAFT = 13 * MM
"""Nobody signs a draft: there is room for initials, and a short table stays on the page of its heading."""
ABOVE = 14.0
LEADING = 1.2


def height_of(signatures: tuple[Signature, ...], across: float, ink: float = INK) -> float:
    """Points that the row of blocks takes, with the gap above it."""
    if not signatures:
        return 0.0
    return ABOVE + max(_block_height(s, across / len(signatures), ink) for s in signatures)


def draw_signatures(pages: Pages, signatures: tuple[Signature, ...], ink: float = INK) -> None:
    """Put the blocks side by side at the cursor, on one page whatever is left of this one."""
    if not signatures:
        return
    needed = height_of(signatures, pages.across, ink)
    if pages.room < needed:
        pages.turn()
    each = pages.across / len(signatures)
    top = pages.y - ABOVE
    for at, signature in enumerate(signatures):
        _draw_block(pages, signature, pages.left + each * (at + 0.5), top, each, ink)
    pages.y -= needed


def _draw_block(
    pages: Pages, signature: Signature, x: float, top: float, room: float, ink: float
) -> None:
    y = top
    for line in _lines(signature, room):
        y -= SIZE * LEADING
        pages.text(x, y, line, Font.BOLD, SIZE, Align.CENTRE)
    if signature.hint:
        y -= HINT_SIZE * LEADING
        pages.text(x, y, nfc_clean(signature.hint), Font.ITALIC, HINT_SIZE, Align.CENTRE)
    y -= ink + SIZE
    pages.text(x, y, nfc_clean(signature.name), Font.BOLD, SIZE, Align.CENTRE)


def _block_height(signature: Signature, room: float, ink: float) -> float:
    hint = HINT_SIZE * LEADING if signature.hint else 0.0
    return len(_lines(signature, room)) * SIZE * LEADING + hint + ink + SIZE + 4


def _lines(signature: Signature, room: float) -> list[str]:
    return [
        part
        for line in signature.lines
        for part in balance(nfc_clean(line).upper(), Font.BOLD, SIZE, room * 0.95)
    ]
