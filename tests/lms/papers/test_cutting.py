"""Sheets cut into equal pieces: each piece lies on the paper, beside its neighbours, and sheets follow each other."""

from lms import clock
from lms.papers.cutting import CUT_SHEET, EIGHT, Cuts
from lms.papers.page import Pages
from lms.papers.typeset import MM


def spots(cuts: Cuts, count: int) -> tuple[list[tuple[float, float]], int]:
    sheets = []
    pages = Pages(CUT_SHEET, title="Thử", as_of=clock.now())
    found = list(cuts.pieces(pages, count, lambda _pages: sheets.append(1)))
    return found, len(sheets)


def test_pieces_run_row_by_row_from_the_top() -> None:
    (first, second, third, *_rest), sheets = spots(EIGHT, 8)
    assert sheets == 1
    assert first[1] == second[1] > third[1]
    assert second[0] - first[0] == EIGHT.wide
    assert third == (first[0], first[1] - EIGHT.high)


def test_a_full_sheet_is_followed_by_another_with_its_marks() -> None:
    found, sheets = spots(EIGHT, 17)
    assert sheets == 3
    assert found[0] == found[8] == found[16]


def test_pieces_and_cuts_lie_on_the_paper() -> None:
    found, _sheets = spots(EIGHT, 8)
    assert {x for x, _y in found} == set(EIGHT.xs[:-1])
    assert {round(y, 6) for _x, y in found} == {round(y, 6) for y in EIGHT.ys[:-1]}
    assert 0 < EIGHT.xs[0] < EIGHT.xs[-1] < CUT_SHEET.wide * MM
    assert 0 < EIGHT.ys[0] < EIGHT.ys[-1] < CUT_SHEET.high * MM
