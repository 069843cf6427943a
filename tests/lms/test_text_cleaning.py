"""What comes in at the door leaves as one clean line in NFC."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.text import fold, name_case, nfc_clean, nfc_clean_lines, words_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hà\xa0Xuân   Huy ", "Hà Xuân Huy"),
        (unicodedata.normalize("NFD", "Nguyễn Đức Thọ"), "Nguyễn Đức Thọ"),
        ("Trâ\u0301n", "Trấn"),  # half composed, as the Windows keyboard types it
        ("Tr\u0061\u0301\u0302n", "Trấn"),  # tone typed before the circumflex
        ("Ðỗ Ɖạt ðỏ ɖen", "Đỗ Đạt đỏ đen"),
        ("\ufeffAn\u200bh\u00ad", "Anh"),
        ("Chức vụ,\nchức danh", "Chức vụ, chức danh"),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_line_is_cleaned(typed: str, kept: str) -> None:
    assert nfc_clean(typed) == kept


def test_lines_keep_their_breaks() -> None:
    assert nfc_clean_lines("  Một \r\nhai\u00a0 ba\n\nbốn  ") == "Một\nhai ba\n\nbốn"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = nfc_clean(text)
    assert nfc_clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "search_form"),
    [
        ("Nguyễn Văn Dũng", "nguyen van dung"),
        ("Nguyễn Vân Dũng", "nguyen van dung"),
        ("Cao Minh Đức", "cao minh duc"),
        ("ĐỨC", "duc"),
        ("đức", "duc"),
        ("Thủy Thuỷ Thùy Thúy", "thuy thuy thuy thuy"),
        ("Ước mơ Ý Ơn", "uoc mo y on"),
    ],
)
def test_fold_drops_every_diacritic(text: str, search_form: str) -> None:
    assert fold(text) == search_form


@given(st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậđĐêềểễếệôồổỗốộơờởỡớợưừửữứựyỳỷỹýỵÝnhg "))
def test_fold_of_vietnamese_is_plain_ascii(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == fold(unicodedata.normalize("NFD", text).upper())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("PHẠM THÙY MY", "Phạm Thùy My"),
        ("Trần Kim ánh", "Trần Kim Ánh"),
        ("Lê ý Nhi", "Lê Ý Nhi"),
        ("Nguyễn thị ánh", "Nguyễn thị ánh"),
        ("Trần Kim ơn", "Trần Kim ơn"),
        ("LÊ VĂN HOÀNG ƯỚC", "Lê Văn Hoàng Ước"),
        ("nguyễn thị ánh", "Nguyễn Thị Ánh"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y Thanh Hà Niê Kđăm", "Y Thanh Hà Niê Kđăm"),
        ("NGUYỄN Văn An", "NGUYỄN Văn An"),
        ("Y", "Y"),
        ("", ""),
    ],
)
def test_name_in_capitals_is_written_as_a_name(written: str, shown: str) -> None:
    assert name_case(written) == shown


def test_words_are_compared_without_punctuation() -> None:
    assert words_of(" Chức vụ,\nchức danh (nếu có)") == "chuc vu chuc danh neu co"
