"""The heading of a table over its columns: groups, titles, numbers; and where columns stand."""

from dataclasses import dataclass

from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import squeeze
from lms.papers.values import Column
from lms.text import nfc_clean

PAD = 3.0
"""points between a line of the table and its text"""
THIN = 0.5
LEADING = 1.17


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring columns under one heading; a column alone is a group without a title."""

    title: str
    first: int
    last: int


def groups_of(columns: tuple[Column, ...]) -> tuple[Group, ...]:
    """Runs of neighbours that share a group title."""
    found: list[Group] = []
    for at, column in enumerate(columns):
        if column.group and found and found[-1].title == column.group:
            found[-1] = Group(column.group, found[-1].first, at)
        else:
            found.append(Group(column.group, at, at))
    return tuple(found)


def edges_of(columns: tuple[Column, ...], left: float, right: float) -> tuple[float, ...]:
    """Where the upright lines stand, the given widths stretched or pressed to the page."""
    scale = (right - left) / sum(column.width for column in columns)
    edges = [left]
    for column in columns:
        edges.append(edges[-1] + column.width * scale)
    return tuple(edges)


@dataclass(frozen=True, slots=True)
class TableHeading:
    """Drawn again at the top of each page of the table."""

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    size: float
    numbers: bool

    @property
    def height(self) -> float:
        """Points from the top line to the first row."""
        return self._group_height + self._title_height + self._number_height

    def draw(self, pages: Pages) -> None:
        """Put the heading at the cursor and move the cursor to the first row."""
        top = pages.y
        below_groups = top - self._group_height
        below_titles = below_groups - self._title_height
        bottom = below_titles - self._number_height
        for group in groups_of(self.columns):
            if group.title:
                self._block(pages, group.first, group.last, top, below_groups, group.title)
                for at in range(group.first, group.last + 1):
                    title = self.columns[at].title
                    self._block(pages, at, at, below_groups, below_titles, title)
            else:
                title = self.columns[group.first].title
                self._block(pages, group.first, group.last, top, below_titles, title)
        if self.numbers:
            for at in range(len(self.columns)):
                self._block(pages, at, at, below_titles, bottom, f"({at + 1})", Font.ITALIC)
        pages.y = bottom

    @property
    def _group_height(self) -> float:
        titles = [group for group in groups_of(self.columns) if group.title]
        deepest = max((len(self._lines(g.first, g.last, g.title)[0]) for g in titles), default=0)
        return deepest * self._step + 2 * PAD if deepest else 0.0

    @property
    def _title_height(self) -> float:
        inside = max(
            len(self._lines(at, at, column.title)[0]) * self._step
            - (0 if column.group else self._group_height)
            for at, column in enumerate(self.columns)
        )
        return max(inside, self._step) + 2 * PAD

    @property
    def _number_height(self) -> float:
        return self._step + PAD if self.numbers else 0.0

    @property
    def _step(self) -> float:
        return self.size * LEADING

    def _block(
        self,
        pages: Pages,
        first: int,
        last: int,
        top: float,
        bottom: float,
        title: str,
        font: Font = Font.BOLD,
    ) -> None:
        left, right = self.edges[first], self.edges[last + 1]
        pages.lines(
            [
                (left, top, right, top),
                (left, bottom, right, bottom),
                (left, top, left, bottom),
                (right, top, right, bottom),
            ],
            THIN,
        )
        lines, size = self._lines(first, last, title, font)
        y = (top + bottom) / 2 + len(lines) * self._step / 2 - size * 0.95
        for line in lines:
            pages.text((left + right) / 2, y, line, font, size, Align.CENTRE)
            y -= self._step

    def _lines(
        self, first: int, last: int, title: str, font: Font = Font.BOLD
    ) -> tuple[tuple[str, ...], float]:
        room = self.edges[last + 1] - self.edges[first] - 2 * PAD
        return squeeze(nfc_clean(title), font, self.size, room, 5.5)
