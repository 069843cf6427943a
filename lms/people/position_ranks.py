"""Where a position stands in a list that begins with the leaders: Bộ trưởng, Thứ trưởng, Vụ trưởng, Phó Vụ trưởng …

Read from the words of the position, as rosters write them; the first of several positions counts, as offices write
the main one first. The order is that of lists of Vietnamese public bodies: each deputy directly after the rank of
the head, then specialists by grade, then service staff.
"""

import re
from functools import lru_cache
from typing import Final

from lms.text import words_of

UNRANKED: Final = 90
"""No position, or none that is known."""
_ACTING: Final = re.compile("^(quyen|q|ham|nguyen) ")
_SEVERAL: Final = re.compile(r"[,;/()]|\bkiêm\b|\s[-–]\s")

_STATE: Final = "tong bi thu|chu tich nuoc|thu tuong|chu tich quoc hoi|thuong truc ban bi thu"
_MINISTRY: Final = (
    "bo truong|tong thanh tra|thong doc|chu nhiem uy ban|bi thu tinh uy|bi thu thanh uy"
    "|bi thu dang uy bo|chu tich uy ban nhan dan tinh|chu tich uy ban nhan dan thanh pho"
    "|chu tich ubnd tinh|chu tich ubnd thanh pho|tong kiem toan"
)
_UNIT: Final = (
    "vu truong|cuc truong|chanh van phong|chanh thanh tra|vien truong|tong giam doc|giam doc"
    "|hieu truong|tong bien tap|truong ban|kho bac truong|chu tich|bi thu|chu nhiem|thu truong (?:co quan|don vi)"
)
_HEADS: Final = (
    (10, _STATE),
    (20, _MINISTRY),
    (30, "tong cuc truong"),
    (40, _UNIT),
    (55, "to truong|ke toan truong|nhom truong"),
    (50, "chi cuc truong|truong|[a-z]+ truong"),
)
_DEPUTY_WORDS: Final = {"thu truong": 21, "to pho": 56, "doi pho": 51, "nhom pho": 56}
_SERVICE: Final = (
    "can su|nhan vien|ky thuat vien|lai xe|bao ve|tap vu|phuc vu|thu quy|thu kho|hop dong|tap su"
)
_STAFF: Final = (
    (58, "phu trach"),
    (60, ".* cao cap"),
    (62, ".*(?:vien|tra|su|si|thu|toan) chinh"),
    (64, "chuyen vien|giang vien|thanh tra vien|ke toan|nghien cuu vien|phong vien|bien tap vien"),
    (64, "thu ky|van thu|kiem tra vien|luu tru vien|ky su|bac si|giao vien|tro ly"),
    (70, _SERVICE),
)
_RANKS: Final = tuple((rank, re.compile(rf"(?:{words})\b")) for rank, words in _HEADS + _STAFF)


@lru_cache(maxsize=4_096)
def position_rank(position: str) -> int:
    """A small number for who stands early: 10 for heads of the state, 90 for nobody knows."""
    main = _SEVERAL.split(position.strip(" ("), maxsplit=1)[0]
    words = _ACTING.sub("", words_of(main))
    for title, rank in _DEPUTY_WORDS.items():
        if re.match(rf"{title}\b(?! co quan| don vi)", words):
            return rank
    head = words.removeprefix("pho ")
    for rank, title_of in _RANKS:
        if title_of.match(head):
            return rank if head == words else rank + 1
    return UNRANKED
