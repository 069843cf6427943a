"""Whoever was promoted since is shown under the position they held on the day of the conference."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.models import Account, Person
from lms.people.standing import change_standing
from sessions.conferences.audience import positions
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from sessions.corrections.queries import people_of_session
from sessions.invitations.cards import load_cards
from tests.factories import make_person
from tests.sessions.conferences.scene import Ministry, make_ministry, plan_conference, reload

Login = Callable[[FlaskClient, Account], FlaskClient]
THEN, NOW = "Chánh Văn phòng", "Thứ trưởng"


@pytest.fixture
def scene(db: Session, client: FlaskClient, login: Login) -> Ministry:
    scene = make_ministry(db)
    login(client, scene.trainer)
    return scene


@pytest.fixture
def person(db: Session, scene: Ministry) -> Person:
    return make_person(db, full_name="Nguyễn Thị Ánh", unit=scene.office, position=THEN)


@pytest.fixture
def conference(db: Session, scene: Ministry, person: Person) -> Conference:
    """A conference in the past; one of its two guests was promoted nine days later."""
    other = make_person(db, full_name="Trần Văn Bình", unit=scene.office)
    made = plan_conference(db, scene)
    guests = dict.fromkeys((person.id, other.id), made.venues[0].id)
    summon(db, made, guests, leave_out_clashes=False, by=None)
    later = made.starts_at.date() + timedelta(days=9)
    change_standing(db, {person.id: {"position": NOW}}, later)
    db.commit()
    return reload(db, made)


def test_pages_of_a_conference_show_the_position_of_its_day(
    client: FlaskClient, conference: Conference, person: Person
) -> None:
    base = f"/hoi-nghi/{conference.id}"
    sitting = conference.study_sessions[0].id
    for path in (
        "/danh-sach",
        f"/nguoi/{person.id}",
        "/thanh-phan",
        "/trieu-tap/ca-nhan?tim=anh",
        f"/dinh-chinh/buoi/{sitting}",
    ):
        page = client.get(base + path)
        assert page.status_code == 200, path
        assert THEN in page.text, path
        assert NOW not in page.text, path


def test_a_correction_of_many_names_people_as_they_were(
    client: FlaskClient, db: Session, conference: Conference
) -> None:
    sitting = conference.study_sessions[0].id
    both = ",".join(str(each) for each in people_of_session(db, conference.study_sessions[0]))
    sent = {"nguoi": both, "states": "present", "reason": "Theo danh sách ký"}
    page = client.post(f"/hoi-nghi/{conference.id}/dinh-chinh/buoi/{sitting}", data=sent)
    assert page.status_code == 200
    assert THEN in page.text
    assert NOW not in page.text
    sent["gui"] = "1"
    made = client.post(f"/hoi-nghi/{conference.id}/dinh-chinh/buoi/{sitting}", data=sent)
    page = client.get(made.location)
    assert THEN in page.text
    assert NOW not in page.text


def test_signed_sheets_name_people_as_they_were(
    client: FlaskClient, conference: Conference
) -> None:
    sent = {"buoi": conference.study_sessions[0].id, "diem-cau": conference.venues[0].id}
    made = client.post(f"/hoi-nghi/{conference.id}/in-an/ky-ten", data=sent)
    page = client.get(f"{made.location}/1")
    assert page.status_code == 200
    assert THEN in page.text
    assert NOW not in page.text


def test_invitations_name_people_as_they_were(db: Session, conference: Conference) -> None:
    first, other = load_cards(db, b"k" * 32, conference)
    assert (first.position, other.position) == (THEN, "Chuyên viên")


def test_positions_take_one_query_for_one_person_and_for_three(
    db: Session,
    scene: Ministry,
    conference: Conference,
    person: Person,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    people = [person, *(make_person(db, full_name=f"Trần Văn {each}") for each in "AB")]
    assert person.position == NOW
    for named in ([person], people):
        with count_queries() as asked:
            found = positions(db, named, conference)
        assert len(asked) == 1
        assert found[person.id] == THEN
        assert found.keys() == {each.id for each in named}
