"""Rosters of a clerk of some units: rows outside are left out and never written."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.progress import Report
from lms.people.importing.work import work_on
from lms.people.models import AccessEntry, Account, Membership, Person, RoleGrant
from lms.people.tracing.models import AccessReach
from lms.people.tracing.reach import unpacked
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.people.clerks.desk import here, send

Login = Callable[[FlaskClient, Account], FlaskClient]


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


def test_whom_a_roster_does_not_name_leaves_the_units_or_altogether(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    kept = make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1").id
    leaver = make_person(db, full_name="Lê Thị Bé", unit=units["mine"], personnel_code="PC-2").id
    member = make_person(
        db, full_name="Lê Thị Cam", unit=units["room"], party_unit=units["cell"]
    ).id
    other = make_person(db, unit=units["other"]).id
    address = send(clerk, "Lê Thị An;PC-1;17/05/1975;Vụ Pháp chế;")
    rows = db.scalars(select(ImportRow).filter_by(kind="missing")).all()
    assert {each.person_id for each in rows} - {leaver, member} <= {of_the_clerk(db)}
    page = clerk.get(f"{address}?loai=missing").text
    assert "1 người còn thuộc đơn vị khác" in page
    assert "Chỉ rời các đơn vị đồng chí phụ trách" in page
    written = clerk.post(address, data={"leaves": "y", "typed": len(rows)})
    assert written.status_code == 303, written.text
    assert "1 người còn thuộc đơn vị khác" in clerk.get(address).text
    assert here(db, kept) == {units["mine"].id}
    assert here(db, leaver) == set()
    assert here(db, member) == {units["cell"].id}
    entry = db.scalars(select(AccessEntry).filter_by(action="roster imported")).one()
    blocks = db.execute(select(AccessReach.block, AccessReach.members).filter_by(entry_id=entry.id))
    assert {leaver, member} <= set(unpacked(tuple(each) for each in blocks))
    assert here(db, other) == {units["other"].id}
    assert db.get_one(Person, leaver).left_on == clock.today()
    assert db.get_one(Person, member).left_on is None


def test_a_later_place_of_others_outlives_a_roster(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    """Who goes to a department of others next month is let go from this one, and comes there."""
    make_person(db, full_name="Lê Thị An", unit=units["room"], personnel_code="PC-1")
    person = make_person(db, full_name="Lê Thị Bé", unit=units["room"])
    begins = clock.today() + timedelta(days=20)
    own = db.scalars(select(Membership).filter_by(person_id=person.id)).one()
    own.ends_on = begins - timedelta(days=1)
    db.flush()
    later = Membership(person_id=person.id, unit_id=units["other"].id, tree=own.tree)
    later.starts_on = begins
    db.add(later)
    db.flush()
    address = send(clerk, "Lê Thị An;PC-1;17/05/1975;Phòng Soạn thảo;")
    assert clerk.post(address, data={"leaves": "y", "typed": 1}).status_code == 303
    db.expire_all()
    ends = db.scalars(
        select(Membership.ends_on).filter_by(person_id=person.id, unit_id=units["room"].id)
    ).one()
    assert ends == clock.today() - timedelta(days=1)
    assert here(db, person.id) == {units["other"].id}
    assert db.get_one(Person, person.id).left_on is None


def of_the_clerk(db: Session) -> int:
    return db.scalars(select(Person.id).filter_by(full_name="Đỗ Hồ Sơ")).one()


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
