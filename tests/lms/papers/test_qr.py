"""QR codes as one SVG path and as vectors, with the best mask or a fixed one."""

import re

import pytest
import zxingcpp
from PIL import Image

from lms.papers.qr import BULK_MASK, matrix_of, side_of, svg_path

ADDRESS = "https://lms.example.vn/xac-minh/01ARZ3NDEKTSV4RRFFQ69G5FAV"


def painted(path: str, side: int) -> Image.Image:
    """What a browser would paint for the path, eight dots per module."""
    image = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for at in range(int(length)):
            image.putpixel((int(x) + at, int(y)), 0)
    return image.resize((side * 8, side * 8), Image.Resampling.NEAREST)


@pytest.mark.parametrize("mask", [None, BULK_MASK])
def test_the_svg_path_reads_back_as_the_address(mask: int | None) -> None:
    modules = matrix_of(ADDRESS, mask)

    image = painted(svg_path(modules), side_of(modules))

    assert [code.text for code in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_the_code_has_a_quiet_border_of_four_modules() -> None:
    modules = matrix_of(ADDRESS)

    starts = re.findall(r"M(\d+) (\d+)", svg_path(modules))

    assert min(int(x) for x, _ in starts) == min(int(y) for _, y in starts) == 4
    assert side_of(modules) == len(modules) + 8
