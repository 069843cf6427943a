"""The list of people as a workbook: in its order, cut to the grant, traced, bounded, a query a chunk."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people import export_views, exporting
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
FILE = "/nhan-su/danh-sach.xlsx"


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ Pháp chế")
    member = PartyStatus.OFFICIAL
    make_person(
        db, full_name="Lê Bình", unit=unit, party_status=member, born_on=date(1980, 2, 5), list_no=2
    )
    year_only = make_person(db, full_name="=cmd|' /C calc'!A0", unit=unit, born_on=None, list_no=1)
    year_only.birth_year = 1971
    make_person(db, full_name="Vũ An", unit=make_unit(db, name="Cục khác"), list_no=3)
    db.flush()
    return unit


@pytest.fixture
def clerk(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    return login(client, make_account(db, role=Role.RECORDS_CLERK, full_name="Hồ Sơ"))


def rows(client: FlaskClient, query: str = "") -> list[list[object]]:
    answer = client.get(f"{FILE}?{query}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    sheet = load_workbook(BytesIO(answer.data)).active
    return [[cell.value for cell in row] for row in sheet.rows]


def names(client: FlaskClient, query: str = "") -> list[object]:
    return [row[2] for row in rows(client, query)[1:]]


def test_file_holds_the_list_in_its_order(clerk: FlaskClient) -> None:
    assert names(clerk) == ["=cmd|' /C calc'!A0", "Vũ An", "Lê Bình", "Hồ Sơ"]
    by_list = ["=cmd|' /C calc'!A0", "Lê Bình", "Vũ An", "Hồ Sơ"]
    assert names(clerk, "thu-tu=danh-sach") == by_list
    assert names(clerk, "thu-tu=-danh-sach") == by_list[::-1]


def test_cells_are_days_numbers_and_text_never_formulas(clerk: FlaskClient) -> None:
    found = rows(clerk, "thu-tu=danh-sach")
    assert found[0][:4] == ["Số thứ tự trong danh sách", "Mã nhân sự", "Họ và tên", "Ngày sinh"]
    formula, plain = found[1], found[2]
    assert (formula[0], formula[2], formula[3]) == (1, "=cmd|' /C calc'!A0", 1971)
    assert [row[0] for row in found[1:3]] == [1, 2]
    assert str(plain[3])[:10] == "1980-02-05"
    assert plain[6] == "Vụ Pháp chế"
    assert plain[-3] == "Chính thức"


def test_file_is_narrowed_like_the_list(clerk: FlaskClient, unit: Unit) -> None:
    assert names(clerk, "dang-vien=official") == ["Lê Bình"]
    assert "Vũ An" not in names(clerk, f"don-vi={unit.id}")
    assert names(clerk, "tim=binh") == ["Lê Bình"]


def test_file_is_cut_to_the_grant_that_lets_it_be_taken(
    db: Session, client: FlaskClient, login: Login, unit: Unit
) -> None:
    account = make_account(db, role=Role.RECORDS_CLERK, unit=unit)
    grant_role(db, account, Role.UNIT_HEAD)  # reads everybody, takes nobody away
    own = login(client, account)
    assert "Vũ An" in own.get("/nhan-su").text
    assert set(names(own)) == {"Lê Bình", "=cmd|' /C calc'!A0"}


def test_party_membership_stands_only_beside_whom_it_may_be_known_of(
    db: Session, client: FlaskClient, login: Login, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_unit(db, name="Cục thứ ba")
    make_person(db, full_name="Tô Bí Mật", unit=other, party_status=PartyStatus.OFFICIAL)
    monkeypatch.setattr(export_views, "SEEING_PARTY", (Role.CELL_COMMITTEE,))
    account = make_account(db, role=Role.RECORDS_CLERK)
    grant_role(db, account, Role.CELL_COMMITTEE, unit)
    told = {str(row[2]): row[-3] for row in rows(login(client, account))[1:]}
    assert told["Lê Bình"] == "Chính thức"
    assert told["Tô Bí Mật"] is None


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.CELL_COMMITTEE, Role.TRAINER, Role.LEARNER])
def test_others_get_no_file(
    db: Session, client: FlaskClient, login: Login, unit: Unit, role: Role
) -> None:
    reader = login(client, make_account(db, role=role))
    assert reader.get(FILE).status_code == 404
    assert "danh-sach.xlsx" not in reader.get("/nhan-su").text


def test_download_is_traced_with_what_was_asked(
    clerk: FlaskClient, db: Session, unit: Unit
) -> None:
    rows(clerk, f"don-vi={unit.id}&tim=le&dang-vien=official")
    entry = db.scalars(
        select(AccessEntry).where(AccessEntry.action == "list of people downloaded")
    ).one()
    assert (entry.subject, entry.subject_id) == ("unit", unit.id)
    assert entry.detail == "1 · le · dang-vien=official"


def test_longer_lists_are_refused_and_nothing_is_sent(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)
    answer = clerk.get(FILE)
    assert answer.status_code == 422
    assert "Đề nghị chọn đơn vị hoặc lọc bớt" in answer.text


def test_one_query_for_each_chunk(
    clerk: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    rows(clerk)
    with count_queries() as together:
        rows(clerk)
    monkeypatch.setattr(exporting, "CHUNK", 1)
    with count_queries() as one_by_one:
        assert len(rows(clerk)) == 5
    assert len(one_by_one) == len(together) + 3


def test_file_is_sent_as_it_is_written(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch, db: Session
) -> None:
    read: list[int] = []
    chunk = exporting._chunk
    monkeypatch.setattr(exporting, "_chunk", lambda ids, day: read.extend(ids) or chunk(ids, day))
    answer = clerk.get(FILE, buffered=False)
    assert answer.content_length is None
    pieces = answer.iter_encoded()
    next(pieces)
    assert read == []
    traced = select(AccessEntry).where(AccessEntry.action == "list of people downloaded")
    assert db.scalars(traced).one().detail == "4", "whom it names is known before anything is sent"
    assert b"".join(pieces)
    assert len(read) == 4
    answer.close()


def test_no_more_than_a_few_long_lists_are_written_at_once(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_views, "LONG", 4)
    monkeypatch.setattr(export_views, "_places", BoundedSemaphore(1))
    first = clerk.get(FILE, buffered=False)
    assert clerk.get(FILE).status_code == 503
    assert len(names(clerk, "tim=binh")) == 1, "short lists do not wait"
    first.close()
    assert len(names(clerk)) == 4
    assert len(names(clerk)) == 4


def test_a_refused_long_list_leaves_its_place(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_views, "LONG", 4)
    monkeypatch.setattr(export_views, "_places", BoundedSemaphore(1))
    with monkeypatch.context() as broken:
        broken.setattr(export_views, "write_people", None)
        assert clerk.get(FILE).status_code == 500
    assert len(names(clerk)) == 4
