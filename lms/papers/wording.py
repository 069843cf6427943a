"""Words that the two document standards fix letter by letter; they are never translated."""

from lms.papers.values import Letterhead, Standard
from lms.text import nfc_clean

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DRAFT = "DỰ THẢO"

Line = tuple[str, dict[str, object]]
"""Words of one cell and how they look, in XlsxWriter's names"""

_GAP = " " * 9
"""room for the records clerk's pen"""


def number_line(head: Letterhead) -> str:
    """The number left blank: “Số:      /BC-VP” for the state, “Số      -BC/ĐU” for the Party."""
    if head.standard is Standard.PARTY:
        return f"Số{_GAP}-{nfc_clean(head.symbol)}" if head.symbol else f"Số{_GAP}"
    return f"Số:{_GAP}/{nfc_clean(head.symbol)}" if head.symbol else f"Số:{_GAP}"


def day_line(head: Letterhead) -> str:
    """Place and a blank day and month: “Hà Nội, ngày      tháng      năm 2021”."""
    year = str(head.year) if head.year else _GAP
    return f"{nfc_clean(head.place)}, ngày{_GAP}tháng{_GAP}năm {year}"


def letterhead_lines(head: Letterhead) -> tuple[list[Line], list[Line]]:
    """The letterhead as rows of cells, issuer at the left, nation or Party at the right."""
    party = head.standard is Standard.PARTY
    left: list[Line] = [
        (nfc_clean(head.issuer).upper(), {"bold": True}),
        ("*" if party else "──────", {}),
    ]
    if head.parent:
        left.insert(0, (nfc_clean(head.parent).upper(), {}))
    right: list[Line] = (
        [(PARTY, {"bold": True, "underline": 1, "font_size": 14})]
        if party
        else [(NATION, {"bold": True}), (MOTTO, {"bold": True, "underline": 1})]
    )
    right += [("", {})] * (len(left) - len(right))
    left.append((number_line(head), {}))
    right.append((day_line(head), {"italic": True}))
    if head.draft:
        left.append((DRAFT, {"bold": True}))
        right.append(("", {}))
    return left, right
