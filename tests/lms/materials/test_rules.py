"""Pages as ranges, marks of secrecy, links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.materials.rules import (
    MAX_PAGES,
    bears_secrecy_mark,
    is_web_link,
    opening_text,
    pages_from,
    pages_to,
)


@given(st.sets(st.integers(1, MAX_PAGES), max_size=50))
def test_pages_come_back_as_they_were_written(pages: set[int]) -> None:
    assert pages_from(pages_to(pages)) == pages


def test_pages_are_written_shortly() -> None:
    assert pages_to({7, 1, 2, 3}) == "1-3,7"
    assert pages_to(()) == ""


@pytest.mark.parametrize("text", ["", "x", "0", "-3", "3-1", "1-999999999", "²", "1-", "1;2"])
def test_what_is_no_page_is_passed_over(text: str) -> None:
    assert pages_from(text) == set()


@pytest.mark.parametrize("text", ["MẬT", "UBND\nTỐI MẬT\nSố 1", "  TUYỆT MẬT  ", "[MẬT]"])
def test_a_stamp_alone_on_its_line_is_a_mark(text: str) -> None:
    assert bears_secrecy_mark(text)


@pytest.mark.parametrize("text", ["bí mật nhà nước", "Bảo vệ MẬT mã", "Mật", "MẬT ONG", ""])
def test_the_word_within_a_sentence_is_no_mark(text: str) -> None:
    assert not bears_secrecy_mark(text)


def test_blocks_of_a_document_stand_on_lines_of_their_own() -> None:
    assert bears_secrecy_mark(opening_text("<p><strong>MẬT</strong></p><p>Số: 1</p>"))
    assert not bears_secrecy_mark(opening_text("<p>giữ MẬT &amp; an toàn</p>"))


@pytest.mark.parametrize("url", ["https://example.vn", "https://vanban.example.vn/a?b=c#d"])
def test_an_https_address_is_a_link(url: str) -> None:
    assert is_web_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.vn",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://a:b@example.vn",
        "https://example.vn/a b",
        "//example.vn",
        "https://[::1",
        "ftp://example.vn",
    ],
)
def test_anything_else_is_no_link(url: str) -> None:
    assert not is_web_link(url)
