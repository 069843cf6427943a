"""Granting and ending roles on the page of a person: what is refused, what stays on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person, RoleGrant
from lms.people.roles.rules import OF_UNITS, SCOPES, Scope, may_hold
from lms.units.enums import Tree
from tests.factories import grant_role, make_account, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
WHY = "Quyết định số 12/QĐ-BNV"


@pytest.fixture
def boss(db: Session) -> Account:
    return make_account(db, role=Role.ADMINISTRATOR, full_name="Phạm Quản Trị")


@pytest.fixture
def admin(boss: Account, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, boss)


@pytest.fixture
def account(db: Session) -> Account:
    return make_account(db, full_name="Lê Thị An")


def page_of(account: Account) -> str:
    return f"/nhan-su/{account.person_id}/vai-tro"


def grants(db: Session, account: Account) -> list[tuple[Role, int | None]]:
    db.expire_all()
    rows = db.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
    return [(row.role, row.unit_id) for row in rows]


def test_role_is_granted_with_its_reason_and_traced(
    admin: FlaskClient, db: Session, boss: Account, account: Account
) -> None:
    unit = make_unit(db, name="Vụ Pháp chế")
    last = clock.today() + timedelta(days=30)
    form = {"role": "trainer", "unit_id": unit.id, "ends_on": last.isoformat(), "reason": WHY}
    done = admin.post(page_of(account), data=form)
    assert (done.status_code, done.location) == (303, page_of(account))
    (row,) = db.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
    assert (row.role, row.unit_id, row.granted_by) == (Role.TRAINER, unit.id, boss.id)
    assert (row.starts_on, row.ends_on, row.reason) == (clock.today(), last, WHY)
    page = admin.get(page_of(account)).text
    assert "Vụ Pháp chế" in page
    assert WHY in page
    assert "Phạm Quản Trị" in page
    assert "Vụ Pháp chế" in admin.get(f"/nhan-su/{account.person_id}").text
    assert "role granted" in db.scalars(select(AccessEntry.action)).all()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "trainer", "unit_id": 0}, "Đề nghị chọn đơn vị"),
        ({"role": "trainer", "is_everywhere": "1"}, "Đề nghị chọn đơn vị"),
        ({"role": "records clerk"}, "hoặc đánh dấu vai trò có phạm vi toàn bộ"),
        ({"role": "unit head", "unit_id": 999999}, ""),
        ({"role": "learner", "unit_id": 0}, ""),
        ({"role": "secretary", "unit_id": 0}, ""),
        (
            {"role": "administrator", "is_everywhere": "1", "ends_on": "2020-01-01"},
            "Ngày kết thúc đã qua",
        ),
        (
            {"role": "administrator", "is_everywhere": "1", "starts_on": "2020-01-01"},
            "Ngày bắt đầu đã qua",
        ),
        ({"role": "administrator", "is_everywhere": "1", "reason": " "}, ""),
        (
            {
                "role": "administrator",
                "is_everywhere": "1",
                "starts_on": "2999-01-02",
                "ends_on": "2999-01-01",
            },
            "Ngày kết thúc trước ngày bắt đầu",
        ),
    ],
)
def test_role_that_cannot_be_granted(
    admin: FlaskClient, db: Session, account: Account, form: dict[str, object], words: str
) -> None:
    refused = admin.post(page_of(account), data={"reason": WHY} | form)
    assert refused.status_code == 422
    assert words in refused.text
    assert grants(db, account) == []


@pytest.mark.parametrize(
    ("role", "tree", "words"),
    [
        (Role.CELL_COMMITTEE, Tree.STATE, "Cấp ủy phụ trách tổ chức đảng"),
        (Role.UNIT_HEAD, Tree.PARTY, "Người đứng đầu đơn vị phụ trách đơn vị chính quyền"),
        (Role.ADMINISTRATOR, Tree.STATE, "Quản trị hệ thống có phạm vi toàn hệ thống"),
    ],
)
def test_role_over_the_wrong_kind_of_unit_is_refused(
    admin: FlaskClient, db: Session, account: Account, role: Role, tree: Tree, words: str
) -> None:
    unit = make_unit(db, tree=tree)
    form = {"role": role.value, "unit_id": unit.id, "reason": WHY}
    refused = admin.post(page_of(account), data=form)
    assert (refused.status_code, words in refused.text) == (422, True)
    assert grants(db, account) == []


def test_role_is_not_granted_to_a_closed_account(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    account.is_active = False
    form = {"role": "records clerk", "is_everywhere": "1", "reason": WHY}
    assert admin.post(page_of(account), data=form).status_code == 422
    assert grants(db, account) == []


def test_role_held_already_is_not_granted_twice(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    unit = make_unit(db)
    form = {"role": "unit head", "unit_id": unit.id, "reason": WHY}
    assert admin.post(page_of(account), data=form).status_code == 303
    assert admin.post(page_of(account), data=form).status_code == 409
    assert grants(db, account) == [(Role.UNIT_HEAD, unit.id)]


def test_ended_role_opens_nothing_and_stays_on_record(
    admin: FlaskClient, db: Session, boss: Account, account: Account, login: Login
) -> None:
    grant = grant_role(db, account, Role.UNIT_HEAD, make_unit(db))
    head = login(admin.application.test_client(), account)
    assert head.get("/nhan-su").status_code == 200
    ended = admin.post(f"{page_of(account)}/{grant.id}/ket-thuc", data={"reason": "Nghỉ hưu"})
    assert ended.status_code == 303
    assert head.get("/nhan-su").status_code == 404
    kept = db.get_one(RoleGrant, grant.id)
    assert kept.ends_on == clock.today() - timedelta(days=1)
    assert (kept.ended_by, kept.end_reason) == (boss.id, "Nghỉ hưu")
    assert "Nghỉ hưu" in admin.get(page_of(account)).text
    assert "Lê Thị An" not in admin.get("/phan-quyen").text
    assert "Lê Thị An" in admin.get("/phan-quyen?xem=da-het").text


def test_role_ended_on_its_first_day_holds_no_more_and_stays_on_record(
    admin: FlaskClient, db: Session, account: Account, login: Login
) -> None:
    grant = grant_role(db, account, Role.UNIT_HEAD, make_unit(db), starts_on=clock.today())
    head = login(admin.application.test_client(), account)
    assert head.get("/nhan-su").status_code == 200
    address = f"{page_of(account)}/{grant.id}/ket-thuc"
    assert admin.post(address).status_code == 303
    assert head.get("/nhan-su").status_code == 404
    assert db.get_one(RoleGrant, grant.id).ended_at is not None
    assert admin.post(address).status_code == 409


def test_role_of_somebody_else_is_not_ended(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    other = make_account(db)
    grant = grant_role(db, other, Role.TRAINER, make_unit(db))
    assert admin.post(f"{page_of(account)}/{grant.id}/ket-thuc").status_code == 404
    assert db.get_one(RoleGrant, grant.id).ended_at is None


def test_last_administrator_stays(admin: FlaskClient, db: Session, boss: Account) -> None:
    grant = db.scalars(select(RoleGrant).where(RoleGrant.account_id == boss.id)).one()
    assert admin.post(f"{page_of(boss)}/{grant.id}/ket-thuc").status_code == 409
    coming = make_account(db)
    grant_role(db, coming, Role.ADMINISTRATOR, starts_on=clock.today() + timedelta(days=1))
    assert admin.post(f"{page_of(boss)}/{grant.id}/ket-thuc").status_code == 409
    make_account(db, role=Role.ADMINISTRATOR)
    assert admin.post(f"{page_of(boss)}/{grant.id}/ket-thuc").status_code == 303


def test_list_is_filtered_by_role_and_by_unit_with_all_below(
    admin: FlaskClient, db: Session
) -> None:
    top = make_unit(db, name="Cục Văn thư")
    below = make_unit(db, name="Phòng Lưu trữ", parent=top)
    make_account(db, full_name="Trần Giảng Viên", role=Role.TRAINER, unit=below)
    make_account(db, full_name="Đỗ Đứng Đầu", role=Role.UNIT_HEAD, unit=make_unit(db))
    page = admin.get(f"/phan-quyen?don-vi={top.id}").text
    assert ("Trần Giảng Viên" in page, "Đỗ Đứng Đầu" in page) == (True, False)
    page = admin.get("/phan-quyen?vai-tro=unit%20head").text
    assert ("Trần Giảng Viên" in page, "Đỗ Đứng Đầu" in page) == (False, True)


def test_list_asks_as_much_for_three_grants_as_for_one(
    admin: FlaskClient, db: Session, count_queries: Callable[[], object]
) -> None:
    make_account(db, role=Role.TRAINER, unit=make_unit(db))
    admin.get("/phan-quyen")
    with count_queries() as one:  # type: ignore[attr-defined]
        admin.get("/phan-quyen")
    for _number in range(2):
        make_account(db, role=Role.TRAINER, unit=make_unit(db))
    admin.get("/phan-quyen")
    with count_queries() as three:  # type: ignore[attr-defined]
        admin.get("/phan-quyen")
    assert len(three) == len(one)


def test_table_of_rights_is_shown_to_administrators(admin: FlaskClient) -> None:
    page = admin.get("/phan-quyen/bang").text
    assert "Giao và kết thúc vai trò" in page
    assert "POST /nhan-su/&lt;int:person_id&gt;/vai-tro" in page


def test_each_role_but_the_learner_can_be_held_over_something() -> None:
    assert {role for role in Role if SCOPES[role]} == set(Role) - {Role.LEARNER}
    assert not {Role.SECRETARY, Role.VENUE_OFFICER} & set(OF_UNITS)
    assert not may_hold(Role.CELL_COMMITTEE, Scope.STATE_UNIT)


def test_the_whole_system_is_chosen_on_purpose(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    page = admin.get(page_of(account)).text
    assert 'name="is_everywhere"' in page
    for form in ({"unit_id": ""}, {}):
        refused = admin.post(page_of(account), data={"role": "records clerk", "reason": WHY} | form)
        assert refused.status_code == 422
        assert "Đề nghị chọn đơn vị, hoặc đánh dấu" in refused.text
    assert grants(db, account) == []
    chosen = {"role": "records clerk", "reason": WHY, "is_everywhere": "1"}
    assert admin.post(page_of(account), data=chosen).status_code == 303
    assert grants(db, account) == [(Role.RECORDS_CLERK, None)]


def test_mistakes_say_what_is_missing_and_where(admin: FlaskClient, account: Account) -> None:
    no_reason = admin.post(page_of(account), data={"role": "records clerk", "is_everywhere": "1"})
    assert "số quyết định" in no_reason.text
    assert "Nhập nội dung vào ô này" not in no_reason.text
    past = {"role": "records clerk", "is_everywhere": "1", "reason": WHY, "ends_on": "2020-01-01"}
    refused = admin.post(page_of(account), data=past).text
    assert 'href="#ends_on"' in refused
    assert 'href="#unit_id"' not in refused


def test_of_a_leaver_only_what_was_is_said(
    admin: FlaskClient, db: Session, account: Account
) -> None:
    db.get_one(Person, account.person_id).left_on = clock.today()
    db.flush()
    page = admin.get(page_of(account)).text
    assert "chưa từng được giao vai trò" in page
    assert "đã giao đã kết thúc" not in page
    assert "là người học như mọi người" not in page
    grant_role(db, account, Role.RECORDS_CLERK, ends_on=clock.today() - timedelta(days=1))
    db.flush()
    page = admin.get(page_of(account)).text
    assert "đã giao đã kết thúc" in page
    assert "chưa từng được giao vai trò" not in page
