"""A list as a PDF: complete, in order, headed on every page, its letters inside the file."""

import re
import unicodedata
from io import BytesIO

from pypdf import PdfReader

from lms.papers.pdf import draw_table_paper
from tests.lms.papers.factories import embedded_fonts, make_paper, make_rows, page_texts


def test_vietnamese_letters_are_read_back_as_written() -> None:
    hard = "Đặng Ễ Ặng Ự Ở Ệ ễ ặ ự ở ệ"
    rows = [(1, unicodedata.normalize("NFD", hard), "000001", "Vụ Ỷ", "07:52", "Có mặt", "")]

    text = page_texts(draw_table_paper(make_paper(rows)))[0]

    assert hard in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text


def test_every_font_is_embedded_and_none_is_reportlabs_own() -> None:
    fonts = embedded_fonts(draw_table_paper(make_paper()))

    assert set(fonts) == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic"}
    assert all(fonts.values())


def test_rows_flow_over_pages_in_order_under_a_repeated_heading() -> None:
    pages = page_texts(draw_table_paper(make_paper(rows=100)))

    assert len(pages) > 3
    assert all("Họ và tên" in page and "(3)" in page for page in pages)
    found = re.findall(r"Nguyễn Thị Ễ (\d+)", " ".join(pages))
    assert found == [str(number) for number in range(1, 101)]


def test_page_number_stands_from_the_second_page_on() -> None:
    pages = page_texts(draw_table_paper(make_paper(rows=100)))

    assert "1" not in pages[0].splitlines()[:1]
    assert pages[1].splitlines()[0].strip() == "2"
    assert pages[2].splitlines()[0].strip() == "3"


def test_a_list_of_three_thousand_is_whole_to_its_last_page() -> None:
    pdf = draw_table_paper(make_paper(rows=3_000))

    assert "Nguyễn Thị Ễ 3000" in PdfReader(BytesIO(pdf)).pages[-1].extract_text()


def test_the_same_list_gives_the_same_bytes() -> None:
    assert draw_table_paper(make_paper(40)) == draw_table_paper(make_paper(40))


def test_signatures_share_a_page_with_the_last_two_rows() -> None:
    for rows in range(12, 40):
        last = page_texts(draw_table_paper(make_paper(rows=rows)))[-1]

        assert "NGƯỜI LẬP BIỂU" in last
        assert f"Nguyễn Thị Ễ {rows}" in last, rows
        assert f"Nguyễn Thị Ễ {rows - 1}" in last, rows


def test_a_cell_of_a_thousand_words_ends_in_an_ellipsis_and_the_list_goes_on() -> None:
    rows = make_rows(3)
    rows[1] = (2, "Nguyễn Văn Dài", "000002", "lý do " * 1000, "", "Vắng", "")

    text = "\n".join(page_texts(draw_table_paper(make_paper(rows))))

    assert "…" in text
    assert "Nguyễn Thị Ễ 3" in text


def test_a_column_for_the_data_sheet_only_is_not_printed() -> None:
    assert "0901234567" not in page_texts(draw_table_paper(make_paper()))[0]


def test_an_empty_list_is_still_a_signed_paper() -> None:
    text = page_texts(draw_table_paper(make_paper(rows=0)))[0]

    assert "Họ và tên" in text
    assert "THỦ TRƯỞNG ĐƠN VỊ" in text
