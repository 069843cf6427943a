"""Acts on many: those outside stay as they are."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account
from lms.units.models import Unit
from tests.factories import grant_role, make_person
from tests.lms.people.clerks.desk import here


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
    assert (
        clerk.post("/nhan-su/hang-loat", data=asked | {"so-nguoi": 1, "so-go": 1}).status_code
        == 303
    )
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
    asked |= {
        "category": "worker",
        "party_status": "none",
        "is_exempt": "1",
        "so-nguoi": 1,
        "so-go": 1,
    }
    refused = clerk.post("/nhan-su/hang-loat", data=asked | {"unit_id": units["other"].id})
    assert refused.status_code == 422
    assert here(db, person) == {units["mine"].id}
    done = clerk.post("/nhan-su/hang-loat", data=asked | {"unit_id": units["room"].id})
    assert done.status_code == 303
    assert here(db, person) == {units["room"].id}
