"""The code of a gate as a QR: drawn by the server, so that the screen only paints squares."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

QR_VERSION = 3
LONGEST_HOST = 26
"""Characters of host and port that still leave room for the code in QR version 3, level M."""
QUIET = 4
"""Empty modules around the code that ISO/IEC 18004 asks for."""
_MASK = 3
"""One mask for all: readers take any, and trying all eight costs six times the drawing."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The dark modules of a QR code, without its quiet zone.

    Kept as it is sent: a server holds those of an hour, some thousands, and rows take ten times the room.
    """

    size: int
    """Modules along one side"""
    packed: str
    """All rows as one hexadecimal number, most significant module first: what the screen gets."""

    @classmethod
    def of(cls, rows: Sequence[str]) -> "Matrix":
        """The matrix with these rows of `0` and `1`."""
        bits = "".join(rows)
        bits += "0" * (-len(bits) % 4)
        return cls(len(rows), f"{int(bits, 2):0{len(bits) // 4}x}")

    @property
    def rows(self) -> tuple[str, ...]:
        """One string of `0` and `1` per row."""
        bits = f"{int(self.packed, 16):0{len(self.packed) * 4}b}"
        return tuple(bits[at : at + self.size] for at in range(0, self.size**2, self.size))

    @property
    def path(self) -> str:
        """The dark modules as an SVG path in units of one module, quiet zone included."""
        return "".join(
            f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
            for y, row in enumerate(self.rows)
            for x, length in _runs(row)
        )


def address_of(base_url: str, code: str) -> str:
    """The address in the QR: upper case throughout, which a browser reads as it reads lower case.

    A base address with a path keeps no case, so only scheme and host are taken from it.
    """
    scheme, _, rest = base_url.partition("://")
    return f"{scheme}://{rest.split('/')[0]}/C/{code}".upper()


@lru_cache(maxsize=4096)
def draw(text: str) -> Matrix:
    """The QR of `text` at level M: version 3, or the next that holds it."""
    # Imported here: `qrcode` costs start-up time that only pages with a code should pay.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(version=QR_VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    return Matrix.of(["".join("1" if dark else "0" for dark in row) for row in code.modules])


def _runs(row: str) -> list[tuple[int, int]]:
    """Start and length of every run of dark modules in a row."""
    runs: list[tuple[int, int]] = []
    for x, module in enumerate(row):
        if module == "0":
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
