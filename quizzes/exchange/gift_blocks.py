"""Cut a GIFT file into questions, so that one broken question never takes its neighbours along."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TITLE = re.compile(r"\s*::")
_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)", re.IGNORECASE)
_ID = re.compile(r"\[id:([^\]]+)\]", re.IGNORECASE)
_ROOTS = re.compile(r"^(?:\$\w+\$/)?(?:top/)?")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one question; `line` is the first, comments are blanked so that lines count.

    `unclosed` is the line of the opening brace whose partner is missing.
    """

    line: int
    text: str
    topic: str
    code: str = ""
    unclosed: int | None = None


@dataclass(slots=True)
class _Cutter:
    topic: str = ""
    code: str = ""
    start: int = 0
    lines: list[str] = field(default_factory=list)
    opened: int | None = None

    def add(self, number: int, line: str) -> None:
        if not self.lines:
            self.start = number
        self.lines.append(line)
        for sign in re.findall(r"[{}]", line):
            if sign == "}":
                self.opened = None
            elif self.opened is None:
                self.opened = number

    @property
    def is_complete(self) -> bool:
        return self.opened is None and any("}" in line for line in self.lines)

    def cut(self) -> Iterator[Block]:
        if self.lines:
            text = "\n".join(self.lines).rstrip()
            yield Block(self.start, text, self.topic, self.code, self.opened)
            self.lines, self.code, self.opened = [], "", None


def cut_blocks(hidden: str) -> Iterator[Block]:
    """Cut text with hidden escapes into questions.

    A question ends at a blank line, at the next `::title::` or at a category. Inside braces a
    blank line is read over as long as the closing brace comes before anything else opens; where
    it does not, the brace is missing and the question ends there.
    """
    lines = hidden.split("\n")
    cutter = _Cutter()
    for number, line in enumerate(lines, start=1):
        category = _CATEGORY.match(line)
        if category or _TITLE.match(line) or _ends_here(lines, number, cutter):
            yield from cutter.cut()
        if category:
            cutter.topic = category[1]
        elif line.lstrip().startswith("//"):
            _read_comment(cutter, line)
        elif line.strip() or cutter.lines:
            cutter.add(number, line)
    yield from cutter.cut()


def read_topic(category: str) -> str:
    """Name the topic of a category path: technical roots go, `//` is a slash in a name.

    Other slashes stay as well: "Chỉ thị số 01-CT/TW" is one topic, and the bank keeps no levels.
    """
    return _ROOTS.sub("", category.strip()).replace("//", "/")


def _ends_here(lines: list[str], number: int, cutter: _Cutter) -> bool:
    line = lines[number - 1].strip()
    if line:
        return line.startswith("//") and cutter.is_complete
    return cutter.opened is None or not _closes_later(lines, number)


def _closes_later(lines: list[str], number: int) -> bool:
    for line in lines[number:]:
        if _TITLE.match(line) or _CATEGORY.match(line):
            return False
        if found := re.search(r"[{}]", line):
            return found[0] == "}"
    return False


def _read_comment(cutter: _Cutter, line: str) -> None:
    if cutter.lines:
        cutter.lines.append("")
    elif found := _ID.search(line):
        cutter.code = found[1].strip()
