"""Numbers in GIFT: `#1975`, `#1975:2`, `#1974..1976`, `#=1975:2 =1980`."""

import itertools
import re
from decimal import Decimal

from quizzes.bank.content import Option
from quizzes.bank.enums import Fault
from quizzes.bank.rules import read_decimal
from quizzes.exchange.gift_text import read_text, reveal
from quizzes.exchange.item import BrokenItem

_WEIGHT = re.compile(r"\s*%([^%\s]{1,12})%")


def read_numbers(key: str) -> tuple[Option, ...]:
    """Read the accepted numbers, each with its tolerance.

    A range becomes its middle and half its width. Decimals take a point or a comma; a separator of
    thousands is refused, since `1.587` would be read as one and a half. Answers worth less than
    full marks are left out. Raises BrokenItem with an offset into `key`.
    """
    start = key.index("#") + 1
    marks = [found.start() for found in re.finditer(r"(?:(?<=\s)|^)[=~]", key[start:])]
    bounds = [*(marks or [0]), len(key) - start]
    if marks and key[start : start + marks[0]].strip():
        raise BrokenItem(Fault.TEXT_BEFORE_OPTIONS, start)
    options = []
    for begin, end in itertools.pairwise(bounds):
        option = _read_number(key[start + begin : start + end], start + begin)
        if option:
            options.append(option)
    if not options:
        raise BrokenItem(Fault.NO_RIGHT_ANSWER, start)
    return tuple(options)


def plain_number(number: Decimal) -> str:
    """Write a number with a point and without an exponent or idle zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_number(part: str, offset: int) -> Option | None:
    source, _, feedback = part.partition("#")
    source = source.strip()
    if source.startswith("~"):
        return None  # the feedback for every other number
    source = source.removeprefix("=")
    if weight := _WEIGHT.match(source):
        worth = read_decimal(weight[1])
        if worth is None:
            raise BrokenItem(Fault.BAD_WEIGHT, offset, weight[1])
        if worth < 100:
            return None
        source = source[weight.end() :]
    middle, tolerance = _read_range(reveal(source), offset)
    return Option(
        plain_number(middle),
        is_right=True,
        tolerance=plain_number(tolerance),
        feedback=read_text(feedback),
    )


def _read_range(source: str, offset: int) -> tuple[Decimal, Decimal]:
    low_text, dots, high_text = source.partition("..")
    if dots:
        low, high = read_decimal(low_text), read_decimal(high_text)
        if low is None or high is None or low > high:
            raise BrokenItem(Fault.BAD_NUMBER, offset, source)
        return (low + high) / 2, (high - low) / 2
    value_text, _, tolerance_text = source.partition(":")
    value, tolerance = read_decimal(value_text), read_decimal(tolerance_text or "0")
    if value is None or tolerance is None or tolerance < 0:
        raise BrokenItem(Fault.BAD_NUMBER, offset, source)
    return value, tolerance
