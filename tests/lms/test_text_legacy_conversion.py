"""Text of the old fonts put into Unicode: there and back, and told apart by its syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.legacy_text import (
    LegacyFont,
    decode_unknown,
    font_of,
    from_unicode,
    is_plausible,
    to_unicode,
)

NAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Vũ Đặng Bùi Đỗ Ngô Dương Lý Thị Văn Đức Hữu Ngọc Quý Thuỷ Hương "
    "Cường Dũng Tuấn Huệ Liễu Mỹ Nghĩa Phượng Quỳnh Tuyết Uyên Ước Vỹ Yến Thoả Khuyến Giàng Hường"
).split()
names = st.lists(st.sampled_from(NAMES), min_size=3, max_size=5).map(" ".join)


@given(names, st.sampled_from(LegacyFont))
def test_there_and_back(name: str, font: LegacyFont) -> None:
    small = name.lower()
    assert to_unicode(from_unicode(small, font), font) == small


@given(st.lists(names, min_size=12, max_size=20), st.sampled_from(LegacyFont))
def test_font_of_a_column_is_told(column: list[str], font: LegacyFont) -> None:
    assert font_of([from_unicode(name, font) for name in column]) is font


@given(st.lists(names, max_size=20))
def test_unicode_is_in_no_old_font(column: list[str]) -> None:
    assert font_of(column) is None


@given(st.text(max_size=60), st.sampled_from(LegacyFont))
def test_any_text_is_survived(text: str, font: LegacyFont) -> None:
    to_unicode(text, font)
    font_of([text])
    is_plausible(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decode_unknown(data)
    except UnicodeDecodeError:
        assert any(byte < 32 for byte in data)


@pytest.mark.parametrize(
    ("typed", "meant", "font"),
    [
        ("NGUYÔN V¡N AN", "NGUYỄN VĂN AN", LegacyFont.TCVN3),
        ("Vò §øc C\u00adêng", "Vũ Đức Cường", LegacyFont.TCVN3),
        ("NGUYEÃN VAÊN AN", "NGUYỄN VĂN AN", LegacyFont.VNI),
        ("Ñoã Minh Ñöùc", "Đỗ Minh Đức", LegacyFont.VNI),
        ("Höôùng", "Hướng", LegacyFont.VNI),
    ],
)
def test_known_lines(typed: str, meant: str, font: LegacyFont) -> None:
    assert to_unicode(typed, font) == meant
