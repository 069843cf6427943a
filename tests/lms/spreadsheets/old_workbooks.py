"""A workbook of Excel 97–2003 made by hand: a record for each cell, in a compound file."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_OF_97, _OF_95 = 0x0600, 0x0500
OWN_SHEETS = (0x01AE, struct.pack("<HH", 1, 0x0401))
"""What formulas over several sheets of one file come with"""
ANOTHER_FILE = (0x01AE, struct.pack("<HHB", 1, 9, 0) + b"\x01luong.xls"[:9])
ANOTHER_FILE_OF_95 = (0x0017, bytes((10, 1)) + b"luong.xls")
PASSWORD = (0x002F, struct.pack("<HHH", 0, 0x1234, 0x5678))

Record = tuple[int, bytes]
Cells = Mapping[tuple[int, int], "str | float | Computed"]


@dataclass(frozen=True)
class Computed:
    """A cell with the formula =1+1 and the number last saved for it."""

    saved: float


@dataclass(frozen=True)
class OldSheet:
    """A sheet by its cells at (row, column), counted from 0."""

    name: str
    cells: Cells
    kind: int = 0
    """0: worksheet, 1: Excel 4 macros, 6: a module of Excel 5"""
    chart: bool = False
    """Whether a chart is drawn on it: a part within its part."""


def make_old_workbook(cells: Cells, streams: Sequence[str] = ()) -> bytes:
    """An .xls file with texts and numbers at (row, column), counted from 0; further streams by their paths."""
    return make_old_book([OldSheet("Danh sách", cells)], streams=streams)


def make_old_book(
    sheets: Sequence[OldSheet],
    records: Iterable[Record] = (),
    *,
    is_of_95: bool = False,
    streams: Sequence[str] = (),
) -> bytes:
    """An .xls file of these sheets; `records` stand before them, among what holds for the whole book."""
    book = _book(sheets, list(records), is_of_95)
    name = "Book" if is_of_95 else "Workbook"
    return _compound({name: book} | dict.fromkeys(streams, b"x"))


def _book(sheets: Sequence[OldSheet], records: Sequence[Record], is_of_95: bool) -> bytes:
    version = _OF_95 if is_of_95 else _OF_97
    head = _begin(version, 0x0005)
    head += _record(0x0042, struct.pack("<H", 1252 if is_of_95 else 1200))
    head += b"".join(_record(*each) for each in records)
    bodies = [_sheet(each, version) for each in sheets]
    names = [_name(each.name, is_of_95) for each in sheets]
    place = len(head) + sum(4 + 6 + len(each) for each in names) + 4
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBB", place, 0, sheet.kind) + name)
        place += len(body)
    return head + _record(0x000A, b"") + b"".join(bodies)


def _name(name: str, is_of_95: bool) -> bytes:
    if is_of_95:
        return bytes((len(name),)) + name.encode("ascii", "replace")
    return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")


def _sheet(sheet: OldSheet, version: int) -> bytes:
    body = _begin(version, 0x0010)
    if sheet.chart:
        body += _begin(version, 0x0020) + _record(0x000A, b"")
    for (row, column), value in sheet.cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, Computed):
            formula = b"\x1e\x01\x00\x1e\x01\x00\x03"
            content = struct.pack("<dHIH", value.saved, 0, 0, len(formula)) + formula
            body += _record(0x0006, place + content)
        elif isinstance(value, str) and version == _OF_97:
            text = value.encode("utf-16-le")
            body += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
        elif isinstance(value, str):
            body += _record(0x0204, place + struct.pack("<H", len(value)) + value.encode("ascii"))
        else:
            body += _record(0x0203, place + struct.pack("<d", value))
    return body + _record(0x000A, b"")


def _begin(version: int, kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0x0600))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


class _Folder:
    """A compound file's directory: entries in the order of their numbers, each with its tree."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int, int, int, int, int]] = []
        """Name, kind, right neighbour, child, first sector, size"""

    def add(self, tree: Mapping[str, object]) -> int:
        """Enter a storage's children beside one another; the number of the first."""
        first, numbers = len(self.entries), []
        for name in tree:
            numbers.append(len(self.entries))
            self.entries.append((name, 0, _FREE, _FREE, _END, 0))
        for place, (name, inside) in enumerate(tree.items()):
            right = numbers[place + 1] if place + 1 < len(numbers) else _FREE
            if isinstance(inside, Mapping):
                child = self.add(inside)
                self.entries[numbers[place]] = (name, 1, right, child, 0, 0)
            else:
                start, size = inside  # type: ignore[misc]
                self.entries[numbers[place]] = (name, 2, right, _FREE, start, size)
        return first


def _compound(streams: Mapping[str, bytes]) -> bytes:
    """Streams by their paths (`a/b` stands in the storage a), each in sectors of its own."""
    tree: dict[str, object] = {}
    depth = sum(path.count("/") + 1 for path in streams) + 1
    folders = -(-depth * 128 // SECTOR)
    chain, content = [_FAT, *range(2, folders + 1), _END], b""
    for path, data in streams.items():
        *above, name = path.split("/")
        inside = tree
        for each in above:
            inside = inside.setdefault(each, {})  # type: ignore[assignment]
        size = max(4096, -(-len(data) // SECTOR) * SECTOR)
        inside[name] = (len(chain), size)
        chain += [*range(len(chain) + 1, len(chain) + size // SECTOR), _END]
        content += data.ljust(size, b"\0")
    chain += [_FREE] * (SECTOR // 4 - len(chain))
    if len(chain) > SECTOR // 4:
        raise ValueError("this writer keeps to one sector of allocations")
    folder = _Folder()
    folder.entries.append(("Root Entry", 5, _FREE, 1, _END, 0))
    folder.add(tree)
    listed = b"".join(_entry(*each) for each in folder.entries)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    allocations = struct.pack(f"<{len(chain)}I", *chain)
    return header + allocations + listed.ljust(folders * SECTOR, b"\0") + content


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    fixed = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    fixed += struct.pack("<III", _FREE, right, child) + bytes(36)
    return fixed + struct.pack("<IQ", start, size)
