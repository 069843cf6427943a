"""Leaving the clerk's units: places inside end, those outside stay; only who stands within becomes a leaver."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person
from tests.lms.people.clerks.desk import here

TODAY = {"on": clock.today().isoformat()}


def test_places_inside_end_and_those_outside_stay(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    member = make_person(db, unit=units["room"], party_unit=units["cell"]).id
    address = f"/nhan-su/{member}/sua/roi-don-vi"
    page = clerk.get(address).text
    assert "Phòng Soạn thảo" in page
    assert "Chi bộ Pháp chế" in page
    left = clerk.post(address, data=TODAY)
    assert left.status_code == 303
    assert here(db, member) == {units["cell"].id}
    assert db.get_one(Person, member).left_on is None
    entry = db.scalars(select(AccessEntry).filter_by(action="left units")).one()
    assert entry.subject_id == member
    assert "Phòng Soạn thảo" in entry.detail
    # Whoever keeps the cell keeps the record now.
    assert left.location.endswith("/nhan-su")
    assert clerk.get(f"/nhan-su/{member}").status_code == 404


def test_who_stands_outside_too_is_no_leaver(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    member = make_person(db, unit=units["mine"], party_unit=units["cell"]).id
    page = clerk.get(f"/nhan-su/{member}").text
    assert "roi-don-vi" in page
    assert "roi-co-quan" not in page
    refused = clerk.post(f"/nhan-su/{member}/sua/roi-co-quan", data=TODAY)
    assert refused.status_code == 403
    assert "chọn “Ghi nhận rời đơn vị”" in refused.text
    assert here(db, member) == {units["mine"].id, units["cell"].id}


def test_a_later_place_outside_is_a_place_outside(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"])
    begins = clock.today() + timedelta(days=20)
    own = db.scalars(select(Membership).filter_by(person_id=person.id)).one()
    own.ends_on = begins - timedelta(days=1)
    db.flush()
    db.add(
        Membership(person_id=person.id, unit_id=units["other"].id, tree=own.tree, starts_on=begins)
    )
    db.flush()
    assert clerk.post(f"/nhan-su/{person.id}/sua/roi-co-quan", data=TODAY).status_code == 403
    assert here(db, person.id) == {units["other"].id}


def test_whoever_stands_nowhere_else_is_let_go_and_can_be_taken_back(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"]).id
    left = clerk.post(f"/nhan-su/{person}/sua/roi-don-vi", data=TODAY)
    assert left.location.endswith(f"/nhan-su/{person}")
    assert here(db, person) == set()
    assert db.get_one(Person, person).left_on is None
    moved = clerk.post(
        f"/nhan-su/{person}/sua/dieu-chuyen", data=TODAY | {"unit_id": units["room"].id}
    )
    assert moved.status_code == 303
    assert here(db, person) == {units["room"].id}


def test_what_cannot_be_is_refused(clerk: FlaskClient, db: Session, units: dict[str, Unit]) -> None:
    person = make_person(db, unit=units["mine"]).id
    address = f"/nhan-su/{person}/sua/roi-don-vi"
    assert clerk.post(address, data={"on": ""}).status_code == 422
    assert clerk.post(address, data=TODAY).status_code == 303
    again = clerk.post(address, data=TODAY)
    assert again.status_code == 409
    assert "không thuộc đơn vị nào do đồng chí phụ trách" in again.text
    other = make_person(db, unit=units["other"]).id
    for method in ("get", "post"):
        answer = getattr(clerk, method)(f"/nhan-su/{other}/sua/roi-don-vi", data=TODAY)
        assert answer.status_code == 404
    assert here(db, other) == {units["other"].id}


def test_a_last_day_still_to_come_bars_nobody_from_leaving_before(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"]).id
    own = db.scalars(select(Membership).filter_by(person_id=person)).one()
    own.ends_on = clock.today() + timedelta(days=20)
    db.flush()
    assert clerk.post(f"/nhan-su/{person}/sua/roi-don-vi", data=TODAY).status_code == 303
    assert here(db, person) == set()
    db.expire_all()
    assert own.ends_on == clock.today() - timedelta(days=1)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.UNIT_HEAD])
def test_it_is_for_clerks_of_some_units(
    client: FlaskClient, db: Session, login: object, units: dict[str, Unit], role: Role
) -> None:
    scoped = None if role is Role.ADMINISTRATOR else units["mine"]
    login(client, make_account(db, role=role, unit=scoped))  # type: ignore[operator]
    person = make_person(db, unit=units["mine"]).id
    assert "roi-don-vi" not in client.get(f"/nhan-su/{person}").text
    answer = client.post(f"/nhan-su/{person}/sua/roi-don-vi", data=TODAY)
    assert answer.status_code in (403, 404)
    assert here(db, person) == {units["mine"].id}


def test_many_leave_the_units_and_stay_elsewhere(
    clerk: FlaskClient, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    grant_role(db, boss, Role.UNIT_HEAD, units["other"])  # sees them, does not keep them
    plain = make_person(db, full_name="Lê Thị An", unit=units["mine"]).id
    member = make_person(db, full_name="Lê Thị Bé", unit=units["room"], party_unit=units["cell"]).id
    other = make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"]).id
    asked = {"nguoi": [plain, member, other], "on": TODAY["on"], "unit_id": 0}
    asked |= {"category": "worker", "party_status": "none", "is_exempt": "1"}
    leaving = clerk.get(
        "/nhan-su/hang-loat/xem-truoc", query_string=asked | {"act": "roi-co-quan"}
    ).text
    assert "chọn “Ghi nhận rời đơn vị”" in leaving
    asked |= {"act": "roi-don-vi"}
    preview = clerk.get("/nhan-su/hang-loat/xem-truoc", query_string=asked).text
    assert "Phòng Soạn thảo, Vụ Pháp chế; vẫn ở Chi bộ Pháp chế" in preview
    assert "thuộc đơn vị ngoài phạm vi đồng chí được giao" in preview
    assert clerk.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": 3}).status_code == 409
    assert (
        clerk.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": 2, "so-go": 2}).status_code
        == 303
    )
    assert here(db, plain) == set()
    assert here(db, member) == {units["cell"].id}
    assert here(db, other) == {units["other"].id}
    traced = db.scalars(select(AccessEntry.subject_id).filter_by(action="left units"))
    assert set(traced) == {plain, member}


def test_whoever_keeps_everything_is_not_offered_it_for_many(
    client: FlaskClient, db: Session, login: object, units: dict[str, Unit]
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))  # type: ignore[operator]
    person = make_person(db, unit=units["mine"]).id
    assert "roi-don-vi" not in client.get(f"/nhan-su/hang-loat?nguoi={person}").text
    asked = {"nguoi": [person], "act": "roi-don-vi", "on": TODAY["on"], "unit_id": 0}
    asked |= {
        "category": "worker",
        "party_status": "none",
        "is_exempt": "1",
        "so-nguoi": 1,
        "so-go": 1,
    }
    assert client.post("/nhan-su/hang-loat", data=asked).status_code == 422
    assert here(db, person) == {units["mine"].id}
