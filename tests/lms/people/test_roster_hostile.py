"""Files and requests that mean harm, or only chance: refused or taken literally, with a sentence, nothing written."""

import unicodedata
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.importing import work
from lms.people.importing.models import ImportRow, ImportRun
from lms.people.models import Account, Membership, Person
from lms.spreadsheets import open_spreadsheet
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.spreadsheets.old_workbooks import make_old_workbook
from tests.lms.spreadsheets.workbooks import make_package, make_workbook, sheet_xml, zip_of

Login = Callable[[FlaskClient, Account], FlaskClient]
HEADINGS = ["Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Ghi chú"]
SMALL = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')


def send(client: FlaskClient, data: bytes, name: str = "ds.xlsx") -> tuple[int, str, str]:
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), name)})
    return answer.status_code, answer.text, str(answer.location)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ A")


def _entities() -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{lines}]>'.encode() + SMALL.replace(b"1<", b"&a9;<")


BOMBS = {
    "unpacks to gigabytes": (lambda: make_package(SMALL + b" " * (60 << 20)), "giải nén"),
    "sheet of dense rows": (lambda: make_package(sheet_xml("<row/>" * 400_000)), "giải nén"),
    "absurd area": (
        lambda: make_package(sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')),
        "Trang tính",
    ),
    "entities that multiply": (lambda: make_package(_entities()), "hỏng"),
    "entity from a file": (
        lambda: make_package(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SMALL),
        "hỏng",
    ),
    "macros": (lambda: make_package(SMALL, **{"xl/vbaProject.bin": b"x"}), "macro"),
    "macros of before 2007": (
        lambda: make_old_workbook({(0, 0): "Họ và tên"}, ["_VBA_PROJECT_CUR/VBA/dir"]),
        "macro",
    ),
    "links to other files": (
        lambda: make_package(SMALL, **{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "tệp khác",
    ),
    "too many parts": (
        lambda: make_package(SMALL, **{f"xl/media/{n}.bin": b"" for n in range(2_100)}),
        "giải nén",
    ),
    "archive in an archive": (
        lambda: zip_of({"a.xlsx": make_package(SMALL), "[Content_Types].xml": b"<Types/>"}),
        "bảng tính",
    ),
    "half a file": (lambda: make_workbook([HEADINGS])[:3000], "hỏng"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "không phải bảng tính"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bomb_is_refused_with_a_sentence_and_nothing_is_previewed(
    admin: FlaskClient, db: Session, unit: Unit, kind: str
) -> None:
    make, word = BOMBS[kind]
    answered, page, _address = send(admin, make())
    assert (answered, word in page) == (422, True)
    assert db.scalar(select(func.count(ImportRow.id))) == 0
    assert db.scalar(select(func.count(Person.id))) == 1


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","Lê An")', "=1+1", "+84 An", "@SUM(A1)", "<script>An</script>"]
)
def test_name_that_computes_or_acts_is_left_out(
    admin: FlaskClient, db: Session, unit: Unit, name: str
) -> None:
    row = f'"{name.replace(chr(34), chr(34) * 2)}";1980;Vụ A;;'
    _status, _page, address = send(admin, f"{';'.join(HEADINGS)}\n{row}\n".encode(), "ds.csv")
    page = admin.get(address).text
    assert "<script>An" not in page
    assert "Dòng lỗi" in page
    admin.post(address)
    assert db.scalar(select(func.count(Person.id))) == 1


def test_text_that_looks_like_a_formula_is_kept_as_it_stands(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    notes = ["+ Tổ trưởng", "- Tổ phó", "@phong", '<b>"Trưởng" & phó</b>', "\tCó thẻ"]
    rows = [[f"Hồ Văn {'ABCDE'[n]}n", "1980", "Vụ A", note, note] for n, note in enumerate(notes)]
    _status, _page, address = send(admin, make_workbook([HEADINGS, *rows]))
    page = admin.get(address).text
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    admin.post(address)
    kept = db.scalars(select(Person.position).order_by(Person.id.desc()).limit(5)).all()
    assert kept[::-1] == [note.strip() for note in notes]


def test_formula_cells_of_a_workbook_are_told_and_never_computed(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    cells = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{word}</t></is></c>'
        for column, word in zip("ABC", HEADINGS, strict=False)
    )
    names = '<c r="A2"><f>WEBSERVICE("http://x")</f><v>0</v></c>'
    unit_cell = '<c r="C2" t="inlineStr"><is><t>Vụ A</t></is></c>'
    sheet = sheet_xml(f'<row r="1">{cells}</row><row r="2">{names}{unit_cell}</row>')
    _status, _page, address = send(admin, make_package(sheet))
    assert "công thức" in admin.get(address).text
    file = admin.get(f"{address}/dong-loi.xlsx").data
    (left,) = open_spreadsheet(file, "a.xlsx")
    assert not any(type(cell).__name__ == "Formula" for row in left.rows for cell in row)


def test_formula_cells_of_an_old_workbook_are_told_too(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    """The second of its rows computes the name; the first only its number."""
    data = Path("tests/data/formulas.xls").read_bytes()
    _status, _page, address = send(admin, data, "ds.xls")
    page = admin.get(address).text
    assert "công thức" in page
    assert "Nhập 1 người" in page
    admin.post(address)
    assert db.scalars(select(Person.full_name).order_by(Person.id.desc()).limit(1)).one() == "Hồ An"


def test_names_of_macos_and_double_spaces_are_one_person(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    known = make_person(db, full_name="Nguyễn Thị Đào", born_on=date(1980, 1, 1), unit=unit)
    written = "NGUYỄN  THỊ  ĐÀO"
    decomposed = unicodedata.normalize("NFD", written)
    text = f"Họ và tên;Ngày sinh;Đơn vị\n{decomposed};1/1/1980;Vụ A\n"
    _status, _page, address = send(admin, text.encode(), "ds.csv")
    admin.post(address)
    assert db.scalar(select(func.count(Person.id))) == 2
    assert db.get_one(Person, known.id).full_name == "Nguyễn Thị Đào"


def test_plain_name_of_somebody_with_marks_is_asked_not_merged(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    make_person(db, full_name="Nguyễn Thị Đào", born_on=date(1980, 1, 1), unit=unit)
    text = "Họ và tên;Ngày sinh;Đơn vị\nNguyen Thi Dao;1/1/1980;Vụ A\n"
    _status, _page, address = send(admin, text.encode(), "ds.csv")
    assert "Dòng cần xác định" in admin.get(address).text
    admin.post(address)
    assert db.scalar(select(func.count(Person.id))) == 2


def test_older_list_takes_nobody_out_unless_their_number_is_typed(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    for number in range(3):
        make_person(db, full_name=f"Hồ Văn {'ABC'[number]}n", unit=unit)
    text = "Họ và tên;Ngày sinh;Đơn vị\nLê An;1980;Vụ A\n"
    _status, _page, address = send(admin, text.encode(), "ds.csv")
    assert "gõ số 3" in admin.get(f"{address}?loai=missing").text
    assert admin.post(address, data={"leaves": "y", "typed": "2"}).status_code == 422
    assert db.scalar(select(func.count(Person.id)).where(Person.left_on.is_not(None))) == 0
    admin.post(address)
    open_places = select(func.count(Membership.id)).where(Membership.ends_on.is_(None))
    assert db.scalar(open_places) == 4


def test_pressed_twice_is_written_once(admin: FlaskClient, db: Session, unit: Unit) -> None:
    text = "Họ và tên;Ngày sinh;Đơn vị\nLê An;1980;Vụ A\n"
    _status, _page, address = send(admin, text.encode(), "ds.csv")
    assert admin.post(address).status_code == 303
    assert admin.post(address).status_code == 409
    assert db.scalar(select(func.count(Person.id)).where(Person.full_name == "Lê An")) == 1


def test_two_previews_of_one_file_do_not_write_it_twice(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    text = "Họ và tên;Ngày sinh;Đơn vị\nLê An;1980;Vụ A\n"
    addresses = [send(admin, text.encode(), "ds.csv")[2] for _ in range(2)]
    admin.post(addresses[0])
    page = admin.post(addresses[1], follow_redirects=True).text
    assert "Bản xem trước đã thay đổi" in page
    assert "không có gì mới" in page
    assert db.scalar(select(func.count(Person.id)).where(Person.full_name == "Lê An")) == 1


def test_write_that_fails_in_the_middle_leaves_nothing(
    admin: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Họ và tên;Ngày sinh;Đơn vị\nLê An;1980;Vụ A\n"
    _status, _page, address = send(admin, text.encode(), "ds.csv")

    def broken(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(work, "trace_import", broken)
    assert admin.post(address).status_code == 500
    monkeypatch.undo()
    assert db.scalar(select(func.count(Person.id))) == 1
    assert "Việc nhập bị gián đoạn" in admin.get(address).text
    admin.post(f"{address}/doc-lai")
    assert "Danh sách đã được nhập" in admin.post(address, follow_redirects=True).text
    assert db.scalar(select(func.count(ImportRun.id))) == 1
