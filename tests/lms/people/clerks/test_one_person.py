"""One person: what a clerk of some units corrects, moves and adds, and what they cannot."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person
from tests.lms.people.clerks.desk import here, record


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
