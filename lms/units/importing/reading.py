"""A list of units from its sheet: columns by their words, each row checked for itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lms.errors import Invalid
from lms.spreadsheets import Cell, Formula, Sheet
from lms.text import looks_legacy, nfc_clean, words_of
from lms.units.enums import Tree, UnitKind
from lms.units.importing.fonts import AS_IT_STANDS, Fonts
from lms.units.importing.heading import find_list
from lms.units.importing.problems import RejectedUnit, UnitProblem
from lms.web.i18n import lazy_gettext as _l

_LONGEST: Final = {"code": 40, "parent_code": 40, "name": 255, "leader_title": 120}
_TREES: Final = {
    "state": Tree.STATE,
    "nha nuoc": Tree.STATE,
    "chinh quyen": Tree.STATE,
    "party": Tree.PARTY,
    "dang": Tree.PARTY,
}
_KINDS: Final = {words_of(kind.value): kind for kind in UnitKind} | {
    "bo": UnitKind.MINISTRY,
    "co quan": UnitKind.MINISTRY,
    "don vi": UnitKind.UNIT,
    "phong": UnitKind.SUB_UNIT,
    "don vi cap duoi": UnitKind.SUB_UNIT,
    "dang bo": UnitKind.PARTY_COMMITTEE,
    "dang uy": UnitKind.PARTY_COMMITTEE,
    "chi bo": UnitKind.PARTY_CELL,
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One good row; codes are compared without case."""

    row: int
    tree: Tree
    code: str
    name: str
    parent_code: str
    kind: UnitKind
    leader_title: str
    tells_kind: bool = True
    tells_title: bool = True
    """Whether the list says them at all; what it does not say is left as it is."""

    @property
    def key(self) -> tuple[Tree, str]:
        """What tells the unit in its tree."""
        return self.tree, self.code.casefold()

    @property
    def parent_key(self) -> tuple[Tree, str] | None:
        """What tells the unit it stands under; None for a root."""
        return (self.tree, self.parent_code.casefold()) if self.parent_code else None


@dataclass(frozen=True, slots=True)
class ParsedUnits:
    """A list of units as read: nothing of it is in the database yet."""

    rows: list[UnitRow] = field(default_factory=list)
    rejected: list[RejectedUnit] = field(default_factory=list)


def parse_units(sheets: Sequence[Sheet], fonts: Fonts = AS_IT_STANDS) -> ParsedUnits:
    """Read the first sheet whose heading names tree, code, name and parent code.

    Text in an old font is put into Unicode where `fonts` says so, else its rows are left out; headings are understood
    either way. Of two rows with one code the first counts. Raises Invalid when no sheet has such a heading,
    or no unit stands below it.
    """
    found, heading = find_list(sheets, fonts)
    unsure: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (place, column), meant in found.unsure.items():
        unsure[place + 1][column] = meant
    first_row, places = heading.first_row, heading.places
    parsed = ParsedUnits()
    seen: dict[tuple[Tree, str], int] = {}
    for number, cells in enumerate(found.sheet.rows[first_row:], first_row + 1):
        row = {name: cells[place] for name, place in places.items()}
        if not any(_text(cell) for cell in row.values()):
            continue
        either = unsure.get(number, {})
        others = {name: either[place] for name, place in places.items() if place in either}
        read = _read_row(number, _said(row, others), others)
        if isinstance(read, UnitRow):
            earlier = seen.setdefault(read.key, number)
            if earlier == number:
                parsed.rows.append(read)
                continue
            read = RejectedUnit(number, UnitProblem.DUPLICATE_CODE, read.code, earlier, read.code)
        parsed.rejected.append(read)
    if not parsed.rows and not parsed.rejected:
        raise Invalid(_l("No unit stands below the heading of the list."))
    return parsed


def _said(row: dict[str, Cell], meant: dict[str, str]) -> dict[str, Cell]:
    """A row whose tree and kind may be read in two ways: as the one that is a tree or a kind; `meant` keeps the others."""
    said = dict(row)
    for name, words in (("tree", _TREES), ("kind", _KINDS)):
        if name in meant and words_of(_text(row[name])) not in words:
            other = meant.pop(name)
            said[name] = other if words_of(other) in words else row[name]
        else:
            meant.pop(name, None)
    return said


def _read_row(
    number: int, row: dict[str, Cell], meant: Mapping[str, str]
) -> UnitRow | RejectedUnit:
    text = {name: _text(cell) for name, cell in row.items()}
    code, name = text["code"], text["name"]

    def rejected(problem: UnitProblem, value: str = "", other: str = "") -> RejectedUnit:
        return RejectedUnit(
            number, problem, value[:60], code=code[:40], name=name[:60], meant=other
        )

    if unread := _unread(row, meant):
        return rejected(*unread)
    for column, longest in _LONGEST.items():
        if len(text.get(column, "")) > longest:
            return rejected(UnitProblem.TOO_LONG, text[column])
    tree = _TREES.get(words_of(text["tree"]))
    if tree is None:
        return rejected(UnitProblem.NO_TREE, text["tree"])
    if not code or not name:
        return rejected(UnitProblem.NO_NAME if code else UnitProblem.NO_CODE)
    kind = _kind(text.get("kind", ""), tree, name, text["parent_code"])
    if kind is None:
        return rejected(UnitProblem.BAD_KIND, text["kind"])
    return UnitRow(
        number,
        tree,
        code,
        name,
        text["parent_code"],
        kind,
        text.get("leader_title", ""),
        tells_kind=bool(text.get("kind")),
        tells_title="leader_title" in text,
    )


def _unread(
    row: Mapping[str, Cell], meant: Mapping[str, str]
) -> tuple[UnitProblem, str, str] | None:
    """The first cell that says nothing for sure: a formula, text in an old font, or what may be either."""
    for cell in row.values():
        if isinstance(cell, Formula) or (isinstance(cell, str) and cell.startswith("=")):
            value = cell.text if isinstance(cell, Formula) else cell
            return UnitProblem.FORMULA, value, ""
        if isinstance(cell, str) and looks_legacy(cell):
            return UnitProblem.LEGACY_FONT, cell, ""
    for name, other in meant.items():
        return UnitProblem.UNSURE_FONT, _text(row[name]), nfc_clean(other)[:60]
    return None


def _kind(written: str, tree: Tree, name: str, parent_code: str) -> UnitKind | None:
    if written:
        return _KINDS.get(words_of(written))
    if tree is Tree.PARTY:
        is_cell = words_of(name).startswith("chi bo")
        return UnitKind.PARTY_CELL if is_cell else UnitKind.PARTY_COMMITTEE
    return UnitKind.UNIT if parent_code else UnitKind.MINISTRY


def _text(cell: Cell) -> str:
    if isinstance(cell, Formula):
        cell = cell.saved
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return nfc_clean(str(cell))
