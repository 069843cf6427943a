"""A list of units from its sheet: columns by their words, each row checked for itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lms.errors import Invalid
from lms.spreadsheets import Cell, Formula, Sheet
from lms.text import looks_legacy, nfc_clean, words_of
from lms.units.enums import Tree, UnitKind
from lms.units.importing.problems import RejectedUnit, UnitProblem
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "tree": ("tree", "cay", "cay to chuc", "he thong", "he thong to chuc", "to chuc"),
    "code": ("code", "unit code", "ma", "ma don vi", "ma dv", "ma so", "ma to chuc"),
    "name": ("name", "unit name", "unit", "ten", "ten don vi", "ten dv", "don vi", "ten to chuc"),
    "parent_code": (
        "parent code",
        "parent",
        "code of the unit above",
        "ma cap tren",
        "ma don vi cap tren",
        "ma dv cap tren",
        "ma don vi cha",
        "cap tren",
        "don vi cap tren",
        "truc thuoc",
    ),
    "kind": ("kind", "type", "loai", "loai don vi", "loai hinh", "loai to chuc", "cap"),
    "leader_title": (
        "leader title",
        "title of its head",
        "head",
        "chuc danh",
        "chuc danh nguoi dung dau",
        "chuc danh thu truong",
        "nguoi dung dau",
    ),
}
"""Headings of a list of units, in English and Vietnamese, without marks and punctuation."""

_NAMED: Final = {
    "tree": _l("Tree"),
    "code": _l("Code"),
    "name": _l("Name"),
    "parent_code": _l("Code of the unit above"),
}
_NEEDED: Final = ("tree", "code", "name", "parent_code")
_LONGEST: Final = {"code": 40, "parent_code": 40, "name": 255, "leader_title": 120}
_SEARCHED_ROWS: Final = 20

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


def parse_units(sheets: Sequence[Sheet]) -> ParsedUnits:
    """Read the first sheet whose heading names tree, code, name and parent code.

    Of two rows with one code the first counts. Raises Invalid when no sheet has such a heading,
    or no unit stands below it.
    """
    sheet, first_row, places = _find_heading(sheets)
    parsed = ParsedUnits()
    seen: dict[tuple[Tree, str], int] = {}
    for number, cells in enumerate(sheet.rows[first_row:], first_row + 1):
        row = {name: cells[place] for name, place in places.items()}
        if not any(_text(cell) for cell in row.values()):
            continue
        read = _read_row(number, row)
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


def _find_heading(sheets: Sequence[Sheet]) -> tuple[Sheet, int, dict[str, int]]:
    nearest: set[str] = set()
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            words = [words_of(cell) if isinstance(cell, str) else "" for cell in row]
            places = {
                name: words.index(heading)
                for name, headings in COLUMNS.items()
                for heading in headings[::-1]
                if heading in words
            }
            if all(name in places for name in _NEEDED):
                return sheet, number + 1, places
            nearest = max(nearest, places.keys() & set(_NEEDED), key=len)
    missing = [str(_NAMED[name]) for name in _NEEDED if name not in nearest]
    raise Invalid(
        _(
            "This is not a list of units: its heading lacks %(columns)s. It needs Cây, Mã, Tên đơn vị and "
            "Mã cấp trên (tree, code, name, parent_code); Loại and Chức danh (kind, leader_title) are welcome.",
            columns=", ".join(missing),
        )
    )


def _read_row(number: int, row: dict[str, Cell]) -> UnitRow | RejectedUnit:
    text = {name: _text(cell) for name, cell in row.items()}
    code, name = text["code"], text["name"]

    def rejected(problem: UnitProblem, value: str = "") -> RejectedUnit:
        return RejectedUnit(number, problem, value[:60], code=code[:40], name=name[:60])

    for cell in row.values():
        if isinstance(cell, Formula) or (isinstance(cell, str) and cell.startswith("=")):
            return rejected(UnitProblem.FORMULA, cell.text if isinstance(cell, Formula) else cell)
        if isinstance(cell, str) and looks_legacy(cell):
            return rejected(UnitProblem.LEGACY_FONT, cell)
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
