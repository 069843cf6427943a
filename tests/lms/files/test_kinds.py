"""A file is what its bytes say, whatever its name says."""

from pathlib import Path

import pytest

from lms.errors import Invalid
from lms.files.kinds import recognise
from lms.files.models import FileKind
from tests.lms.files.factories import make_docx, make_pdf, make_zip
from tests.lms.spreadsheets.old_workbooks import make_old_workbook


def _recognise(folder: Path, content: bytes, name: str = "tep.bin") -> FileKind | None:
    path = folder / "upload"
    path.write_bytes(content)
    return recognise(path, name)


def test_each_kind_is_recognised_under_a_wrong_name(tmp_path: Path) -> None:
    assert _recognise(tmp_path, make_pdf(), "a.docx") is FileKind.PDF
    assert _recognise(tmp_path, make_docx(), "a.pdf") is FileKind.DOCX
    workbook = Path("tests/data/roster.xlsx").read_bytes()
    assert _recognise(tmp_path, workbook, "a.pdf") is FileKind.XLSX


def test_text_in_utf8_and_utf16_is_text(tmp_path: Path) -> None:
    assert _recognise(tmp_path, "câu hỏi".encode(), "cau.gift") is FileKind.TEXT
    assert _recognise(tmp_path, "câu hỏi".encode("utf-16"), "cau.txt") is FileKind.TEXT
    assert _recognise(tmp_path, b"\xef\xbb\xbfa;b\n1;2", "Units.CSV") is FileKind.CSV


@pytest.mark.parametrize("content", [b"\x7fELF\x02\x01\x01\x00", b"\x89PNG\r\n\x1a\n\x00\x00", b""])
def test_programs_pictures_and_nothing_are_no_kind(tmp_path: Path, content: bytes) -> None:
    assert _recognise(tmp_path, content, "tai-lieu.pdf") is None


def test_another_archive_is_no_kind(tmp_path: Path) -> None:
    assert _recognise(tmp_path, make_zip({"a.txt": "x"}).getvalue(), "a.docx") is None


def test_an_old_office_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"\.docx"):
        _recognise(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cu.doc")


def test_old_workbooks_are_a_kind_only_where_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(make_old_workbook({(0, 0): "a"}))
    assert recognise(path, "a.doc", old_books=True) is FileKind.XLS
    with pytest.raises(Invalid):
        recognise(path, "a.xls")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    with pytest.raises(Invalid):
        recognise(path, "a.xls", old_books=True)
