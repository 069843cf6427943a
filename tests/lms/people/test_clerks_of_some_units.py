"""Records clerks of some units: they change people, places and rosters within them, and nothing outside."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.progress import Report
from lms.people.importing.work import work_on
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.people.scope_rules import EVERYTHING, Scope
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
HEAD = "Họ và tên;Mã cán bộ;Ngày sinh;Đơn vị;Email\n"
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.fixture
def units(db: Session) -> dict[str, Unit]:
    """A department with a room, which the clerk keeps; another department, which they do not."""
    ministry = make_unit(db, name="Bộ Nội vụ")
    mine = make_unit(db, name="Vụ Pháp chế", parent=ministry)
    return {
        "mine": mine,
        "room": make_unit(db, name="Phòng Soạn thảo", parent=mine),
        "other": make_unit(db, name="Vụ Tiền lương", parent=ministry),
        "cell": make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY),
    }


@pytest.fixture
def boss(db: Session, units: dict[str, Unit]) -> Account:
    return make_account(db, role=Role.RECORDS_CLERK, unit=units["mine"], full_name="Đỗ Hồ Sơ")


@pytest.fixture
def clerk(client: FlaskClient, login: Login, boss: Account) -> FlaskClient:
    return login(client, boss)


def here(db: Session, person_id: int) -> set[int]:
    db.expire_all()
    rows = select(Membership.unit_id).where(
        Membership.person_id == person_id, Membership.ends_on.is_(None)
    )
    return set(db.scalars(rows))


def record(**changes: str) -> dict[str, str]:
    return {"full_name": "Cao Minh Đức", "sex": "male", "born_on": "17/05/1975"} | changes


def send(client: FlaskClient, *rows: str) -> str:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(data), "danh-sach.csv")})
    assert answer.status_code == 303, answer.text
    address: str = answer.location
    return address


# one person


def test_a_record_inside_is_corrected_and_one_outside_does_not_exist(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    mine, other = (make_person(db, unit=units[each]).id for each in ("room", "other"))
    saved = clerk.post(f"/nhan-su/{mine}/sua/thong-tin", data=record())
    assert saved.status_code == 303
    for method in ("get", "post"):
        answer = getattr(clerk, method)(f"/nhan-su/{other}/sua/thong-tin", data=record())
        assert answer.status_code == 404
    db.expire_all()
    assert db.get_one(Person, mine).full_name == "Cao Minh Đức"
    assert db.get_one(Person, other).full_name != "Cao Minh Đức"


def test_moves_stay_inside(clerk: FlaskClient, db: Session, units: dict[str, Unit]) -> None:
    person = make_person(db, unit=units["mine"]).id
    address, today = f"/nhan-su/{person}/sua/dieu-chuyen", clock.today().isoformat()
    page = clerk.get(address).text
    assert "Phòng Soạn thảo" in page
    assert "Vụ Tiền lương" not in page
    outside = clerk.post(address, data={"unit_id": units["other"].id, "on": today})
    assert outside.status_code == 422
    assert here(db, person) == {units["mine"].id}
    moved = clerk.post(address, data={"unit_id": units["room"].id, "on": today})
    assert moved.status_code == 303
    assert here(db, person) == {units["room"].id}


def test_nobody_is_drawn_in_from_outside(
    clerk: FlaskClient, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    """Kept for the cell, the person stands in a department of others: they are not moved out of it."""
    grant_role(db, boss, Role.RECORDS_CLERK, units["cell"])
    person = make_person(db, unit=units["other"], party_unit=units["cell"]).id
    wanted = {"unit_id": units["mine"].id, "on": clock.today().isoformat()}
    refused = clerk.post(f"/nhan-su/{person}/sua/dieu-chuyen", data=wanted)
    assert refused.status_code == 403
    assert "ngoài phạm vi đồng chí được giao" in refused.text
    leaving = clerk.post(f"/nhan-su/{person}/sua/roi-co-quan", data={"on": wanted["on"]})
    assert leaving.status_code == 403
    assert here(db, person) == {units["other"].id, units["cell"].id}


def test_leaving_ends_places_that_all_lie_inside(
    clerk: FlaskClient, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    member = make_person(db, unit=units["mine"], party_unit=units["cell"]).id
    today = {"on": clock.today().isoformat()}
    assert clerk.post(f"/nhan-su/{member}/sua/roi-co-quan", data=today).status_code == 403
    grant_role(db, boss, Role.RECORDS_CLERK, units["cell"])
    assert clerk.post(f"/nhan-su/{member}/sua/roi-co-quan", data=today).status_code == 303
    assert here(db, member) == set()


def test_places_outside_are_not_corrected(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"], party_unit=units["cell"])
    own, foreign = (
        db.scalars(select(Membership.id).filter_by(person_id=person.id, tree=each)).one()
        for each in (Tree.STATE, Tree.PARTY)
    )
    page = clerk.get(f"/nhan-su/{person.id}").text
    assert f"/noi/{own}" in page
    assert f"/noi/{foreign}" not in page
    path = f"/nhan-su/{person.id}/noi"
    assert clerk.get(f"{path}/{own}").status_code == 200
    assert clerk.get(f"{path}/{foreign}").status_code == 404
    assert clerk.post(f"{path}/{foreign}", data={"viec": "xoa"}).status_code == 404
    assert here(db, person.id) == {units["mine"].id, units["cell"].id}


def test_the_login_of_a_role_holder_is_not_a_clerks_to_change(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"], email="sep@bo.example")
    make_account(db, person=person, role=Role.ADMINISTRATOR)
    kept = {"personnel_code": person.personnel_code or "", "email": "sep@bo.example"}
    path = f"/nhan-su/{person.id}/sua/thong-tin"
    for change in ({"email": "toi@bo.example"}, {"personnel_code": "TOI-1"}):
        refused = clerk.post(path, data=record(**(kept | change)))
        assert refused.status_code == 403
        assert "do quản trị hệ thống sửa" in refused.text
    assert clerk.post(path, data=record(**kept, phone="0912345678")).status_code == 303
    db.expire_all()
    assert db.get_one(Person, person.id).email == "sep@bo.example"


def test_people_are_added_inside_and_nowhere_else(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    path = "/nhan-su/moi"
    given = record(starts_on=clock.today().isoformat(), category="civil servant")
    given |= {"party_status": "none", "party_unit_id": "0"}
    for unit in (units["other"].id, 0):
        assert clerk.post(path, data=given | {"unit_id": unit}).status_code == 422
    assert db.scalars(select(Person).filter_by(full_name="Cao Minh Đức")).all() == []
    assert clerk.post(path, data=given | {"unit_id": units["room"].id}).status_code == 303


def test_who_of_another_unit_is_alike_is_not_told(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    double = make_person(db, full_name="Cao Minh Đức", unit=units["other"], personnel_code="TL-9")
    given = record(starts_on=clock.today().isoformat(), category="civil servant")
    given |= {"party_status": "none", "party_unit_id": "0"}
    given |= {"unit_id": str(units["room"].id)}
    asked = clerk.post("/nhan-su/moi", data=given)
    assert asked.status_code == 409
    assert "TL-9" not in asked.text
    assert f"/nhan-su/{double.id}" not in asked.text
    taken = clerk.post("/nhan-su/moi", data=given | {"personnel_code": "TL-9", "is_other": "1"})
    assert taken.status_code in (409, 422)
    assert "Đã có người khác dùng thông tin này." in taken.text
    assert clerk.post("/nhan-su/moi", data=given | {"is_other": "1"}).status_code == 303


# many people


def test_acts_on_many_leave_those_outside_as_they_are(
    clerk: FlaskClient, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    grant_role(db, boss, Role.UNIT_HEAD, units["other"])  # sees them, does not keep them
    mine = make_person(db, unit=units["mine"]).id
    other = make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"]).id
    asked = {"nguoi": [mine, other], "act": "roi-co-quan", "on": clock.today().isoformat()}
    asked |= {"unit_id": 0, "category": "worker", "party_status": "none", "is_exempt": "1"}
    preview = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=asked).text
    assert "Ngô Văn Ngoài" in preview
    assert "thuộc đơn vị ngoài phạm vi đồng chí được giao" in preview
    assert clerk.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": 2}).status_code == 409
    assert clerk.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": 1}).status_code == 303
    assert (here(db, mine), here(db, other)) == (set(), {units["other"].id})


def test_numbers_in_an_address_name_nobody_unseen(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    other = make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"]).id
    asked = {"nguoi": [other], "act": "roi-co-quan", "on": clock.today().isoformat()}
    answer = clerk.get("/nhan-su/hang-loat", query_string=asked)
    assert answer.status_code == 303  # as where nobody was chosen at all
    assert "Ngô Văn Ngoài" not in clerk.get(answer.headers["Location"]).text
    answer = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=asked)
    assert answer.status_code == 422
    assert "Ngô Văn Ngoài" not in answer.text


def test_many_are_moved_inside_only(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"]).id
    asked = {"nguoi": [person], "act": "dieu-chuyen", "on": clock.today().isoformat()}
    asked |= {"category": "worker", "party_status": "none", "is_exempt": "1", "so-nguoi": 1}
    refused = clerk.post("/nhan-su/hang-loat", data=asked | {"unit_id": units["other"].id})
    assert refused.status_code == 422
    assert here(db, person) == {units["mine"].id}
    done = clerk.post("/nhan-su/hang-loat", data=asked | {"unit_id": units["room"].id})
    assert done.status_code == 303
    assert here(db, person) == {units["room"].id}


# rosters


def test_rows_outside_are_left_out_with_a_reason_and_never_written(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    known = make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1").id
    foreign = make_person(
        db, full_name="Ngô Văn Ngoài", unit=units["other"], personnel_code="TL-1"
    ).id
    address = send(
        clerk,
        "Lê Thị An;PC-1;17/05/1975;Phòng Soạn thảo;",
        "Trần Văn Mới;PC-2;01/02/1990;Vụ Pháp chế;",
        "Trần Văn Xa;TL-2;01/02/1990;Vụ Tiền lương;",
        "Ngô Văn Ngoài;TL-1;17/05/1975;Vụ Pháp chế;",
        "Ngô Văn Ngoài;;17/05/1975;Vụ Pháp chế;",
    )
    rejected = clerk.get(f"{address}?loai=rejected").text
    assert "ở ngoài phạm vi đồng chí được giao" in rejected
    assert "trùng với người của đơn vị khác" in rejected
    kinds = sorted(each.kind.value for each in db.scalars(select(ImportRow)))
    assert kinds == ["moved", "new", "rejected", "rejected", "rejected"]
    assert str(foreign) not in [str(each.person_id) for each in db.scalars(select(ImportRow))]
    clerk.post(address)
    assert here(db, known) == {units["room"].id}
    assert here(db, foreign) == {units["other"].id}
    names = set(db.scalars(select(Person.full_name)))
    assert "Trần Văn Mới" in names
    assert "Trần Văn Xa" not in names
    sheet = clerk.get(f"{address}/dong-loi.xlsx")
    assert sheet.status_code == 200


def test_nobody_leaves_for_standing_outside(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1")
    make_person(db, full_name="Lê Thị Bé", unit=units["mine"], personnel_code="PC-2")
    make_person(db, unit=units["other"])
    make_person(db, unit=units["room"], party_unit=units["cell"])
    send(clerk, "Lê Thị An;PC-1;17/05/1975;Vụ Pháp chế;")
    missing = db.scalars(select(ImportRow.name).filter_by(kind="missing")).all()
    assert missing == ["Lê Thị Bé", "Đỗ Hồ Sơ"] or missing == ["Lê Thị Bé"]


def test_the_login_of_a_role_holder_is_not_a_rosters_to_change(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(
        db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1", email="sep@bo.example"
    )
    make_account(db, person=person, role=Role.ADMINISTRATOR)
    address = send(clerk, "Lê Thị An;PC-1;17/05/1975;Phòng Soạn thảo;toi@bo.example")
    assert "việc sửa cần quản trị hệ thống" in clerk.get(f"{address}?loai=remark").text
    clerk.post(address)
    db.expire_all()
    assert db.get_one(Person, person.id).email == "sep@bo.example"
    assert here(db, person.id) == {units["room"].id}


def test_rights_are_those_of_the_moment_of_writing(
    clerk: FlaskClient, app: Flask, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    address = send(clerk, "Trần Văn Mới;PC-2;01/02/1990;Vụ Pháp chế;")
    db.scalars(select(RoleGrant).filter_by(account_id=boss.id)).one().ended_at = clock.now()
    assert clerk.post(address).status_code == 404
    run = db.scalars(select(ImportRun)).one()
    run.state, run.starts_on, number = RunState.WRITING, clock.today(), run.id
    db.commit()
    with app.app_context():
        work_on(number, Report())
    assert "Trần Văn Mới" not in set(db.scalars(select(Person.full_name)))


def test_imports_of_others_are_not_shown(
    client: FlaskClient, db: Session, login: Login, units: dict[str, Unit], boss: Account
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    address = send(client, "Trần Văn Xa;TL-2;01/02/1990;Vụ Tiền lương;")
    client.post(address)
    login(client, boss)
    assert client.get(address).status_code == 404
    assert "danh-sach.csv" not in client.get("/nhan-su/nhap/lich-su").text
    own = send(client, "Trần Văn Mới;PC-2;01/02/1990;Vụ Pháp chế;")
    assert client.get(own).status_code == 200
    assert "danh-sach.csv" in client.get("/nhan-su/nhap/lich-su").text


# the rules


def test_a_scope_holds_what_lies_inside() -> None:
    scope = Scope(frozenset({1, 2}), frozenset({7}))
    assert scope.holds([1, None, 2])
    assert not scope.holds([1, 3])
    assert scope.touches([3, 2])
    assert not scope.touches([None, 3])
    assert not scope.may_rename_login(7, ["email"])
    assert scope.may_rename_login(7, ["phone"])
    assert scope.may_rename_login(8, ["email"])
    assert EVERYTHING.holds([9])
    assert EVERYTHING.touches([None])
    assert EVERYTHING.may_rename_login(7, ["email"])
