"""Lists run in the order asked for, and their counts add up."""

from hypothesis import given
from hypothesis import strategies as st

from lms.people.list_numbers import UNNUMBERED
from lms.text import name_sort_key
from sessions.checkin.enums import AttendanceState
from sessions.lists.enums import ListOrder
from sessions.lists.rules import Place, order_key, tally_session

NAMES = {
    "Vũ Thị Hà": (2, 3),
    "Đặng Văn Dũng": (1, 2),
    "Đỗ Thị Dung": (2, UNNUMBERED),
    "Nguyễn Thị Ánh": (3, 1),
    "Trần Văn An": (1, UNNUMBERED),
}


def ordered(order: ListOrder) -> list[str]:
    places = {
        name: Place(name_sort_key(name), unit, 60 - 10 * unit, (0, number), person_id)
        for person_id, (name, (unit, number)) in enumerate(NAMES.items())
    }
    return sorted(places, key=lambda name: order_key(order, places[name]))


def test_by_name_goes_by_given_name_with_tones() -> None:
    assert ordered(ListOrder.NAME) == [
        "Trần Văn An",
        "Nguyễn Thị Ánh",
        "Đỗ Thị Dung",
        "Đặng Văn Dũng",
        "Vũ Thị Hà",
    ]


def test_by_unit_goes_through_the_tree_then_by_name() -> None:
    assert ordered(ListOrder.UNIT) == [
        "Trần Văn An",
        "Đặng Văn Dũng",
        "Đỗ Thị Dung",
        "Vũ Thị Hà",
        "Nguyễn Thị Ánh",
    ]


def test_by_position_begins_with_the_leaders_then_by_name() -> None:
    assert ordered(ListOrder.POSITION) == [
        "Nguyễn Thị Ánh",
        "Đỗ Thị Dung",
        "Vũ Thị Hà",
        "Trần Văn An",
        "Đặng Văn Dũng",
    ]


def test_imported_order_puts_people_without_a_number_last() -> None:
    assert ordered(ListOrder.ROSTER) == [
        "Nguyễn Thị Ánh",
        "Đặng Văn Dũng",
        "Vũ Thị Hà",
        "Trần Văn An",
        "Đỗ Thị Dung",
    ]


def test_namesakes_keep_their_places() -> None:
    key = name_sort_key("Nguyễn Thị Hương")
    first, second = Place(key, 1, 40, (0, 1), 10), Place(key, 1, 40, (0, 1), 11)
    assert order_key(ListOrder.NAME, first) < order_key(ListOrder.NAME, second)


def test_walk_ins_do_not_enlarge_the_summoned() -> None:
    tally = tally_session(
        [
            (True, AttendanceState.PRESENT),
            (True, AttendanceState.LATE),
            (True, AttendanceState.UNKNOWN),
            (True, AttendanceState.PROVISIONAL),
            (False, AttendanceState.PROVISIONAL),
            (False, AttendanceState.PRESENT),
            (False, AttendanceState.UNKNOWN),
        ]
    )
    assert (tally.summoned, tally.attended, tally.awaiting, tally.walk_ins) == (4, 2, 1, 2)
    assert tally.provisional == 3


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(AttendanceState))))
def test_every_summoned_person_is_counted_once(marks: list[tuple[bool, AttendanceState]]) -> None:
    tally = tally_session(marks)
    assert tally.balances
    assert tally.summoned == sum(summoned for summoned, _ in marks)
