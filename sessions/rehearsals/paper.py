"""The go / no-go sheet of a venue (phiếu tổng duyệt), and the page that tries its printer.

The words are those of the moment's language; papers are asked for in Vietnamese.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.papers.fonts import Font
from lms.papers.heading import draw_letterhead, draw_title
from lms.papers.page import PORTRAIT, Align, Pages
from lms.papers.prose import draw_lines
from lms.papers.qr import draw_code
from lms.papers.signing import draw_signatures, height_of
from lms.papers.table import Table
from lms.papers.typeset import MM, fit, wrap
from lms.papers.values import Cell, Column, Kind, Letterhead, Signature
from lms.text import nfc_clean
from lms.web.format import format_datetime, format_day
from lms.web.i18n import gettext as _
from sessions.rehearsals.queries import Readiness
from sessions.rehearsals.rules import in_the_way
from sessions.rehearsals.wording import CHECKS, SHORT, limit_words, standing_words, value_words

TABLE_SIZE = 12.0
VERDICT_SIZE = 16.0
NOTE_SIZE = 12.0
CODE_SIDE = 60 * MM
RULER_MM = 100


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all sheets of a rehearsal share."""

    letterhead: Letterhead
    title: str
    """of the conference that was rehearsed"""
    rehearsed_at: datetime
    as_of: datetime


def draw_sheets(occasion: Occasion, venues: Sequence[Readiness]) -> bytes:
    """One sheet for each venue, in one file; the same values give the same bytes."""
    kind = _("REHEARSAL SHEET")
    pages = Pages(PORTRAIT, title=f"{kind} {occasion.title}", as_of=occasion.as_of)
    for number, venue in enumerate(venues):
        if number:
            pages.restart()
        _draw_sheet(pages, occasion, venue, kind)
    return pages.close()


def _draw_sheet(pages: Pages, occasion: Occasion, venue: Readiness, kind: str) -> None:
    draw_letterhead(pages, occasion.letterhead)
    place = ", ".join(part for part in (venue.venue.name, venue.venue.address) if part)
    lead = (
        _("Venue: %(name)s", name=place),
        _(
            "Rehearsed on %(day)s; figures as of %(moment)s",
            day=format_day(occasion.rehearsed_at),
            moment=format_datetime(occasion.as_of),
        ),
    )
    draw_title(pages, occasion.letterhead.standard, kind, occasion.title, lead)
    signatures = _signatures()
    table = Table(pages, _columns(), TABLE_SIZE, numbers=False)
    table.draw(_rows(venue), None, tail=height_of(signatures, pages.across) + 90)
    pages.y -= 10
    _draw_verdict(pages, venue)
    draw_signatures(pages, signatures)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("No."), 13, Kind.MARK),
        Column(_("Check"), 63),
        Column(_("Measured"), 30, Kind.MARK),
        Column(_("Asked for"), 30, Kind.MARK),
        Column(_("Result"), 34, Kind.MARK),
    )


def _rows(venue: Readiness) -> list[tuple[Cell, ...]]:
    return [
        (
            number,
            str(CHECKS[point.check]),
            value_words(point),
            limit_words(point),
            standing_words(point),
        )
        for number, point in enumerate(venue.points, 1)
    ]


def _draw_verdict(pages: Pages, venue: Readiness) -> None:
    """The verdict in a frame, and what is in its way."""
    words = _("READY") if venue.is_ready else _("NOT READY")
    missing = ", ".join(str(SHORT[point.check]) for point in in_the_way(venue.points))
    lines = wrap(_("Still missing: %(what)s.", what=missing), Font.REGULAR, 13, pages.across - 24)
    high = VERDICT_SIZE + 18 + (0 if venue.is_ready else len(lines) * 17)
    pages.canvas.setLineWidth(1.5)
    pages.canvas.rect(pages.left, pages.y - high, pages.across, high)
    y = pages.y - VERDICT_SIZE - 8
    verdict = _("VERDICT: %(words)s", words=words)
    pages.text(pages.middle, y, verdict, Font.BOLD, VERDICT_SIZE, Align.CENTRE)
    for line in () if venue.is_ready else lines:
        y -= 17
        pages.text(pages.middle, y, line, Font.REGULAR, 13, Align.CENTRE)
    pages.y -= high + 6
    draw_lines(pages, (_("Remarks:"),), Font.REGULAR, NOTE_SIZE)
    for _number in range(2):
        pages.y -= 20
        pages.lines([(pages.left, pages.y, pages.right, pages.y)], 0.4)


def _signatures() -> tuple[Signature, ...]:
    hint = _("(Signature, full name)")
    return (
        Signature((_("Checked by"),), hint=hint),
        Signature((_("In charge of the venue"),), hint=hint),
    )


def draw_test_page(title: str, venue_name: str, address: str, as_of: datetime) -> bytes:
    """A page that shows whether a printer is fit for cards and posters: letters, a code, a ruler."""
    pages = Pages(PORTRAIT, title=_("TEST PAGE"), as_of=as_of)
    pages.y -= 20
    pages.text(pages.middle, pages.y, _("TEST PAGE"), Font.BOLD, 20, Align.CENTRE)
    for words in (title, venue_name, format_datetime(as_of)):
        pages.y -= 20
        size = fit(nfc_clean(words), Font.REGULAR, 13, pages.across, 8)
        pages.text(pages.middle, pages.y, nfc_clean(words), Font.REGULAR, size, Align.CENTRE)
    pages.y -= 24 + CODE_SIDE
    draw_code(pages.canvas, address, pages.middle - CODE_SIDE / 2, pages.y, CODE_SIDE)
    _draw_ruler(pages)
    pages.y -= 12
    for size in (9.0, 11.0, 14.0):
        sample = "Đồng chí Nguyễn Thị Ánh – Điểm cầu chính – ẲẴẶỆỖỮ ằẵặệỗữ 0123456789"
        pages.y -= size * 1.8
        pages.text(pages.middle, pages.y, sample, Font.REGULAR, size, Align.CENTRE)
    pages.y -= 30
    asks = (
        _("1. A phone reads the code from an arm's length."),
        _("2. The line is 100 mm long: the printer does not shrink the page."),
        _("3. All letters with marks are whole, in each size."),
    )
    draw_lines(pages, asks, Font.REGULAR, 13)
    return pages.close()


def _draw_ruler(pages: Pages) -> None:
    pages.y -= 24
    left, long = pages.middle - RULER_MM / 2 * MM, RULER_MM * MM
    ends = [(left, pages.y, left + long, pages.y)]
    for tenth in range(11):
        x = left + tenth * long / 10
        ends.append((x, pages.y, x, pages.y + (9 if tenth % 5 == 0 else 5)))
    pages.lines(ends, 0.75)
    pages.y -= 14
    pages.text(pages.middle, pages.y, f"{RULER_MM} mm", Font.REGULAR, 10, Align.CENTRE)
