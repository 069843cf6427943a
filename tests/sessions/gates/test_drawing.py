"""The drawn code is read back by a reader that knows nothing of us."""

import pytest
import zxingcpp
from PIL import Image

from sessions.gates.drawing import LONGEST_HOST, QUIET, Matrix, address_of, draw

CODE = "20000R0BTS6Z9KQ4WVN3MXH7"


def read_back(matrix: Matrix) -> str:
    side = matrix.size + 2 * QUIET
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix.rows):
        for x, module in enumerate(row):
            if module == "1":
                image.putpixel((x + QUIET, y + QUIET), 0)
    found = zxingcpp.read_barcodes(image.resize((side * 6, side * 6), Image.Resampling.NEAREST))
    return found[0].text


@pytest.mark.parametrize("host", ["lms.example.vn", "localhost:8000", "h" * LONGEST_HOST])
def test_address_fits_version_3_and_reads_back(host: str) -> None:
    matrix = draw(address_of(f"https://{host}", CODE))
    assert matrix.size == 29
    assert read_back(matrix) == f"HTTPS://{host.upper()}/C/{CODE}"


def test_longer_host_takes_the_next_version_and_still_reads_back() -> None:
    address = address_of("https://" + "h" * (LONGEST_HOST + 1), CODE)
    assert draw(address).size == 33
    assert read_back(draw(address)) == address


def test_path_of_the_base_address_is_left_out() -> None:
    assert address_of("http://lms.example.vn/", CODE) == f"HTTP://LMS.EXAMPLE.VN/C/{CODE}"


def test_packed_rows_hold_every_module() -> None:
    matrix = draw(address_of("https://lms.example.vn", CODE))
    bits = f"{int(matrix.packed, 16):0{len(matrix.packed) * 4}b}"
    assert bits[: matrix.size**2] == "".join(matrix.rows)


def test_path_covers_exactly_the_dark_modules() -> None:
    matrix = Matrix.of(("110", "001", "111"))
    assert matrix.path == "M4 4h2v1h-2zM6 5h1v1h-1zM4 6h3v1h-3z"
    assert (matrix.rows, matrix.size, matrix.packed) == (("110", "001", "111"), 3, "c78")
