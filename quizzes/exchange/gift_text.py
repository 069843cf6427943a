"""The text rules of GIFT: escapes, format marks, and back again.

Source of the format: the GIFT page of the Moodle documentation. An escaped sign is swapped for a
noncharacter while the structure is read, so that every `{` or `=` still seen is a real one.
"""

import html
import re

from quizzes.bank.content import tidy
from quizzes.bank.enums import Fault
from quizzes.exchange.item import BrokenItem

_SIGNS = "~=#{}:\\n"
_HIDDEN = {sign: chr(0xFDD0 + place) for place, sign in enumerate(_SIGNS)}
_HIDE = re.compile(r"\\([~=#{}:\\n])")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_REVEAL = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_MARK = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_ESCAPE = str.maketrans({sign: f"\\{sign}" for sign in "~=#{}:\\"} | {"\n": "\\n"})


def hide_escapes(text: str) -> str:
    """Swap each known escape for one noncharacter; unknown ones stay for `read_text` to refuse."""
    return _HIDE.sub(lambda found: _HIDDEN[found[1]], _NONCHARACTERS.sub("", text))


def find_unknown_escape(hidden: str) -> BrokenItem | None:
    """Say where a backslash stands before something that is not one of `~ = # { } : \\ n`."""
    place = hidden.find("\\")
    if place < 0:
        return None
    return BrokenItem(Fault.UNKNOWN_ESCAPE, place, hidden[place : place + 2].strip())


def read_text(hidden: str) -> str:
    """Turn a piece of the file into the text meant: marks off, HTML to plain text, escapes back."""
    source = " ".join(hidden.split())
    mark = _MARK.match(source)
    if mark:
        source = source[mark.end() :]
    text = source.translate(_REVEAL)
    if mark and mark[1].lower() == "html":
        text = _plain(text)
    return tidy(text)


def reveal(hidden: str) -> str:
    """Put the escaped signs back; the text is otherwise taken as it stands."""
    return tidy(hidden.translate(_REVEAL))


def is_formatted(hidden: str) -> bool:
    """True where the piece asks for HTML, which is reduced to its words."""
    mark = _MARK.match(hidden.strip())
    return mark is not None and mark[1].lower() == "html" and "<" in hidden


def escape(text: str) -> str:
    """Write text so that no sign of it is taken for structure."""
    return escape_title(f"[plain]{text}" if _needs_mark(text) else text)


def escape_title(text: str) -> str:
    """Write a title, which knows no format marks."""
    return text.translate(_ESCAPE)


def escape_html(text: str) -> str:
    """Write text as HTML, where an arrow can stand without being the arrow of a pair."""
    return f"[html]{html.escape(text, quote=False)}".translate(_ESCAPE)


def _needs_mark(text: str) -> bool:
    return text.startswith(("%", "//", "$CATEGORY")) or _MARK.match(text) is not None


def _plain(text: str) -> str:
    import nh3  # only files with HTML need it; it costs start-up time

    return html.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set()))
