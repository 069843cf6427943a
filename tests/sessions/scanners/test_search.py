"""People without their card: found by name among those of the conference, and the look is logged."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.models import AccessEntry
from lms.people.standing import change_standing
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from tests.factories import make_person
from tests.sessions.checkin.hall import make_hall
from tests.sessions.scanners.desk import AT, make_desk, make_holder, use_token


@pytest.fixture
def desk(db):
    return make_desk(db)


def search(client, desk, words):
    use_token(client, desk.token)
    with clock.fixed(AT):
        return client.get(
            "/quet/tim", query_string={"tim": words}, headers={"Accept": "application/json"}
        )


def test_a_name_is_found_without_its_marks(client, db, desk):
    person, _ = make_holder(db, desk.hall)
    (found,) = search(client, desk, "thi anh").json["people"]
    assert found == {
        "id": person.id,
        "name": "Nguyễn Thị Ánh",
        "position": "Chuyên viên",
        "unit": "Văn phòng Bộ",
        "venue": "",
    }


def test_a_name_is_shown_with_the_position_of_the_day(client, db, desk):
    person, _ = make_holder(db, desk.hall)
    change_standing(db, {person.id: {"position": "Vụ trưởng"}}, AT.date() + timedelta(days=9))
    assert search(client, desk, "thi anh").json["people"][0]["position"] == "Chuyên viên"


def test_somebody_of_another_venue_is_shown_with_it(client, db, desk):
    make_holder(db, desk.hall, venue=desk.hall.other)
    (found,) = search(client, desk, "Nguyễn").json["people"]
    assert found["venue"] == desk.hall.other.name


def test_people_of_other_conferences_and_the_roster_are_not_found(client, db, desk):
    make_holder(db, make_hall(db, title="Hội nghị B"))
    make_person(db, full_name="Nguyễn Văn Ngoài")
    gone, _ = make_holder(db, desk.hall, name="Nguyễn Văn Rút")
    db.scalars(select(Summons).filter_by(person_id=gone.id)).one().state = SummonsState.WITHDRAWN
    assert search(client, desk, "nguyen").json["people"] == []


def test_fewer_than_three_letters_are_refused(client, db, desk):
    make_holder(db, desk.hall)
    for words in ("", "  ", "an", "á n", "%%%", "..."):
        answer = search(client, desk, words)
        assert answer.status_code == 422, words
        assert "ba chữ cái" in answer.json["error"]


def test_at_most_twelve_people_are_shown(client, db, desk):
    for number in range(14):
        make_holder(db, desk.hall, name=f"Nguyễn Văn {number}")
    assert len(search(client, desk, "nguyen").json["people"]) == 12


def test_odd_words_do_no_harm(client, db, desk):
    make_holder(db, desk.hall)
    for words in ("nguyen\x00", "x" * 5000, "'; drop", "%nguyen_"):
        assert search(client, desk, words).status_code == 200, words


def test_every_search_is_logged_on_whoever_enrolled_the_scanner(client, db, desk):
    search(client, desk, "nguyen")
    (entry,) = db.scalars(select(AccessEntry).filter_by(action="scanner searched a name"))
    assert (entry.account_id, entry.detail) == (desk.scanner.enrolled_by, "Bàn số 1: nguyen")
