"""A workbook of Excel 97–2003 made by hand: one sheet, a record for each cell, in a compound file."""

import struct
from collections.abc import Mapping

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def make_old_workbook(cells: Mapping[tuple[int, int], str | float]) -> bytes:
    """An .xls file with texts and numbers at (row, column), counted from 0."""
    return _compound(_book(cells))


def _book(cells: Mapping[tuple[int, int], str | float]) -> bytes:
    name = "Danh sách".encode("utf-16-le")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    head += _record(0x0042, struct.pack("<H", 1200))
    length = len(head) + 4 + 8 + len(name) + 4
    head += _record(0x0085, struct.pack("<IBBBB", length, 0, 0, len(name) // 2, 1) + name)
    head += _record(0x000A, b"")
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = value.encode("utf-16-le")
            body += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
        else:
            body += _record(0x0203, place + struct.pack("<d", value))
    return head + body + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    chain += [_FREE] * (SECTOR // 4 - len(chain))
    if len(chain) > SECTOR // 4:
        raise ValueError("this writer keeps to one sector of allocations")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return header + struct.pack(f"<{len(chain)}I", *chain) + folder.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    fixed = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    fixed += struct.pack("<III", _FREE, _FREE, child) + bytes(36)
    return fixed + struct.pack("<IQ", start, size)
