"""Lists of units in the encodings and fonts of the nineties: known as such, converted when somebody asks."""

import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.legacy_text import LegacyFont, from_unicode
from lms.people.enums import Role
from lms.people.models import Account
from lms.spreadsheets import open_spreadsheet
from lms.spreadsheets.old_fonts import Font
from lms.units.importing.fonts import Fonts
from lms.units.importing.reading import parse_units
from lms.units.models import UnitName
from tests.factories import make_account
from tests.lms.units.uploads import confirm

Login = Callable[[FlaskClient, Account], FlaskClient]
EITHER = "Vụ Thanh tra"
"""In TCVN3 it reads as Vô Thanh tra, which may be Unicode, too."""
ROWS = [
    ["Cây", "Mã", "Tên đơn vị", "Mã cấp trên", "Loại", "Chức danh"],
    ["Nhà nước", "S", "Bộ Nội vụ", "", "Bộ", "Bộ trưởng"],
    ["Nhà nước", "S1", "Vụ Tổ chức cán bộ", "S", "Đơn vị", "Vụ trưởng"],
    ["Nhà nước", "S2", EITHER, "S", "Đơn vị", "Chánh Thanh tra"],
    ["Đảng", "D", "Đảng bộ cơ quan", "", "Đảng bộ", "Bí thư"],
    ["Đảng", "D1", "Chi bộ Vụ Tổ chức cán bộ", "D", "Chi bộ", "Bí thư"],
]
NAMES = [row[2] for row in ROWS[1:]]
CONVERTED = Fonts(converts=True, all_rows=Font.OLD)
SURE = Fonts(converts=True)


def csv_of(rows: list[list[str]] = ROWS) -> str:
    return "\n".join(";".join(row) for row in rows) + "\n"


def typed(font: LegacyFont, rows: list[list[str]] = ROWS) -> bytes:
    """The list as Excel of those days saves it: its font draws Vietnamese, its bytes are those of Latin-1."""
    return from_unicode(csv_of(rows), font).encode("latin-1")


def read(data: bytes, fonts: Fonts = Fonts()) -> object:  # noqa: B008 - a frozen value
    return parse_units(open_spreadsheet(data, "units.csv"), fonts)


def marks_apart(text: str) -> str:
    """As windows-1258 has it: tones are letters of their own."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    out = []
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(each for each in apart if each in tones)
        rest = "".join(each for each in apart if each not in tones)
        out.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(out)


UNICODE = {
    "windows-1258": marks_apart(csv_of()).encode("cp1258"),
    "UTF-16 with its mark": csv_of().encode("utf-16"),
    "UTF-16 without": csv_of().encode("utf-16-le"),
}


@pytest.mark.parametrize("font", LegacyFont)
def test_never_converted_silently(font: LegacyFont) -> None:
    parsed = read(typed(font))
    assert "legacy font" in {bad.problem for bad in parsed.rejected}
    assert NAMES[1] not in {row.name for row in parsed.rows}


@pytest.mark.parametrize("font", LegacyFont)
def test_converted_on_request(font: LegacyFont) -> None:
    parsed = read(typed(font), CONVERTED)
    assert parsed.rejected == []
    assert [row.name for row in parsed.rows] == NAMES
    assert [row.leader_title for row in parsed.rows] == [row[5] for row in ROWS[1:]]
    assert [row.kind for row in parsed.rows] == [
        *("ministry", "unit", "unit", "party committee", "party cell")
    ]


def test_what_may_be_either_is_asked_about_and_stays_out_until_it_is_said() -> None:
    data = typed(LegacyFont.TCVN3)
    (bad,) = read(data, SURE).rejected
    assert (bad.row, bad.problem, bad.either) == (4, "unsure font", ("Vô Thanh tra", EITHER))
    assert all(each in bad.sentence for each in bad.either)
    said = {4: Font.OLD}
    assert [row.name for row in read(data, Fonts(True, said)).rows] == NAMES
    said = {4: Font.UNICODE}
    assert read(data, Fonts(True, said)).rows[2].name == "Vô Thanh tra"


def test_unicode_among_old_text_is_left_alone() -> None:
    mixed = [*ROWS, ["state", "S3", "Cục Công nghệ thông tin", "S", "unit", ""]]
    text = from_unicode(csv_of(), LegacyFont.TCVN3) + ";".join(mixed[-1]) + "\n"
    assert [row.name for row in read(text.encode(), CONVERTED).rows] == [*NAMES, mixed[-1][2]]


@pytest.mark.parametrize("data", UNICODE.values(), ids=UNICODE.keys())
def test_old_encodings_of_unicode_need_no_converting(data: bytes) -> None:
    assert [row.name for row in read(data).rows] == NAMES


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def send(client: FlaskClient, data: bytes, name: str = "units.csv") -> str:
    sent = client.post("/don-vi/nhap", data={"file": (BytesIO(data), name)})
    assert sent.status_code == 303, sent.text
    return sent.location


def names_on_record(db: Session) -> set[str]:
    db.expire_all()
    return set(db.scalars(select(UnitName.name)))


@pytest.mark.parametrize("name", ["units.csv", "units.txt"])
@pytest.mark.parametrize("data", UNICODE.values(), ids=UNICODE.keys())
def test_they_are_uploaded_as_they_are(
    admin: FlaskClient, db: Session, data: bytes, name: str
) -> None:
    address = send(admin, data, name)
    assert "phông chữ cũ" not in admin.get(address).text
    assert confirm(admin, address).status_code == 303
    assert names_on_record(db) == set(NAMES)


@pytest.mark.parametrize("font", LegacyFont)
def test_the_preview_offers_to_convert_and_writes_what_it_showed(
    admin: FlaskClient, db: Session, font: LegacyFont
) -> None:
    address = send(admin, typed(font))
    page = admin.get(address).text
    assert 'name="converts"' in page
    assert NAMES[1] not in page
    page = admin.get(f"{address}?{urlencode({'converts': 'y', 'phong': 'old'})}").text
    assert NAMES[1] in page
    assert "Nhập 5 đơn vị" in page
    said = {"converts": "y", "phong": "old"}
    done = confirm(admin, f"{address}?{urlencode(said)}", **said)
    assert done.status_code == 303
    assert names_on_record(db) == set(NAMES)


def test_rows_are_asked_about_one_by_one_and_what_was_said_goes_on(
    admin: FlaskClient, db: Session
) -> None:
    address = send(admin, typed(LegacyFont.TCVN3))
    page = admin.get(f"{address}?converts=y").text
    assert 'name="dong-4"' in page
    assert "Vô Thanh tra" in page
    page = admin.get(f"{address}?converts=y&dong-4=old").text
    assert '<input type="hidden" name="dong-4" value="old">' in page
    assert '<select class="input" name="dong-4"' not in page
    said = {"converts": "y", "dong-4": "old"}
    confirm(admin, f"{address}?{urlencode(said)}", **said)
    assert names_on_record(db) == set(NAMES)


def test_what_is_no_text_is_still_refused(admin: FlaskClient) -> None:
    sent = admin.post("/don-vi/nhap", data={"file": (BytesIO(b"\x01\x02\xff" * 50), "units.csv")})
    assert sent.status_code == 422


def test_the_command_converts_when_told(
    runner: FlaskCliRunner, db: Session, tmp_path: Path
) -> None:
    listed = tmp_path / "units.csv"
    listed.write_bytes(typed(LegacyFont.TCVN3))
    left = runner.invoke(args=["units", "import", str(listed), "--dry-run"])
    assert "Dòng 3: " in left.output
    done = runner.invoke(args=["units", "import", str(listed), "--convert-fonts"])
    assert done.exit_code == 0, done.output
    assert names_on_record(db) == {*NAMES} - {EITHER}
    assert f"“{EITHER}”" in done.output
