"""What a position in the Party hangs on: pure, on its words."""

import re
from typing import Final

from lms.text import words_of

_ABOVE_CELLS: Final = re.compile(
    r"\b(dang uy|dang bo|(?:ban )?thuong vu|ban chap hanh|bch|uy ban kiem tra|ubkt|trung uong"
    r"|(?:tinh|thanh|huyen|quan|thi|khoi) uy)\b"
)
"""Words of committees above a cell: đảng ủy, ban thường vụ, ban chấp hành, ủy ban kiểm tra, tỉnh ủy."""


def is_of_cell(position: str) -> bool:
    """Whether a position is one in a cell, which ends with leaving it: bí thư, phó bí thư, chi ủy viên, tổ trưởng.

    Committees above the cells draw their members from many cells: đảng ủy viên, ủy viên ban thường vụ, bí thư đảng
    ủy move from one cell to another and stay what they are. Source: domain notes, the levels of the Party tree.
    """
    return bool(position) and not _ABOVE_CELLS.search(words_of(position))
