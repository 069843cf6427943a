"""Names, units and what people type to find somebody among 200,000: drawn by chance, the same for the same seed."""

import random
from typing import Final

from lms.text import fold

PEOPLE: Final = 200_000
_SURNAMES = {"Nguyễn": 38, "Trần": 12, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Phan": 5, "Vũ": 4, "Võ": 3}
_SURNAMES |= dict.fromkeys("Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Cao Lò Hà Tạ".split(), 1)
_MIDDLES = {"Thị": 30, "Văn": 25}
_MIDDLES |= dict.fromkeys(
    "Đức Minh Thanh Hữu Ngọc Quang Xuân Hồng Thu Kim Đình Công Bá Thế Khánh Phương Hoàng Anh".split(),
    3,
)
_GIVEN = (
    "An Anh Ánh Ân Bảo Bình Châu Chi Chung Cường Dung Dũng Duy Duyên Dương Đạt Điệp Đông Đức Giang Hà Hạnh Hải Hằng "
    "Hiền Hiếu Hiệp Hoa Hòa Hoàng Hồng Huệ Hùng Huy Huyền Hưng Hương Khánh Khoa Kiên Lan Lâm Liên Linh Loan Long Lợi "
    "Ly Mai Mạnh Minh My Nam Nga Ngân Ngọc Nguyên Nhàn Nhung Oanh Phong Phúc Phương Quang Quân Quyên Quỳnh Sơn Tâm "
    "Tân Thanh Thành Thảo Thắng Thu Thủy Thúy Thư Tiến Toàn Trang Trung Tuấn Tùng Tuyết Uyên Vân Việt Vinh Yến"
).split()

DEPARTMENTS = (
    "Vụ Tổ chức cán bộ;Vụ Pháp chế;Vụ Kế hoạch – Tài chính;Vụ Hợp tác quốc tế;Vụ Chính quyền địa phương;"
    "Vụ Công chức – Viên chức;Vụ Tiền lương;Vụ Đào tạo, bồi dưỡng;Vụ Cải cách hành chính;Vụ Công tác thanh niên;"
    "Cục Văn thư và Lưu trữ;Cục Công nghệ thông tin;Cục Việc làm;Cục Người có công;Cục Bảo trợ xã hội;"
    "Văn phòng Bộ;Thanh tra Bộ;Ban Thi đua – Khen thưởng;Ban Tôn giáo;Viện Khoa học tổ chức;"
    "Học viện Hành chính;Tạp chí Tổ chức nhà nước;Trung tâm Thông tin;Báo Dân trí;Trường Đại học Lao động"
).split(";")
ROOMS = (
    "Phòng Tổ chức;Phòng Hành chính;Phòng Tổng hợp;Phòng Kế hoạch;Phòng Tài vụ;Phòng Chính sách;Phòng Thanh tra;"
    "Phòng Đào tạo;Phòng Nghiên cứu;Phòng Quản trị;Phòng Pháp chế;Phòng Tuyên truyền;Phòng Thẩm định;Phòng Nghiệp vụ 1;"
    "Phòng Nghiệp vụ 2;Phòng Nghiệp vụ 3;Phòng Cơ yếu;Tổ Công nghệ thông tin;Tổ Bảo vệ"
).split(";")


def queries(count: int, seed: int) -> list[str]:
    """What is typed to find people by their words alone."""
    draw = random.Random(seed)
    return [_typed(draw) for _ in range(count)]


def _typed(draw: random.Random) -> str:
    """What stands in the box at some moment while a name or a code is typed."""
    if draw.random() < 0.1:
        return f"NV{draw.randrange(PEOPLE):06}"[: draw.randint(4, 8)]
    words = draw.choice(
        [draw_name(draw).split(), draw_name(draw).split()[-2:], draw_name(draw).split()[-1:]]
    )
    last = words[-1]
    words[-1] = last[: draw.randint(1 if len(words) > 1 else 2, max(2, len(last)))]
    typed = " ".join(words)
    return typed if draw.random() < 0.4 else fold(typed)


def mixed_queries(count: int, seed: int) -> list[str]:
    """The same by words of a name together with words or the code of a unit."""
    draw = random.Random(seed)
    return [_mixed(draw) for _ in range(count)]


def _mixed(draw: random.Random) -> str:
    """What stands in the box at some moment while words of a name and those of a unit, or its code, are typed."""
    name = " ".join(draw_name(draw).split()[draw.choice((0, -2, -1)) :])
    if draw.random() < 0.4:
        code = f"S{draw.randrange(len(DEPARTMENTS)):02}"
        if draw.random() < 0.5:
            code += f".{draw.randrange(len(ROOMS)):02}"
        unit = code[: draw.randint(3, len(code))]
    else:
        words = draw.choice([*DEPARTMENTS, *ROOMS]).replace(",", " ").split()
        words = words[draw.randint(0, max(0, len(words) - 3)) :]
        last = words[-1]
        unit = " ".join([*words[:-1], last[: draw.randint(min(2, len(last)), len(last))]])
    typed = f"{name} {unit}" if draw.random() < 0.8 else f"{unit} {name}"
    return typed if draw.random() < 0.4 else fold(typed)


def draw_name(draw: random.Random) -> str:
    """A full name, as frequent as such names are."""
    middles = draw.choices(list(_MIDDLES), list(_MIDDLES.values()), k=draw.choice([1, 1, 2]))
    (surname,) = draw.choices(list(_SURNAMES), list(_SURNAMES.values()))
    return " ".join([surname, *middles, draw.choice(_GIVEN)])
