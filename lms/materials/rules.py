"""Small decisions of the reading room. Pure."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

MAX_PAGES: Final = 20_000
_LONGEST: Final = 20
"""Characters of one range of pages"""
_SECRECY: Final = re.compile(r"^\W*(?:TUYỆT MẬT|TỐI MẬT|MẬT)\W*$", re.MULTILINE)
"""The stamps of the law on state secrets (2018), each alone on its line, in capitals."""

_TAG: Final = re.compile(r"<[^>]+>")


def pages_from(text: str) -> set[int]:
    """The pages written as ranges: "1-3,7" → {1, 2, 3, 7}. What cannot be a page is passed over."""
    pages: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(part) > _LONGEST:
            continue
        start, end = int(first), int(last or first)
        if 1 <= start <= end <= MAX_PAGES:
            pages.update(range(start, end + 1))
    return pages


def pages_to(pages: Iterable[int]) -> str:
    """The shortest way to write pages as ranges: {1, 2, 3, 7} → "1-3,7"."""
    ordered = sorted(set(pages))
    starts = ordered[:1] + [here for before, here in pairwise(ordered) if here != before + 1]
    ends = [before for before, here in pairwise(ordered) if here != before + 1] + ordered[-1:]
    return ",".join(
        str(start) if start == end else f"{start}-{end}"
        for start, end in zip(starts, ends, strict=True)
    )


def bears_secrecy_mark(text: str) -> bool:
    """Whether a stamp of secrecy stands alone on a line of the text (of a first page)."""
    return _SECRECY.search(text) is not None


def opening_text(html: str, letters: int = 1500) -> str:
    """The first words of a document's HTML, a line for each block, for `bears_secrecy_mark`."""
    return unescape(_TAG.sub("\n", html[: letters * 4]))[:letters]


def is_web_link(url: str) -> bool:
    """An https address with a host and without a user name; anything else is not offered to readers."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    named = host is not None and "." in host and not host.startswith(".")
    return parts.scheme == "https" and named and parts.username is None and " " not in url
