"""Invitations on paper: two to an A4 sheet, each A5 across, cut along the line in the middle."""

from collections.abc import Sequence
from datetime import datetime

from lms.papers import wording
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages, PageSetup
from lms.papers.qr import draw_code
from lms.papers.typeset import MM, balance, fit, shorten, width, wrap
from lms.papers.values import Standard
from lms.text import nfc_clean
from sessions.invitations.cards import Card, Occasion
from sessions.invitations.codes import show_code
from sessions.invitations.enums import InvitationKind

SHEET = PageSetup(top=0, bottom=0, left=14, right=14)
HALF = 148.5 * MM
CODE_SIDE = 26 * MM
CODE_FORM = "code"
BODY, SMALL = 11.0, 9.5
LABEL_ROOM = 25 * MM
FOOT = 42 * MM
"""kept free for the code and the signature"""

_TITLES = {InvitationKind.INVITE: "GIẤY MỜI", InvitationKind.SUMMON: "GIẤY TRIỆU TẬP"}
_ASKS = {
    InvitationKind.INVITE: "trân trọng kính mời đồng chí dự:",
    InvitationKind.SUMMON: "triệu tập đồng chí dự:",
}


def draw_invitations(
    occasion: Occasion, cards: Sequence[Card], kind: InvitationKind, as_of: datetime
) -> bytes:
    """All invitations as one PDF to print and cut. Raises ValueError for none at all."""
    if not cards:
        raise ValueError("there is nobody to invite")
    pages = Pages(SHEET, title=f"{_TITLES[kind]} {occasion.title}", as_of=as_of)
    _keep_code(pages, f"{occasion.site}/dang-nhap")
    for place, card in enumerate(cards):
        if place and place % 2 == 0:
            pages.restart()
        top = pages.top if place % 2 == 0 else pages.top - HALF
        _draw_card(pages, occasion, card, kind, top)
        if place % 2 == 0:
            pages.lines([(0, HALF, 6 * MM, HALF), (204 * MM, HALF, 210 * MM, HALF)], 0.4)
    return pages.close()


def _draw_card(
    pages: Pages, occasion: Occasion, card: Card, kind: InvitationKind, top: float
) -> None:
    floor = top - HALF + 9 * MM
    y = _draw_head(pages, occasion, top - 10 * MM)
    y = _draw_title(pages, occasion, card, kind, y)
    y = _draw_facts(pages, occasion, card, y)
    _draw_programme(pages, occasion, card, y, floor + FOOT - 6 * MM)
    _draw_foot(pages, occasion, card, floor)


def _draw_head(pages: Pages, occasion: Occasion, y: float) -> float:
    """A small letterhead: issuer at the left, nation or Party at the right."""
    head = occasion.letterhead
    left, right = pages.left + pages.across * 0.21, pages.left + pages.across * 0.74
    room = pages.across * 0.42
    issuer_y = y
    if head.parent:
        parent = nfc_clean(head.parent).upper()
        size = fit(parent, Font.REGULAR, SMALL, room, 7)
        pages.text(left, issuer_y, parent, Font.REGULAR, size, Align.CENTRE)
        issuer_y -= 12
    lines = balance(nfc_clean(head.issuer).upper(), Font.BOLD, SMALL, room)
    for line in lines:
        pages.text(left, issuer_y, line, Font.BOLD, SMALL, Align.CENTRE)
        issuer_y -= 12
    if head.standard is Standard.PARTY:
        pages.text(left, issuer_y, "*", Font.REGULAR, SMALL, Align.CENTRE)
        pages.text(right, y, wording.PARTY, Font.BOLD, 11, Align.CENTRE)
        pages.rule(right, y - 3, width(wording.PARTY, Font.BOLD, 11), 0.5)
        return min(issuer_y, y - 12) - 4
    pages.rule(left, issuer_y + 8, width(lines[-1], Font.BOLD, SMALL) * 0.4, 0.5)
    pages.text(right, y, wording.NATION, Font.BOLD, SMALL, Align.CENTRE)
    pages.text(right, y - 12, wording.MOTTO, Font.BOLD, 10.5, Align.CENTRE)
    pages.rule(right, y - 15.5, width(wording.MOTTO, Font.BOLD, 10.5), 0.5)
    return min(issuer_y, y - 24)


def _draw_title(
    pages: Pages, occasion: Occasion, card: Card, kind: InvitationKind, y: float
) -> float:
    y -= 14
    pages.text(pages.middle, y, _TITLES[kind], Font.BOLD, 17, Align.CENTRE)
    y -= 20
    name = f"Đồng chí: {nfc_clean(card.full_name)}"
    size = fit(name, Font.BOLD, 14, pages.across, 9)
    pages.text(pages.middle, y, name, Font.BOLD, size, Align.CENTRE)
    who = " – ".join(part for part in (card.position, card.unit) if part)
    if who:
        y = _draw_centred(pages, nfc_clean(who), y - 14)
    y = _draw_centred(pages, f"{nfc_clean(occasion.letterhead.issuer)} {_ASKS[kind]}", y - 17)
    for line in balance(nfc_clean(occasion.title), Font.BOLD, 12, pages.across * 0.92):
        y -= 15
        pages.text(pages.middle, y, line, Font.BOLD, 12, Align.CENTRE)
    return y - 8


def _draw_centred(pages: Pages, words: str, y: float) -> float:
    """One line, a little smaller where it must be; else two, ended by dots where more would follow."""
    size = fit(words, Font.REGULAR, BODY, pages.across, SMALL)
    for number, line in enumerate(shorten(words, Font.REGULAR, size, pages.across, 2)):
        y -= 12 if number else 0
        pages.text(pages.middle, y, line, Font.REGULAR, size, Align.CENTRE)
    return y


def _draw_facts(pages: Pages, occasion: Occasion, card: Card, y: float) -> float:
    place = ", ".join(part for part in (card.venue, card.address) if part)
    if card.seat:
        place += f" (ghế {card.seat})"
    facts = [("Thời gian:", occasion.when), ("Địa điểm:", place), ("Chủ trì:", occasion.chair)]
    for label, value in facts:
        if value:
            y = _draw_fact(pages, label, value, y)
    return y


def _draw_fact(pages: Pages, label: str, value: str, y: float) -> float:
    y -= 15
    pages.text(pages.left, y, label, Font.REGULAR, BODY)
    for number, line in enumerate(
        wrap(nfc_clean(value), Font.BOLD, BODY, pages.across - LABEL_ROOM)
    ):
        y -= 14 if number else 0
        pages.text(pages.left + LABEL_ROOM, y, line, Font.BOLD, BODY)
    return y


def _draw_programme(pages: Pages, occasion: Occasion, card: Card, y: float, floor: float) -> None:
    """The sittings of the person's venue and the note, as far as there is room."""
    room = pages.across - LABEL_ROOM
    lines = [
        f"{each.when}  {each.title}" + (f" – {each.rapporteur}" if each.rapporteur else "")
        for each in card.programme
    ]
    left = max(1, int((y - floor) // 13))
    if len(lines) > left:
        lines = [*lines[: left - 1], "…"]
    if lines:
        y -= 15
        pages.text(pages.left, y, "Chương trình:", Font.REGULAR, BODY)
    for number, line in enumerate(lines):
        y -= 13 if number else 0
        words = nfc_clean(line)
        size = fit(words, Font.REGULAR, BODY, room, 7.5)
        (shown,) = shorten(words, Font.REGULAR, size, room, 1)
        pages.text(pages.left + LABEL_ROOM, y, shown, Font.REGULAR, size)
    for line in wrap(nfc_clean(occasion.note), Font.ITALIC, SMALL, pages.across):
        if line and y - 13 >= floor:
            y -= 13
            pages.text(pages.left, y, line, Font.ITALIC, SMALL)


def _keep_code(pages: Pages, address: str) -> None:
    """Draw the code once for the whole file; every invitation shows the same one."""
    pages.canvas.beginForm(CODE_FORM, 0, 0, CODE_SIDE, CODE_SIDE)
    draw_code(pages.canvas, address, 0, 0, CODE_SIDE)
    pages.canvas.endForm()


def _show_code(pages: Pages, x: float, y: float) -> None:
    pages.canvas.saveState()
    pages.canvas.translate(x, y)
    pages.canvas.doForm(CODE_FORM)
    pages.canvas.restoreState()


def _draw_foot(pages: Pages, occasion: Occasion, card: Card, floor: float) -> None:
    """The code at the left, room for ink at the right."""
    _show_code(pages, pages.left - 2 * MM, floor)
    x, y = pages.left + CODE_SIDE, floor + CODE_SIDE - 4 * MM
    pages.text(x, y, "Mã cá nhân", Font.REGULAR, SMALL)
    pages.text(x, y - 17, show_code(card.code), Font.BOLD, 17)
    host = occasion.site.partition("://")[2]
    hints = (
        "Giữ kín mã, không chuyển cho người khác.",
        "Mã chỉ dùng để điểm danh. Tài liệu, bài kiểm tra: quét mã bên, đăng nhập.",
        f"Tại hội trường: quét mã trên màn hình, hoặc vào {host}/ma",
    )
    for number, hint in enumerate(hints):
        size = fit(hint, Font.ITALIC, 9, pages.across * 0.47, 7)
        pages.text(x, y - 32 - 11 * number, hint, Font.ITALIC, size)
    right = pages.left + pages.across * 0.82
    day = f"Ngày      tháng      năm {occasion.letterhead.year or ''}"
    pages.text(right, floor + 30 * MM, day, Font.ITALIC, BODY, Align.CENTRE)
    pages.text(right, floor + 25 * MM, "THỦ TRƯỞNG ĐƠN VỊ", Font.BOLD, BODY, Align.CENTRE)
