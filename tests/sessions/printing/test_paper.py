"""What comes out of the printer, read back: codes by a reader that knows nothing of us, words from the file."""

from datetime import datetime
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from lms import clock
from lms.papers.fonts import Font
from lms.papers.typeset import MM, width
from lms.papers.values import Letterhead, Signature, Standard
from sessions.printing.cards import PAD, WIDE, CardFace, CardHead, draw_cards
from sessions.printing.drawing import printed_address, set_large
from sessions.printing.enums import PosterSize
from sessions.printing.posters import PosterText, draw_poster
from sessions.printing.sign_paper import Signer, SignText, draw_sign_list
from sessions.printing.slip_codes import show_slip_code, slip_code
from sessions.printing.slip_paper import SlipFace, SlipHead, draw_slips

AT = datetime(2021, 3, 27, 7, 30, tzinfo=clock.LOCAL)
HEAD = CardHead("Bộ Nội vụ", "Hội nghị học tập Nghị quyết", "07:30, Thứ Bảy, 27/03/2021")
LONG = "Công Tằng Tôn Nữ Thị Hoàng Phương Anh"
LETTERHEAD = Letterhead(Standard.STATE, "Bộ Nội vụ", "Chính phủ", year=2021)


def codes_in(content: bytes, page: int = 0, scale: float = 2) -> set[str]:
    document = pypdfium2.PdfDocument(content)
    found = zxingcpp.read_barcodes(document[page].render(scale=scale).to_pil())
    document.close()
    return {code.text for code in found}


def words_of(content: bytes, page: int = 0) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[page].extract_text().split())


def face(number: int, name: str = "Nguyễn Thị Ánh", **changes: str) -> CardFace:
    values = {
        "position": "Chuyên viên",
        "unit": "Văn phòng Bộ",
        "venue": "Điểm cầu chính",
        "seat": "A12",
        "address": f"HTTPS://LMS.EXAMPLE.VN/T/{number:024d}",
        "typed": "7K2M-9QXP",
    }
    return CardFace(full_name=name, **{**values, **changes})


def test_cards_stand_eight_to_a_sheet_each_with_a_code_that_reads() -> None:
    content = draw_cards(HEAD, [face(n) for n in range(9)], AT)
    assert len(PdfReader(BytesIO(content)).pages) == 2
    assert codes_in(content) == {f"HTTPS://LMS.EXAMPLE.VN/T/{n:024d}" for n in range(8)}
    assert codes_in(content, 1) == {f"HTTPS://LMS.EXAMPLE.VN/T/{8:024d}"}


def test_card_says_who_where_and_what_to_type() -> None:
    words = words_of(draw_cards(HEAD, [face(1, LONG)], AT))
    for part in (LONG, "Chuyên viên", "Văn phòng Bộ", "Điểm cầu chính", "Ghế: A12", "7K2M-9QXP"):
        assert part in words


@pytest.mark.parametrize("name", [LONG, "Lý A", "Nguyễn" * 12, "Hoàng Thị Ệ Ặ ự ễ Ự " * 3])
def test_name_of_any_length_stays_on_its_card(name: str) -> None:
    lines, size = set_large(name.strip(), Font.BOLD, 21, WIDE - 2 * PAD, 15.5)
    assert all(width(line, Font.BOLD, size) <= WIDE - 2 * PAD + 0.1 for line in lines)
    assert " ".join(lines) == name.strip()


def test_same_cards_have_the_same_bytes() -> None:
    faces = [face(n) for n in range(3)]
    assert draw_cards(HEAD, faces, AT) == draw_cards(HEAD, faces, AT)


def test_no_cards_and_no_slips_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="nobody"):
        draw_cards(HEAD, [], AT)
    with pytest.raises(ValueError, match="no slip"):
        draw_slips(SlipHead("Chuyên đề 1", "Điểm cầu chính", "27/03/2021", ""), [], AT)


def test_slips_stand_twenty_four_to_a_sheet_and_read() -> None:
    codes = [slip_code(bytes(32), 7, number) for number in range(1, 26)]
    faces = [
        SlipFace(number, printed_address("https://lms.example.vn", "P", code), show_slip_code(code))
        for number, code in enumerate(codes, 1)
    ]
    head = SlipHead(
        "Chuyên đề 1 về " + "những nội dung cốt lõi " * 6,
        "Điểm cầu chính",
        "27/03",
        "Nhập tại lms.example.vn/P",
    )
    content = draw_slips(head, faces, AT)
    assert codes_in(content) == {f"HTTPS://LMS.EXAMPLE.VN/P/{code}" for code in codes[:24]}
    assert codes_in(content, 1) == {f"HTTPS://LMS.EXAMPLE.VN/P/{codes[24]}"}
    words = words_of(content, 1)
    assert "0025" in words
    assert "lms.example.vn/P" in words
    assert show_slip_code(codes[24])[:14] in words
    assert content == draw_slips(head, faces, AT)


@pytest.mark.parametrize("size", list(PosterSize))
def test_poster_of_every_size_reads_and_names_its_place(size: PosterSize) -> None:
    step = ("Quét mã", "Đưa mã vào giữa khung.")
    text = PosterText(
        letterhead=LETTERHEAD,
        title="ĐIỂM DANH",
        conference="Hội nghị học tập Nghị quyết",
        session="Chuyên đề 1",
        venue="Điểm cầu chính",
        when="08:30, Thứ Bảy, 27/03/2021",
        steps=(step, step, step),
        foot=("Cần giúp đỡ, mời đồng chí đến bàn đón tiếp.",),
        address="HTTPS://LMS.EXAMPLE.VN/C/20000R0BTS6Z9KQ4WVN3MXH7",
    )
    content = draw_poster(text, size, AT)
    box = PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == size.millimetres
    assert codes_in(content, scale=1.5 * 210 / size.millimetres[0]) == {text.address}
    for part in ("ĐIỂM DANH", "Chuyên đề 1", "Điểm cầu chính", "08:30", "bàn đón tiếp"):
        assert part in words_of(content)
    assert content == draw_poster(text, size, AT)


def test_signed_sheets_name_people_in_order_and_themselves_by_code() -> None:
    text = SignText(
        letterhead=LETTERHEAD,
        kind="DANH SÁCH KÝ TÊN",
        subject="Hội nghị học tập",
        lead=("Chuyên đề 1",),
        columns=("STT", "Họ và tên", "Chức vụ", "Ký tên", "Ghi chú"),
        continued="(tiếp theo)",
        no_unit="Chưa thuộc đơn vị nào",
        others="Ngoài danh sách",
        page_of="Trang {page}/{pages}",
        signatures=(Signature(("Người lập biểu",)), Signature(("Thủ trưởng đơn vị",))),
        site="https://lms.example.vn/hoi-nghi/3/in-an/ky-ten",
    )
    sheets = [(("Văn phòng Bộ", (1, 2)),), (("Văn phòng Bộ", (3,)), ("", (4,)))]
    people = {n: Signer(f"{LONG} {n}", "Phó Giám đốc phụ trách " * 4) for n in range(1, 5)}
    content = draw_sign_list(text, 12, sheets, people, AT)
    first, second = words_of(content), words_of(content, 1)
    assert first.index("Anh 1") < first.index("Anh 2")
    assert "Trang 1/2" in first
    assert "Văn phòng Bộ (tiếp theo)" in second
    assert "Chưa thuộc đơn vị nào" in second
    assert "THỦ TRƯỞNG ĐƠN VỊ" in second
    assert "Ngoài danh sách" in second
    assert "THỦ TRƯỞNG ĐƠN VỊ" not in first
    assert codes_in(content, 1, 3) == {"https://lms.example.vn/hoi-nghi/3/in-an/ky-ten/12/2"}
    assert content == draw_sign_list(text, 12, sheets, people, AT)


def test_printed_address_is_all_capitals_and_without_a_path() -> None:
    assert printed_address("https://lms.example.vn/x", "T", "abc") == "HTTPS://LMS.EXAMPLE.VN/T/ABC"
