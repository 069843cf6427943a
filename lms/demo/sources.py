"""The demonstration's study materials as written: a few marks for headings, lists and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

CONTENT: Final = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list whose order does not matter."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; the first row is its heading."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Rows


def read_source(path: Path) -> tuple[Block, ...]:
    """The blocks of one source file; its first block is the level 1 heading."""
    text = path.read_text("utf-8").replace(" %", "\N{NO-BREAK SPACE}%")
    return tuple(_blocks(text.splitlines()))


def title_of(blocks: tuple[Block, ...]) -> str:
    """The words of the document's title."""
    return next(block.text for block in blocks if isinstance(block, Heading))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for mark, group in groupby(lines, key=_mark):
        texts = [line.strip() for line in group if line.strip()]
        if mark == "#":
            for text in texts:
                bare = text.lstrip("#")
                yield Heading(len(text) - len(bare), bare.strip())
        elif mark == "-":
            yield Bullets(tuple(text[1:].strip() for text in texts))
        elif mark == "|":
            yield Rows(tuple(_cells(text) for text in texts))
        else:
            yield from (Paragraph(text) for text in texts)


def _mark(line: str) -> str:
    first = line.strip()[:1]
    return first if first in ("#", "-", "|") else ""


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
