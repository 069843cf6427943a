"""Sheets of a list: everybody once and in order, no heading alone, room for the signatures."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from sessions.printing.rules import (
    KEPT_TOGETHER,
    Group,
    Layout,
    Sheet,
    count_people,
    digest_of,
    lay_out,
    reference_of,
)

SMALL = Layout(first=6, other=8, last=3)
sizes = st.lists(st.integers(1, 30), min_size=1, max_size=8)


def groups_of(counts: list[int]) -> list[Group]:
    starts = [sum(counts[:at]) for at in range(len(counts))]
    return [
        (f"Đơn vị {at}", tuple(range(start, start + count)))
        for at, (start, count) in enumerate(zip(starts, counts, strict=True))
    ]


def rows_of(sheet: Sheet) -> int:
    return sum(1 + len(people) for _, people in sheet)


@given(sizes, st.booleans())
def test_everybody_stands_once_in_the_given_order(counts: list[int], split: bool) -> None:
    sheets = lay_out(groups_of(counts), split_units=split, layout=SMALL)
    printed = [person for sheet in sheets for _, people in sheet for person in people]
    assert printed == list(range(sum(counts)))
    units = [unit for sheet in sheets for unit, _ in sheet]
    assert [unit for unit, _ in groupby(units)] == [unit for unit, _ in groups_of(counts)]


@given(sizes, st.booleans())
def test_no_sheet_is_overfull_and_no_heading_stands_alone(counts: list[int], split: bool) -> None:
    sheets = lay_out(groups_of(counts), split_units=split, layout=SMALL)
    for at, sheet in enumerate(sheets):
        room = SMALL.other if at else SMALL.first
        assert rows_of(sheet) <= room
        assert all(people for _, people in sheet)


@given(sizes, st.booleans())
def test_last_sheet_has_room_for_the_signatures_and_people_to_sign_for(
    counts: list[int], split: bool
) -> None:
    sheets = lay_out(groups_of(counts), split_units=split, layout=SMALL)
    room = SMALL.other if len(sheets) > 1 else SMALL.first
    assert room - rows_of(sheets[-1]) >= SMALL.last
    assert count_people(sheets[-1]) >= 1


def test_list_that_fills_its_sheet_sends_the_last_people_over() -> None:
    (first, second) = lay_out(groups_of([5]), split_units=False, layout=SMALL)
    assert count_people(second) == KEPT_TOGETHER
    assert first == (("Đơn vị 0", (0, 1)),)


def test_each_unit_on_sheets_of_its_own() -> None:
    together = lay_out(groups_of([1, 1]), split_units=False)
    apart = lay_out(groups_of([1, 1]), split_units=True)
    assert [len(sheet) for sheet in together] == [2]
    assert [len(sheet) for sheet in apart] == [1, 1]
    assert digest_of(together) != digest_of(apart)


def test_reference_names_list_and_sheet() -> None:
    assert reference_of(12, 3) == "DS12-3"
