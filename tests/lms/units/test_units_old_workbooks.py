"""A list of units saved by Excel 97–2003 is read as the others are, and refused as lists of people are."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.files.models import FileKind, PendingImport, StoredFile
from lms.people.enums import Role
from lms.people.models import Account
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account
from tests.lms.spreadsheets.old_workbooks import (
    ANOTHER_FILE,
    PASSWORD,
    OldSheet,
    make_old_book,
    make_old_workbook,
)
from tests.lms.units.lists import outline
from tests.lms.units.uploads import confirm

Login = Callable[[FlaskClient, Account], FlaskClient]
ROWS = [
    ["Cây", "Mã", "Tên đơn vị", "Mã cấp trên"],
    ["Nhà nước", "S", "Bộ Nội vụ", ""],
    ["Nhà nước", "S1", "Vụ Pháp chế", "S"],
    ["Đảng", "D", "Đảng bộ Bộ", ""],
]
CELLS = {(row, column): text for row, cells in enumerate(ROWS) for column, text in enumerate(cells)}


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


def send(client: FlaskClient, data: bytes, name: str = "don-vi.xls") -> object:
    return client.post("/don-vi/nhap", data={"file": (BytesIO(data), name)})


def test_old_workbook_is_shown_and_imported(admin: FlaskClient, db: Session) -> None:
    form = admin.get("/don-vi/nhap").text
    assert "Tệp Excel (.xlsx, .xls) hoặc CSV" in form
    assert 'accept=".xlsx,.xls,.csv,.txt"' in form
    sent = send(admin, make_old_workbook(CELLS))
    assert sent.status_code == 303
    assert db.scalars(select(StoredFile.kind)).one() is FileKind.XLS
    assert "Nhập 3 đơn vị" in admin.get(sent.location).text
    assert confirm(admin, sent.location).status_code == 303
    assert outline(db) == ["S Bộ Nội vụ", "  S1 Vụ Pháp chế"]
    assert outline(db, Tree.PARTY) == ["D Đảng bộ Bộ"]


@pytest.mark.parametrize("is_of_95", [False, True])
def test_books_of_excel_95_and_of_any_name_are_known_by_what_they_are(
    admin: FlaskClient, is_of_95: bool
) -> None:
    heading = dict(enumerate(("tree", "code", "name", "parent code")))
    rows = {0: heading, 1: {0: "state", 1: "S", 2: "Bo", 3: ""}}
    cells = {(row, column): text for row in rows for column, text in rows[row].items()}
    data = make_old_book([OldSheet("Ds", cells)], is_of_95=is_of_95)
    assert send(admin, data, "don-vi.xlsx").status_code == 303


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (make_old_workbook(CELLS, ["_VBA_PROJECT_CUR/VBA/dir"]), "macro"),
        (make_old_book([OldSheet("A", CELLS)], [ANOTHER_FILE]), "liên kết ngoài"),
        (make_old_book([OldSheet("A", CELLS)], [PASSWORD]), "mật khẩu"),
        (make_old_workbook(CELLS)[:700], "hỏng"),
        (make_old_workbook({(0, 0): "Họ tên"}), "không phải danh mục đơn vị"),
    ],
)
def test_what_lists_of_people_refuse_is_refused_here(
    admin: FlaskClient, db: Session, data: bytes, sentence: str
) -> None:
    answer = send(admin, data)
    assert answer.status_code in (400, 422)
    assert sentence in answer.text
    assert not db.scalar(select(func.count(PendingImport.id)))
    assert not db.scalar(select(func.count(Unit.id)))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "100.000 dòng và 256 cột"), ("en", "100,000 rows and 256 columns")],
)
def test_a_table_that_is_too_long_is_told_how_long_it_may_be(
    admin: FlaskClient, language: str, sentence: str
) -> None:
    admin.set_cookie("ngon_ngu", language)
    data = b"tree,code,name,parent_code\n" + b"state,S,Bo,\n" * 100_001
    answer = send(admin, data, "don-vi.csv")
    assert answer.status_code == 413
    assert sentence in answer.text
