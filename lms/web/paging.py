"""Long lists in pages and in the order the reader asked for.

Free of Flask: queries take a page number and return a `Page`; views read the number from the
address with `page_number`, and templates draw it with `macros/paging.html`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, TypeVarTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")

PAGE_SIZE = 50
AFTER, BEFORE = PAGE_BOUNDS = ("sau", "truoc")
"""In an address beside the page's number: the item before its first, or after its last"""
_LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a longer list."""

    items: Sequence[T]
    number: int
    """Counted from 1."""
    size: int
    total: int
    """Items in the whole list."""
    ends: tuple[int, int] | None = None
    """Ids of the first item and the last, where the pages beside this one are read from there."""

    @property
    def last(self) -> int:
        """Number of the last page; an empty list has one empty page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_item(self) -> int:
        """Position of the page's first item in the whole list, counted from 1; 0 if none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_item(self) -> int:
        """Position of the page's last item in the whole list."""
        return (self.number - 1) * self.size + len(self.items)

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to offer: the ends, the neighbours, and None for each gap between."""
        near = {1, self.last, self.number - 1, self.number, self.number + 1}
        shown = sorted(number for number in near if 1 <= number <= self.last)
        offered: list[int | None] = []
        for number in shown:
            previous = offered[-1] if offered else 0
            if previous is not None and number - previous == 2:
                offered.append(number - 1)
            elif previous is not None and number - previous > 2:
                offered.append(None)
            offered.append(number)
        return offered

    def beside(self, number: int) -> dict[str, int]:
        """The values of an address that lead to a page beside this one, or to any by its number."""
        if self.ends is None or number == 1 or abs(number - self.number) != 1:
            return {"trang": number}
        first, last = self.ends
        bound = {AFTER: last} if number > self.number else {BEFORE: first}
        return {"trang": number, **bound}

    def map(self, change: Callable[[T], R]) -> "Page[R]":
        """The same page with every item changed, for rows that views prepare for display."""
        items = [change(item) for item in self.items]
        return Page(items, self.number, self.size, self.total, self.ends)


@dataclass(frozen=True, slots=True)
class Sort:
    """The column a list is ordered by, as chosen in its heading row."""

    key: str
    descending: bool = False

    @property
    def value(self) -> str:
        """As written in the address: the key, with a minus sign when descending."""
        return f"-{self.key}" if self.descending else self.key


def page_number(args: Mapping[str, str], name: str = "trang") -> int:
    """The page asked for in the address; 1 for anything that is not a page number."""
    raw = args.get(name, "")
    is_number = raw.isascii() and raw.isdigit()
    return min(max(int(raw[:10]), 1), _LAST_PAGE) if is_number else 1


def sort_choice(args: Mapping[str, str], allowed: Sequence[str], name: str = "thu-tu") -> Sort:
    """The order asked for in the address; the first allowed column where none is recognised."""
    raw = args.get(name, "")
    key = raw.removeprefix("-")
    return Sort(key, raw.startswith("-")) if key in allowed else Sort(allowed[0])


def paginate(db: Session, statement: Select[T], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """One page of a SELECT of single entities or values, in two queries.

    A number past the end gives the last page: a list may shrink while it is read.
    """
    rows = paginate_rows(db, statement, number, size)
    return rows.map(lambda row: row[0])


def paginate_rows(
    db: Session, statement: Select[*Ts], number: int, size: int = PAGE_SIZE
) -> Page[Row[*Ts]]:
    """One page of a SELECT of several columns, in two queries."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = db.scalar(counted) or 0
    number = min(number, max(1, -(-total // size)))
    items = db.execute(statement.limit(size).offset((number - 1) * size)).all()
    return Page(items, number, size, total)


def page_of(items: Sequence[T], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """One page of a list that is already in memory."""
    total = len(items)
    number = min(number, max(1, -(-total // size)))
    return Page(items[(number - 1) * size : number * size], number, size, total)
