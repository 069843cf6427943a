"""State and Party papers differ in heading, number and mark; number and day stay blank."""

import re
from dataclasses import replace

from lms.papers.pdf import draw_letters, draw_table_paper
from lms.papers.values import Letter, Signature, Standard
from tests.lms.papers.factories import AS_OF, codes_on, make_letterhead, make_paper, page_texts


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


def make_letter(**changes: object) -> Letter:
    letter = Letter(
        letterhead=make_letterhead(symbol="GM-VP"),
        kind="GIẤY MỜI",
        subject="dự Hội nghị học tập",
        as_of=AS_OF,
        to="đồng chí Lê Thị Ặ",
        body=("Trân trọng kính mời <đồng chí> & đoàn dự Hội nghị.",),
        recipients=("Như trên;", "Lưu: VT, TH."),
        signature=Signature(("KT. Chánh Văn phòng", "Phó Chánh Văn phòng")),
        code_address="https://lms.example.vn/C/ABC",
        code_words=("Mã đại biểu 123 456",),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]


def test_letter_has_distribution_list_signature_and_a_code_that_reads() -> None:
    pdf = draw_letters([make_letter()])
    text = page_texts(pdf)[0]

    assert "Kính gửi: đồng chí Lê Thị Ặ" in text
    assert "<đồng chí> & đoàn" in text
    assert "Nơi nhận:" in text
    assert "- Lưu: VT, TH." in text
    assert "KT. CHÁNH VĂN PHÒNG" in text
    assert codes_on(pdf) == ["https://lms.example.vn/C/ABC"]


def test_each_letter_of_a_run_begins_on_its_own_page() -> None:
    long = make_letter(to="người thứ hai", body=("Kính mời đồng chí. " * 40,) * 9)

    pages = page_texts(draw_letters([make_letter(), long, make_letter(to="người thứ ba")]))

    assert "đồng chí Lê Thị Ặ" in pages[0]
    assert "người thứ hai" in pages[1]
    assert pages[2].splitlines()[0].strip() == "2"
    assert "người thứ ba" in pages[-1]
