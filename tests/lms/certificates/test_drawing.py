"""The paper: its words, its letters, its code, and that nothing lies over anything else."""

import json
from datetime import UTC, datetime

import pytest

from lms.certificates.drawing import draw_certificates
from lms.certificates.face import CertificateFace
from lms.papers.values import Standard
from tests.lms.certificates.factories import make_face
from tests.lms.papers.factories import codes_on, embedded_fonts, page_texts

ADDRESS = "https://lms.example.vn/xac-minh/01ARZ3NDEKTSV4RRFFQ69G5FAV"
AS_OF = datetime(2021, 4, 5, 2, 0, tzinfo=UTC)

LONG = make_face(
    parent="Đảng bộ Khối các cơ quan Trung ương",
    issuer="Đảng ủy Bộ Nội vụ và các đơn vị sự nghiệp công lập trực thuộc Bộ",
    standard=Standard.PARTY,
    leader_title="Bí thư",
    name="Công Tằng Tôn Nữ Thị Hoàng Phủ Ngọc Tường Vy Ánh Nguyệt Thiên Hương",
    position="Phó Vụ trưởng phụ trách Vụ Đào tạo, bồi dưỡng cán bộ, công chức, viên chức " * 2,
    unit="Phòng Nghiên cứu khoa học, Viện Khoa học tổ chức nhà nước, Học viện Hành chính " * 2,
    campaign="Đợt nghiên cứu, học tập, quán triệt Nghị quyết Đại hội đại biểu toàn quốc " * 3,
)


def drawn(face: CertificateFace, address: str = ADDRESS) -> bytes:
    return draw_certificates([(face, address)], as_of=AS_OF)


def test_the_paper_says_who_did_what_and_under_which_number() -> None:
    text = page_texts(drawn(make_face()))[0]

    for words in (
        "GIẤY XÁC NHẬN THAM GIA HỌC TẬP",
        "CHÁNH VĂN PHÒNG BỘ xác nhận",
        "ĐẶNG THỊ Ễ ẶNG Ự Ở",
        "Ngày sinh: 12/08/1985",
        "từ ngày 27/03/2021 đến ngày 28/03/2021; dự 4/4 buổi học; kiểm tra: Đạt (85%)",
        "Hà Nội, ngày 05 tháng 4 năm 2021",
        "Số hiệu: ĐC 000123",
        "Số vào sổ: 0123/2021/GXN",
        "không thay thế chứng chỉ bồi dưỡng theo quy định",
    ):
        assert words in text


def test_its_letters_are_inside_the_file() -> None:
    fonts = embedded_fonts(drawn(make_face()))

    assert {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic"} == set(fonts)
    assert all(fonts.values())


def test_its_code_leads_to_the_verify_page() -> None:
    assert codes_on(drawn(make_face())) == [ADDRESS]


def test_a_party_paper_has_the_partys_heading() -> None:
    text = page_texts(drawn(LONG))[0]

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA" not in text.split("GIẤY XÁC NHẬN")[0]
    assert "BÍ THƯ" in text


@pytest.mark.parametrize("face", [make_face(), LONG])
def test_no_line_of_text_lies_over_another(face: CertificateFace) -> None:
    boxes = sorted(text_boxes(drawn(face)), key=lambda box: box[1])

    for at, (left, bottom, right, top) in enumerate(boxes):
        for other_left, other_bottom, other_right, other_top in boxes[at + 1 :]:
            overlap_x = min(right, other_right) - max(left, other_left)
            overlap_y = min(top, other_top) - max(bottom, other_bottom)
            assert overlap_x <= 1 or overlap_y <= 1


def test_many_papers_share_one_file_each_on_its_page() -> None:
    faces = [(make_face(name=f"Trần Văn {letter}"), ADDRESS[:-1] + letter) for letter in "ABC"]

    pdf = draw_certificates(faces, as_of=AS_OF)

    for letter, page in zip("ABC", page_texts(pdf), strict=True):
        assert "TRẦN VĂN " + letter in page
    assert codes_on(pdf, 2) == [ADDRESS[:-1] + "C"]


def test_the_same_paper_gives_the_same_bytes_also_after_a_rest_in_the_database() -> None:
    stored = json.loads(json.dumps(make_face().to_json()))

    assert drawn(CertificateFace.from_json(stored)) == drawn(make_face())


@pytest.mark.parametrize(
    ("title", "issuer", "said"),
    [
        ("Vụ trưởng", "Vụ Pháp chế", "VỤ TRƯỞNG VỤ PHÁP CHẾ xác nhận"),
        ("Chánh Văn phòng", "Văn phòng Bộ", "CHÁNH VĂN PHÒNG BỘ xác nhận"),
        ("Bí thư", "Đảng ủy Bộ", "BÍ THƯ ĐẢNG ỦY BỘ xác nhận"),
        ("Bộ trưởng", "Bộ Nội vụ", "BỘ TRƯỞNG BỘ NỘI VỤ xác nhận"),
    ],
)
def test_the_signer_is_named_with_the_unit_once(title: str, issuer: str, said: str) -> None:
    assert said in page_texts(drawn(make_face(leader_title=title, issuer=issuer)))[0]


def text_boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Boxes around the ink of each run of letters on the first page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    boxes = [page.get_rect(number) for number in range(page.count_rects())]
    page.close()
    document.close()
    return boxes
