"""Lists to be signed: laid out once, kept as printed whatever happens to the roster."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import AccessEntry, Person
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.printing.models import SignList
from tests.factories import make_account
from tests.sessions.checkin.hall import make_hall
from tests.sessions.factories import make_session
from tests.sessions.printing.office import NAMES, Login, Office, make_office
from tests.sessions.printing.test_paper import codes_in, words_of


@pytest.fixture
def office(db: Session, client: FlaskClient, login: Login) -> Office:
    return make_office(db, client, login)


def choice_of(office: Office, **changes: object) -> dict[str, object]:
    return {"buoi": office.hall.session.id, "diem-cau": office.hall.main.id, **changes}


def test_list_runs_by_unit_then_name_and_names_its_sheets(
    client: FlaskClient, db: Session, office: Office
) -> None:
    page = client.post(f"{office.base}/ky-ten", data=choice_of(office), follow_redirects=True)
    number = db.scalars(select(SignList.id)).one()
    assert f"DS{number}-1" in page.text
    file = client.get(f"{office.base}/ky-ten/{number}.pdf")
    words = words_of(file.data)
    places = [words.index(part) for unit, names in NAMES.items() for part in (unit, *names)]
    assert places == sorted(places)
    assert f"DS{number}-1" in words
    assert "Trang 1/1" in words
    assert "THỦ TRƯỞNG ĐƠN VỊ" in words
    assert codes_in(file.data, scale=3) == {f"http://localhost{office.base}/ky-ten/{number}/1"}
    entry = db.scalars(select(AccessEntry).where(AccessEntry.action.contains("printed"))).one()
    assert entry.detail == f"DS{number}"


def test_leaders_of_each_unit_come_first_where_it_is_asked(
    client: FlaskClient, db: Session, office: Office
) -> None:
    leads = {}
    for unit, names in NAMES.items():
        leads[unit] = names[-1]
        person = db.get_one(Summons, office.summonses[names[-1]]).person_id
        db.get_one(Person, person).position = "Vụ trưởng"
    chosen = choice_of(office, **{"thu-tu": "position"})
    made = client.post(f"{office.base}/ky-ten", data=chosen).location
    words = words_of(client.get(f"{made}.pdf").data)
    places = [
        words.index(part)
        for unit, names in NAMES.items()
        for part in (unit, leads[unit], *(name for name in names if name != leads[unit]))
    ]
    assert places == sorted(places)


def test_same_list_again_is_the_same_and_a_changed_roster_makes_another(
    client: FlaskClient, db: Session, office: Office
) -> None:
    first = client.post(f"{office.base}/ky-ten", data=choice_of(office)).location
    assert client.post(f"{office.base}/ky-ten", data=choice_of(office)).location == first
    before = client.get(f"{first}.pdf").data
    assert client.get(f"{first}.pdf").data == before
    db.get_one(Summons, office.summonses["Lê Văn Bình"]).state = SummonsState.WITHDRAWN
    second = client.post(f"{office.base}/ky-ten", data=choice_of(office)).location
    assert second != first
    assert "Lê Văn Bình" not in words_of(client.get(f"{second}.pdf").data)
    assert client.get(f"{first}.pdf").data == before


def test_units_on_sheets_of_their_own(client: FlaskClient, office: Office) -> None:
    made = client.post(f"{office.base}/ky-ten", data=choice_of(office, tach="1")).location
    file = client.get(f"{made}.pdf").data
    assert "Vụ Tổ chức" not in words_of(file)
    assert "Hoàng Thị Ệ" in words_of(file, 1)
    assert "Trang 2/2" in words_of(file, 1)


def test_venue_with_nobody_and_a_sitting_held_elsewhere_are_refused(
    client: FlaskClient, db: Session, office: Office
) -> None:
    hall = office.hall
    elsewhere = make_session(db, hall.conference, [hall.other]).id
    for changes in ({"diem-cau": hall.other.id}, {"buoi": elsewhere}):
        answer = client.post(f"{office.base}/ky-ten", data=choice_of(office, **changes))
        assert answer.status_code == 422
    assert not db.scalars(select(SignList)).all()


def test_parts_of_another_conference_are_not_found(
    client: FlaskClient, db: Session, office: Office
) -> None:
    made = client.post(f"{office.base}/ky-ten", data=choice_of(office)).location
    other = make_hall(db, title="Hội nghị B")
    base = f"/hoi-nghi/{other.conference.id}/in-an"
    for changes in ({"buoi": other.session.id}, {"diem-cau": other.main.id}, {"buoi": "x"}):
        answer = client.post(f"{office.base}/ky-ten", data=choice_of(office, **changes))
        assert answer.status_code == 404
    number = made.rpartition("/")[2]
    for address in (f"{base}/ky-ten/{number}", f"{base}/ky-ten/{number}.pdf", f"{made}/9"):
        assert client.get(address).status_code == 404


def test_people_who_may_not_manage_see_no_list(
    app: Flask, client: FlaskClient, db: Session, office: Office, login: Login
) -> None:
    made = client.post(f"{office.base}/ky-ten", data=choice_of(office)).location
    learner = make_account(db, person=db.get_one(Person, office.people["Hoàng Thị Ệ"]))
    head = make_account(db, role=Role.UNIT_HEAD)
    for account in (learner, head):
        other = login(app.test_client(), account)
        for address in (made, f"{made}.pdf", f"{made}/1"):
            assert other.get(address).status_code == 404
        assert other.post(f"{made}/1").status_code == 404
