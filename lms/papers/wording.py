"""Words that the two document standards fix letter by letter; they are never translated."""

from lms.papers.values import Letterhead, Standard

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DRAFT = "DỰ THẢO"
TO = "Kính gửi"
RECIPIENTS = "Nơi nhận:"
END = "./."

_GAP = " " * 6
"""room for the records clerk's pen"""


def number_line(head: Letterhead) -> str:
    """The number left blank: “Số:      /BC-VP” for the state, “Số      -BC/ĐU” for the Party."""
    if head.standard is Standard.PARTY:
        return f"Số{_GAP}-{head.symbol}" if head.symbol else f"Số{_GAP}"
    return f"Số:{_GAP}/{head.symbol}" if head.symbol else f"Số:{_GAP}"


def day_line(head: Letterhead) -> str:
    """Place and a blank day and month: “Hà Nội, ngày      tháng      năm 2021”."""
    year = str(head.year) if head.year else _GAP
    return f"{head.place}, ngày{_GAP}tháng{_GAP}năm {year}"
