"""Files that are not opened: each is refused with its own sentence before a reader sees it."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from lms.errors import DomainError, Invalid, TooLarge
from lms.spreadsheets import open_spreadsheet
from tests.lms.spreadsheets.old_workbooks import make_old_workbook
from tests.lms.spreadsheets.workbooks import make_package, make_workbook, sheet_xml, zip_of

DATA = Path("tests/data")


def refusal(data: bytes, name: str = "danh-sach.xlsx") -> DomainError:
    with pytest.raises(DomainError) as refused:
        open_spreadsheet(data, name)
    return refused.value


def test_empty_file() -> None:
    assert "empty" in str(refusal(b"  \n").message)


@pytest.mark.parametrize("name", ["anh.png", "danh-sach.xlsx", "bao-cao.pdf"])
def test_file_that_is_no_spreadsheet_names_itself(name: str) -> None:
    error = refusal(b"%PDF-1.7 \xe2\xe3 whatever", name)
    assert isinstance(error, Invalid)
    assert name in str(error.message)


def test_picture_named_csv() -> None:
    assert isinstance(refusal(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.csv"), Invalid)


def test_csv_in_an_old_code_page() -> None:
    assert "UTF-8" in str(refusal("Họ tên;Điện thoại".encode("utf-16-be")[1:], "a.csv").message)


def test_word_document() -> None:
    document = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
    assert "not a spreadsheet" in str(refusal(document).message)


def test_open_document_spreadsheet() -> None:
    document = zip_of({"mimetype": b"application/x", "content.xml": b"<office/>"})
    assert "save it as .xlsx" in str(refusal(document).message)


def test_damaged_xls_and_locked_workbook_are_told_apart() -> None:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    assert "damaged" in str(refusal(magic, "cu.xls").message)
    locked = magic + "EncryptedPackage".encode("utf-16-le")
    assert "password" in str(refusal(locked).message)


def test_damaged_workbook() -> None:
    whole = (DATA / "roster.xlsx").read_bytes()
    assert "damaged" in str(refusal(whole[: len(whole) // 2]).message)
    assert "damaged" in str(refusal(make_package(b"<worksheet><sheetData>")).message)


def test_more_than_fifty_megabytes() -> None:
    assert isinstance(refusal(b"PK\x03\x04" + bytes(51 * 1024 * 1024)), TooLarge)


def test_workbook_that_unpacks_to_gigabytes() -> None:
    bomb = make_package(sheet_xml("<row/>") + b" " * (60 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert isinstance(refusal(bomb), TooLarge)


def test_part_denser_than_any_honest_one() -> None:
    dense = make_package(sheet_xml("<row/>" * 500_000))
    assert isinstance(refusal(dense), TooLarge)


def test_part_that_declares_less_than_it_holds() -> None:
    """The sizes in both headers say 100 bytes; the stream goes on, and its checksum with it."""
    package = bytearray(make_package(sheet_xml("<row><c><v>1</v></c></row>" * 10_000)))
    real = struct.pack("<I", len(sheet_xml("<row><c><v>1</v></c></row>" * 10_000)))
    assert package.count(real) == 2
    lying = bytes(package).replace(real, struct.pack("<I", 100))
    assert "damaged" in str(refusal(lying).message)


def test_too_many_parts() -> None:
    extra = {f"xl/media/{number}.bin": b"x" for number in range(2_100)}
    assert isinstance(refusal(make_package(sheet_xml(""), **extra)), TooLarge)


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
        '<row r="1"><c r="A900000" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="60000"><c r="IV60000"><v>1</v></c></row>',
    ],
)
def test_sheet_that_spreads_over_an_absurd_area(cell: str) -> None:
    error = refusal(make_package(sheet_xml(cell)))
    assert isinstance(error, TooLarge)
    assert "100.000" in str(error.message)


@pytest.mark.parametrize("address", ["A0", "", "1", "aa1", "ABCD1", "A" + "9" * 5000, "A-1"])
def test_cell_at_an_impossible_address(address: str) -> None:
    cell = f'<row r="1"><c r="{address}"><v>1</v></c></row>'
    assert isinstance(refusal(make_package(sheet_xml(cell))), DomainError)


def test_document_type_in_a_part() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + sheet_xml("<row/>")
    assert "damaged" in str(refusal(make_package(entity)).message)
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    assert "damaged" in str(refusal(make_package(hidden.encode("utf-16"))).message)


def test_macros_and_links_to_other_files() -> None:
    with_macros = make_package(sheet_xml(""), **{"xl/vbaProject.bin": b"x"})
    assert "macros" in str(refusal(with_macros).message)
    linked = make_package(sheet_xml(""), **{"xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert "other files" in str(refusal(linked).message)


@pytest.mark.parametrize(
    ("kind", "word"),
    [("vbaProject", "macros"), ("xlMacrosheet", "macros"), ("externalLink", "other files")],
)
def test_what_acts_is_refused_under_any_name(kind: str, word: str) -> None:
    """A program finds it by its relation, so do we; the part may be called as it likes."""
    relation = f'<Relationship Id="r9" Type="http://x/2006/relationships/{kind}" Target="a.bin"/>'
    honest = zipfile.ZipFile(BytesIO(make_package(sheet_xml(""), **{"xl/a.bin": b"x"})))
    parts = {name: honest.read(name) for name in honest.namelist()}
    before, end = parts["xl/_rels/workbook.xml.rels"], b"</Relationships>"
    parts["xl/_rels/workbook.xml.rels"] = before.replace(end, relation.encode() + end)
    assert word in str(refusal(zip_of(parts), "a.xlsm").message)


def test_ten_thousand_columns() -> None:
    wide = make_package(sheet_xml('<row r="1"><c r="NTP1"><v>1</v></c></row>'))
    assert isinstance(refusal(wide), TooLarge)
    assert isinstance(refusal(b"a;" * 10_000, "a.csv"), TooLarge)


def test_old_workbook_that_spreads_over_an_absurd_area() -> None:
    assert isinstance(
        refusal(make_old_workbook({(0, 0): "a", (65_535, 255): "b"}), "a.xls"), TooLarge
    )


def test_workbook_without_its_sheet() -> None:
    package = make_package(sheet_xml(""))
    assert isinstance(refusal(package.replace(b"sheet1.xml", b"sheet2.xml", 1)), DomainError)


def test_honest_workbook_of_many_rows_is_no_bomb() -> None:
    book = make_workbook([["Chuyên viên", "Văn phòng Bộ", "Công chức"]] * 20_000)
    assert len(open_spreadsheet(book, "a.xlsx")[0].rows) == 20_000
