"""A list as a CSV file for a Vietnamese Excel."""

from lms.papers.csvfile import write_csv
from lms.papers.values import Cell
from tests.lms.papers.factories import make_paper


def test_it_has_a_byte_order_mark_and_semicolons() -> None:
    file = write_csv(make_paper(2))

    assert file.startswith(b"\xef\xbb\xbf")
    lines = file.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("STT;Họ và tên;Mã;Đơn vị;Buổi sáng - Giờ vào")
    assert lines[2] == "2;Nguyễn Thị Ễ 2;000002;Văn phòng Bộ;07:52;Có mặt;0901234567"
    assert lines[3:] == [""]


def test_formulas_are_disarmed_and_separators_quoted() -> None:
    rows: list[tuple[Cell, ...]] = [(1, "=1+1", "-2", "A; B", "@x", "+84", "")]

    line = write_csv(make_paper(rows)).decode("utf-8-sig").split("\r\n")[1]

    assert line == "1;'=1+1;'-2;\"A; B\";'@x;'+84;"
