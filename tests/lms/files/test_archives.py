"""Archives that would unpack to too much are refused before any reader opens them."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from lms.errors import Invalid, TooLarge
from lms.files import archives
from lms.files.archives import MAX_MEMBERS, check_archive
from tests.lms.files.factories import make_docx, make_zip

MIB = 1024 * 1024


def test_an_honest_document_passes_and_names_its_parts() -> None:
    file = BytesIO(make_docx())
    assert "word/document.xml" in check_archive(file)
    assert file.tell() == 0


def test_the_sample_roster_passes() -> None:
    assert "xl/workbook.xml" in check_archive(Path("tests/data/roster.xlsx"))


def test_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", MIB)
    parts: dict[str, str | bytes] = {"xl/a.xml": bytes(MIB // 2), "xl/b.xml": bytes(MIB // 2)}
    assert check_archive(make_zip(parts)) == {"xl/a.xml", "xl/b.xml"}
    with pytest.raises(TooLarge):
        check_archive(make_zip({**parts, "xl/c.xml": b" "}))


def test_a_very_dense_archive_is_refused() -> None:
    with pytest.raises(TooLarge):
        check_archive(make_zip({"xl/sheet1.xml": b"\0" * (20 * MIB)}))


def test_a_small_repetitive_file_passes() -> None:
    assert check_archive(make_zip({"xl/sheet1.xml": b" " * MIB})) == {"xl/sheet1.xml"}


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    content = b"\0" * (4 * MIB)
    raw = make_zip({"xl/sheet1.xml": content}).getvalue()
    lying = raw.replace(len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != raw
    with pytest.raises((Invalid, TooLarge)):
        check_archive(BytesIO(lying))


def test_too_many_members_are_refused() -> None:
    parts: dict[str, str | bytes] = {f"m{at}": b"" for at in range(MAX_MEMBERS + 1)}
    with pytest.raises(TooLarge):
        check_archive(make_zip(parts, method=zipfile.ZIP_STORED))


def test_a_document_type_is_refused() -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(Invalid):
        check_archive(make_zip({"word/document.xml": laughs}))


def test_a_locked_archive_is_refused() -> None:
    raw = bytearray(make_zip({"a.xml": "x"}, method=zipfile.ZIP_STORED).getvalue())
    raw[raw.index(b"PK\x01\x02") + 8] |= 0x1  # general purpose flag in the central directory
    with pytest.raises(Invalid, match="password"):
        check_archive(BytesIO(bytes(raw)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"plain text"])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        check_archive(BytesIO(content))


def test_a_truncated_archive_is_refused() -> None:
    whole = Path("tests/data/roster.xlsx").read_bytes()
    with pytest.raises(Invalid):
        check_archive(BytesIO(whole[: len(whole) // 2]))
