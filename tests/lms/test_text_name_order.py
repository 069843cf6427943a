"""Vietnamese lists: by given name, then family and middle names; letters before tones before case."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.text import name_sort_key, same_name_key

WORDS = (
    "An Ánh Ân Dung Dũng Duy Đạt Đức Hà Hạ Hoa Hòa Huy Hương "
    "Thu Thùy Thủy Thúy Thụy Thư Uyên Ước Ý Yến"
)

FULL_NAMES = [
    "Trần Văn An",
    "Nguyễn Thị Ánh",
    "Lê Hoàng Ân",
    "Đỗ Thị Dung",
    "Đặng Văn Dũng",
    "Nguyễn Văn Dũng",
    "Nguyễn Vân Dũng",
    "Lê Khánh Duy",
    "Phạm Đức Đạt",
    "Cao Minh Đức",
    "Vũ Thị Hà",
    "Bùi Thị Hoa",
    "Bùi Thị Hòa",
    "Ngô Quang Huy",
    "Lý Thị Hương",
    "Lò Thị Thu",
    "Hoàng Thị Thu Thùy",
    "Hoàng Thị Thu Thủy",
    "Hoàng Thị Thu Thúy",
    "Đinh Thị Thư",
]

SYLLABLES = st.text(alphabet="aàảãáạăằắặâấđdêếôộơợưựeiouyhntgHĐAÂ", min_size=1, max_size=6)


@pytest.mark.parametrize("in_order", [WORDS.split(), FULL_NAMES], ids=["words", "full names"])
def test_shuffled_list_returns_to_its_order(in_order: list[str]) -> None:
    shuffled = random.Random(13).sample(in_order, len(in_order))
    assert sorted(shuffled, key=name_sort_key) == in_order


def test_tones_stand_in_cldr_order() -> None:
    typed = ["Má", "Mạ", "Mã", "Ma", "Mả", "Mà"]
    assert sorted(typed, key=name_sort_key) == ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"]


def test_every_given_name_dung_comes_before_the_first_given_name_dũng() -> None:
    assert name_sort_key("Vũ Thị Dung") < name_sort_key("An Văn Dũng")


@pytest.mark.parametrize(
    ("old", "new"), [("Hoà", "Hòa"), ("Thuỷ", "Thủy"), ("Khoẻ", "Khỏe"), ("Uý", "Úy")]
)
def test_place_of_the_tone_mark_does_not_matter(old: str, new: str) -> None:
    assert name_sort_key(f"Trần {old}") == name_sort_key(f"Trần {new}")
    assert same_name_key(f"Trần {old}") == same_name_key(f"TRẦN {new.upper()}")


@pytest.mark.parametrize("other", ["Hoa", "Hóa", "Hoả", "Hoàn", "Hơa"])
def test_another_tone_or_letter_is_another_name(other: str) -> None:
    assert same_name_key(f"Trần {other}") != same_name_key("Trần Hòa")


def test_capitals_decide_only_between_equal_names() -> None:
    assert name_sort_key("nguyễn An") < name_sort_key("Nguyễn An") < name_sort_key("Nguyễn Ân")


def test_names_outside_the_pattern_still_sort() -> None:
    names = ["", "Trần Văn 2", "H'Hen Niê", "Y Thanh Hà Niê Kđăm", "Müller", "王"]
    assert len({name_sort_key(name) for name in names}) == len(names)


@given(SYLLABLES, SYLLABLES)
def test_letters_of_the_given_name_decide_before_its_tone(first: str, second: str) -> None:
    bare = str.maketrans("àảãáạằắặấếộợự", "aaaaaăăăâêôơư")
    letters = [word.lower().translate(bare) for word in (first, second)]
    if letters[0] == letters[1]:
        return
    order = name_sort_key(f"A {first}") < name_sort_key(f"A {second}")
    assert order == (name_sort_key(letters[0]) < name_sort_key(letters[1]))
