"""Measuring words: how wide a line is, where it breaks, how small it must be to fit."""

from functools import lru_cache

from lms.papers.fonts import Font, face

MM = 72 / 25.4
"""points per millimetre"""


@lru_cache(maxsize=1 << 16)
def width(text: str, font: Font, size: float) -> float:
    """Points that the text takes on one line."""
    return float(face(font).stringWidth(text, size))


def fit(text: str, font: Font, size: float, room: float, smallest: float) -> float:
    """The size, at most `size` and at least `smallest`, at which the text takes `room` points."""
    wide = width(text, font, size)
    return size if wide <= room else max(smallest, size * room / wide)


def wrap(text: str, font: Font, size: float, room: float) -> tuple[str, ...]:
    """The text broken at its spaces into lines of at most `room` points.

    A word wider than the room is cut between letters; an empty text is one empty line.
    """
    room += 0.01  # what was shrunk to fit exactly must not break over a rounding
    if width(text, font, size) <= room:
        return (text,)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, font, size, room)
        lines.extend(full)
    return (*lines, line)


def shorten(text: str, font: Font, size: float, room: float, most: int) -> tuple[str, ...]:
    """At most so many lines; a mark says where more would follow."""
    lines = wrap(text, font, size, room)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while " " in last and width(f"{last} …", font, size) > room:
        last = last.rpartition(" ")[0]
    return (*lines[: most - 1], f"{last.rstrip(',')} …")


def squeeze(
    text: str, font: Font, size: float, room: float, smallest: float
) -> tuple[tuple[str, ...], float]:
    """Lines and their size for a narrow place: as small as its longest word needs, then wrapped."""
    longest = max(text.split(" "), key=lambda word: width(word, font, size))
    size = fit(longest, font, size, room, smallest)
    return wrap(text, font, size, room), size


def balance(text: str, font: Font, size: float, room: float) -> tuple[str, ...]:
    """Like `wrap`, with lines of nearly the same length: a title must not leave one word alone."""
    lines = wrap(text, font, size, room)
    low = width(text, font, size) / len(lines)
    narrower = low
    while narrower < room:
        tried = wrap(text, font, size, narrower)
        if len(tried) == len(lines):
            return tried
        narrower += room / 40
    return lines


def _cut(word: str, font: Font, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, font, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
