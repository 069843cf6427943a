"""State and Party papers differ in heading, number and mark; number and day stay blank."""

import re

from lms.papers.pdf import draw_table_paper
from lms.papers.values import Standard
from tests.lms.papers.factories import make_letterhead, make_paper, page_texts


def first_page(**changes: object) -> str:
    head = make_letterhead(**changes)
    return page_texts(draw_table_paper(make_paper(letterhead=head)))[0]


def test_state_letterhead_names_the_nation_and_leaves_number_and_day_blank() -> None:
    text = first_page()

    assert "BỘ NỘI VỤ" in text
    assert "VĂN PHÒNG BỘ" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert re.search(r"Số:\s+/DS-VP", text)
    assert re.search(r"Hà Nội, ngày\s+tháng\s+năm 2021", text)
    assert "*" not in text


def test_party_letterhead_has_the_asterisk_and_the_partys_number() -> None:
    text = first_page(
        standard=Standard.PARTY, issuer="Đảng ủy Bộ Nội vụ", parent="Đảng bộ Khối", symbol="BC/ĐU"
    )

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA" not in text
    assert "*" in text.splitlines()
    assert re.search(r"Số\s+-BC/ĐU", text)


def test_draft_mark_is_printed_only_when_asked_for() -> None:
    assert "DỰ THẢO" in first_page(draft=True)
    assert "DỰ THẢO" not in first_page()


def test_a_long_issuer_is_broken_between_words() -> None:
    text = first_page(
        issuer="Vụ Đào tạo, bồi dưỡng cán bộ, công chức, viên chức và hợp tác quốc tế về tổ chức"
    )

    words = " ".join(text.split())
    assert "VỤ ĐÀO TẠO, BỒI DƯỠNG" in words
    assert "VỀ TỔ CHỨC" in words


def test_paragraphs_before_the_table_flow_over_pages_and_keep_their_signs() -> None:
    points = " ".join(f"điểm-{number}" for number in range(1, 901))
    paragraphs = ("Kính gửi <đồng chí> & đoàn.", f"Thực hiện {points}.")

    pages = page_texts(draw_table_paper(make_paper(body=paragraphs)))

    assert "<đồng chí> & đoàn" in pages[0]
    assert len(pages) > 1
    words = " ".join(pages)
    assert re.findall(r"điểm-(\d+)", words) == [str(number) for number in range(1, 901)]
    assert words.index("điểm-900") < words.index("Họ và tên")
