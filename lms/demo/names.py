"""Vietnamese names as they are spread over people of working age, for people who do not exist."""

from random import Random
from typing import Final

from lms.people.enums import Sex


def _weights(words: str) -> dict[str, int]:
    """Names and how common they are: "Nguyễn 320, Trần 110"."""
    pairs = (entry.rpartition(" ") for entry in words.split(", "))
    return {name: int(weight) for name, _, weight in pairs}


_FAMILIES: Final = _weights(
    "Nguyễn 320, Trần 110, Lê 90, Phạm 70, Hoàng 38, Phan 36, Vũ 30, Võ 12, Đặng 24, Bùi 24, Đỗ 20, "
    "Hồ 14, Ngô 16, Dương 14, Đinh 11, Lý 7, Trịnh 10, Đoàn 10, Mai 7, Lương 8, Tạ 6, Cao 6, Hà 6, "
    "Chu 5, Nông 5, Lò 4, Quách 3, Thái 4, Tống 3, Ninh 2"
)
_MIDDLES: Final = {
    Sex.MALE: _weights(
        "Văn 26, Đức 12, Minh 10, Quang 9, Hữu 8, Xuân 7, Công 6, Đình 7, Ngọc 6, Thanh 6, Mạnh 5, "
        "Tuấn 4, Quốc 5, Bá 3, Duy 5, Khắc 2, Việt 3, Gia 2"
    ),
    Sex.FEMALE: _weights(
        "Thị 40, Thị Thu 9, Thị Thanh 8, Thị Ngọc 6, Thị Minh 5, Thị Kim 4, Thị Hồng 5, Thị Phương 4, "
        "Thu 5, Ngọc 5, Phương 5, Thanh 4, Minh 4, Khánh 4, Hoài 3, Bích 3, Diệu 2"
    ),
}
_GIVENS: Final = {
    Sex.MALE: (
        "Hùng Dũng Tuấn Cường Nam Hải Long Thành Sơn Trung Tiến Quân Kiên Đạt Bình Toàn Hiếu Huy Khánh "
        "Việt Phong Hòa Đức Anh Tùng Vinh Thịnh Thái Quý Hoàn Lộc Tân Thuận Khoa Bách Nghiêm Uy Ân Ước"
    ).split(),
    Sex.FEMALE: (
        "Hương Lan Hoa Hà Thủy Thúy Thùy Nga Hằng Hạnh Hiền Linh Loan Ngân Nhung Phương Oanh Quyên Thảo "
        "Trang Tuyết Vân Yến Xuân Ánh Bích Chi Dung Diệp Duyên Giang Hường Huyền Liên My Ngọc Nguyệt Thư"
    ).split(),
}
_HIGH_OFFICE: Final = frozenset(
    (
        "Bùi Thanh Sơn, Đặng Quốc Khánh, Lê Thành Long, Nguyễn Hòa Bình, Nguyễn Mạnh Hùng, Nguyễn Tấn Dũng, "
        "Nguyễn Văn Bình, Nguyễn Văn Hùng, Phạm Bình Minh, Trần Văn Sơn, Vũ Đức Đam"
    ).split(", ")
)
"""Names that would remind of somebody; an invented person never bears one."""


class NameMaker:
    """Draws one name after the other; three namesakes at most, as in a real office."""

    def __init__(self, draw: Random) -> None:
        """Use a seeded source, so that every demonstration has the same people."""
        self._draw = draw
        self._used: dict[str, int] = {}

    def next(self, sex: Sex) -> str:
        """A full name for a man or a woman."""
        while True:
            middles = _MIDDLES[sex]
            family = self._draw.choices([*_FAMILIES], weights=[*_FAMILIES.values()])[0]
            middle = self._draw.choices([*middles], weights=[*middles.values()])[0]
            name = f"{family} {middle} {self._draw.choice(_GIVENS[sex])}"
            words = name.split()
            times = self._used.get(name, 0)
            if name in _HIGH_OFFICE or times == 3 or len(set(words)) < len(words):
                continue
            self._used[name] = times + 1
            return name
