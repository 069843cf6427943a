"""What all printed papers share: codes as quick vectors, lines to cut along, centred words."""

from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import balance, fit, width, wrap
from sessions.gates.drawing import QUIET, Matrix, draw

RED = "0.56 0.086 0.086"
GOLD = "0.78 0.58 0.16"
INK = "0.114 0.106 0.098"
GREY = "0.36 0.34 0.33"
_BLACK = "0 g"
LINE = 1.17


def printed_address(base_url: str, kind: str, code: str) -> str:
    """The address in a printed QR: `HTTPS://HOST/T/<24>` for a card, P for a slip, C for a gate.

    In upper case, which browsers read as lower case and a QR code keeps smaller; a path of the base
    address has no place in it.
    """
    scheme, _, rest = base_url.partition("://")
    return f"{scheme}://{rest.split('/')[0]}/{kind}/{code}".upper()


def put_code(pages: Pages, address: str, x: float, y: float, side: float) -> None:
    """Fill the square at (x, y) with the QR of an address and its quiet zone, in one fill."""
    matrix = draw(address)
    unit = side / (matrix.size + 2 * QUIET)
    pages.put(
        f"q {_BLACK} {unit:.4f} 0 0 {unit:.4f} {x + QUIET * unit:.3f} "
        f"{y + QUIET * unit:.3f} cm {_squares(matrix)} f Q"
    )


def colour(pages: Pages, rgb: str) -> None:
    """Fill with this colour from here on."""
    pages.put(f"{rgb} rg")


def put_lines(
    pages: Pages,
    lines: tuple[str, ...],
    x: float,
    y: float,
    font: Font,
    size: float,
    align: Align = Align.LEFT,
) -> float:
    """Set lines with the first baseline at y; the baseline where a next line would stand."""
    for line in lines:
        pages.text(x, y, line, font, size, align)
        y -= size * LINE
    return y


def set_large(
    words: str, font: Font, size: float, room: float, smallest: float
) -> tuple[tuple[str, ...], float]:
    """A name as large as fits: on one line down to `smallest`, else on two balanced lines.

    Longer names shrink further, so that nothing is ever cut off and no word is broken.
    """
    one = fit(words, font, size, room, 1)
    if one >= smallest:
        return (words,), one
    longest = max(words.split(" "), key=lambda word: width(word, font, smallest))
    size = fit(longest, font, smallest, room, 1)
    while len(wrap(words, font, size, room)) > 2 and size > 1:
        size -= 0.5
    return balance(words, font, size, room), size


def _squares(matrix: Matrix) -> str:
    """Dark modules as rectangles in units of one module, upwards from the lower left corner."""
    drawn: list[str] = []
    for at, row in enumerate(matrix.rows):
        bottom, x = matrix.size - 1 - at, 0
        while (start := row.find("1", x)) >= 0:
            end = row.find("0", start)
            x = end if end >= 0 else matrix.size
            drawn.append(f"{start} {bottom} {x - start} 1 re")
    return " ".join(drawn)
