"""The three pictures on a poster: open the camera, scan, press. Drawn in a square of 100 units."""

from collections.abc import Callable

from lms.papers.page import Pages
from sessions.printing.drawing import GOLD, RED

Draw = Callable[[Pages], None]


def _phone(pages: Pages) -> None:
    """A phone upright: frame, screen, and the bar below."""
    pages.put("q 1 g")
    pages.canvas.setLineWidth(3)
    pages.put(f"{RED} RG")
    pages.canvas.roundRect(27, 4, 46, 92, 8, stroke=1, fill=1)
    pages.put(f"{RED} rg")
    pages.canvas.roundRect(43, 9, 14, 2.6, 1.3, stroke=0, fill=1)
    pages.put("Q")


def draw_camera(pages: Pages) -> None:
    """A phone whose screen shows a camera."""
    _phone(pages)
    pages.put(f"q {RED} rg")
    pages.canvas.roundRect(34, 42, 32, 23, 4, stroke=0, fill=1)
    pages.canvas.rect(43, 64, 14, 5, stroke=0, fill=1)
    pages.put("1 g")
    pages.canvas.circle(50, 53.5, 8.2, stroke=0, fill=1)
    pages.put(f"{GOLD} rg")
    pages.canvas.circle(50, 53.5, 5, stroke=0, fill=1)
    pages.put("Q")


def draw_scan(pages: Pages) -> None:
    """A phone whose screen frames a code."""
    _phone(pages)
    pages.put(f"q {GOLD} RG 2.6 w 1 J")
    left, right, low, high, arm = 33.0, 67.0, 36.0, 70.0, 8.0
    pages.lines(
        [
            (x, y, x + dx, y + dy)
            for x, sx in ((left, 1), (right, -1))
            for y, sy in ((low, 1), (high, -1))
            for dx, dy in ((arm * sx, 0.0), (0.0, arm * sy))
        ],
        2.6,
    )
    pages.put(f"{RED} rg")
    for x, y in ((38.5, 55.5), (38.5, 41.5), (52.5, 55.5)):
        pages.put(f"{x} {y} 9 9 re {x + 2.6} {y + 2.6} 3.8 3.8 re f*")
    for x, y in ((53, 47.5), (58.5, 47.5), (55.5, 42), (58.5, 42), (53, 41.5), (49, 51), (49, 45)):
        pages.put(f"{x} {y} 3 3 re f")
    pages.put("Q")


def draw_press(pages: Pages) -> None:
    """A phone with a green button and its tick."""
    _phone(pages)
    pages.put("q 0.08 0.384 0.184 rg")
    pages.canvas.roundRect(32, 38, 36, 22, 6, stroke=0, fill=1)
    pages.put("1 G 3.4 w 1 J 1 j 42 49 m 48 43.5 l 59 55 l S")
    pages.put(f"{RED} rg")
    pages.canvas.roundRect(36, 70, 28, 3, 1.5, stroke=0, fill=1)
    pages.canvas.roundRect(40, 77, 20, 3, 1.5, stroke=0, fill=1)
    pages.put("Q")
