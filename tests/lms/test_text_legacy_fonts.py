"""Text from the TCVN3 and VNI fonts is known by its signs; real names are never taken for it."""

import itertools
import unicodedata

import pytest

from lms.text import looks_legacy

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh "
    "Đinh Lâm Mai Tô Hà Tạ Lò Quách Cầm Lường Giàng Sùng Vừ Thào Mùa Khuất Ông Ưng Ngụy Ký Doãn"
)
MIDDLE = "Văn Thị Hữu Đức Ngọc Quý Thuý Thúy Xuân Như Ý Kiều Oanh Uyển Diệu"
GIVEN = (
    "An Ánh Ân Bảo Bình Cường Dũng Đạt Giàu Hoà Hòa Huệ Hường Khuê Khuya Liễu Loan Lưu Mỹ Nghĩa Oanh "
    "Phượng Quế Quỳnh Quyên Thuở Thủy Thuỷ Toại Tuyết Uyên Ước Út Vỹ Xoan Ý Yến Huyền Hoè Thoả Thuý"
)
OTHERS = [
    "Y Thanh Hà Niê Kđăm",
    "H'Hen Niê",
    "Ksor H’Bơ Khăp",
    "Y Kô Êñuôl",
    "Y Brĭt Buôn Yă",
    "Siu Y Xiêng",
    "Đàng Thị Mỹ Hương",
    "lÊ vĂN aN",
    "NguyễnÔng",
    "McDonald",
    "René Müller",
    "José Muñoz",
    "Françoise Noël",
]


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n An",
        "TrÇn ThÞ B×nh",
        "Lª ThÞ Hång",
        "§ç V¨n Nam",
        "Ph¹m Quèc TuÊn",
        "Hoµng ThÞ HuÖ",
        "Vò §øc C­êng",
        "NguyÔn",
        "Uû ban nh©n d©n",
        "Nguyeãn Vaên An",
        "Traàn Thò Bình",
        "Phaïm Ngoïc Thaûo",
        "Ñaëng Höông",
        "Ñoã Minh Ñöùc",
        "NGUYEÃN VAÊN AN",
    ],
)
def test_legacy_text_is_known(text: str) -> None:
    assert looks_legacy(text)


def test_no_vietnamese_name_is_taken_for_legacy_text() -> None:
    for family, middle, given in itertools.product(FAMILY.split(), MIDDLE.split(), GIVEN.split()):
        name = f"{family} {middle} {given}"
        for form in (name, name.upper(), given, given.upper()):
            assert not looks_legacy(form), form


def test_decomposed_names_are_not_taken_for_legacy_text() -> None:
    for name in ("Nguyễn Thị Ánh", "LÊ HOÀNG", "Hà Quý"):
        assert not looks_legacy(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize("name", OTHERS)
def test_names_of_other_peoples_pass(name: str) -> None:
    assert not looks_legacy(name)
