"""QR codes of addresses: as one SVG path for pages, as vectors in a PDF.

Error level M. Choosing the best of eight masks is five sixths of the work; whoever draws
hundreds passes a fixed mask, which every reader understands as well.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QUIET = 4
"""modules of white around the code, as ISO/IEC 18004 asks"""
BULK_MASK = 3

Matrix = list[list[bool]]


def matrix_of(address: str, mask: int | None = None) -> Matrix:
    """The modules of the code without its white border, True for dark."""
    # qrcode costs start-up time, and most requests never draw a code
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(address)
    code.make(fit=True)
    modules: Matrix = code.get_matrix()
    return modules


def side_of(modules: Matrix) -> int:
    """Modules along one side, white border included: the side of the SVG's view box."""
    return len(modules) + 2 * QUIET


def svg_path(modules: Matrix) -> str:
    """The dark modules as the `d` of one SVG path, in a view box of `side_of` units."""
    return "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(modules)
        for x, length in _runs(row)
    )


def draw_code(
    canvas: "Canvas", address: str, x: float, y: float, side: float, mask: int | None = None
) -> None:
    """Fill the square with its lower left corner at (x, y) with the code and its white border."""
    modules = matrix_of(address, mask)
    unit = side / side_of(modules)
    path = canvas.beginPath()
    for at, row in enumerate(modules):
        for start, length in _runs(row):
            bottom = y + side - (at + 1 + QUIET) * unit
            path.rect(x + (start + QUIET) * unit, bottom, length * unit, unit)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin and how many follow."""
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((at, 1))
    return runs
