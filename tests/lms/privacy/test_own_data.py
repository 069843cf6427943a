"""All that is held about a person, on the page and in the file; nobody else's in either."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lms.people.access import add_access
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry
from tests.factories import make_account, make_person, make_unit
from tests.sessions.factories import make_conference, make_summons, make_venue


@pytest.fixture
def person(db):
    return make_person(
        db,
        full_name="Nguyễn Thị Ánh",
        unit=make_unit(db, name="Văn phòng Bộ"),
        party_status=PartyStatus.OFFICIAL,
    )


@pytest.fixture
def mine(db, client, login, person):
    return login(client, make_account(db, person=person))


def unpacked(answer):
    with ZipFile(BytesIO(answer.data)) as archive:
        return (
            json.loads(archive.read("du-lieu.json")),
            archive.read("du-lieu.html").decode(),
        )


def test_the_page_and_the_file_hold_every_part(db, mine, person):
    conference = make_conference(db, title="Hội nghị quý I")
    make_summons(db, conference, person, make_venue(db, conference))
    admin = make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Viên")
    add_access(db, admin.id, "attendance list downloaded", "conference", conference.id)
    add_access(db, admin.id, "person viewed", "person", person.id)

    page = mine.get("/ve-toi/du-lieu").text
    answer = mine.get("/ve-toi/du-lieu.zip")
    data, readable = unpacked(answer)

    for text in (page, readable):
        for words in ("Nguyễn Thị Ánh", "Văn phòng Bộ", "Hội nghị quý I", "Quản Trị Viên"):
            assert words in text
    assert data["summonses"][0]["conference"] == "Hội nghị quý I"
    assert {each["is_list"] for each in data["looked"]} == {True, False}
    assert {"person", "places", "account", "results", "evidence", "quiz_answers"} <= data.keys()
    assert answer.headers["Cache-Control"].find("no-store") >= 0
    traced = select(AccessEntry).where(AccessEntry.action == "own data downloaded")
    assert db.scalars(traced).one().subject_id == person.id


def test_nothing_of_others_is_in_it(db, mine):
    other = make_person(db, full_name="Lê Văn Bình", unit=make_unit(db, name="Vụ khác"))
    add_access(db, None, "person viewed", "person", other.id)
    _data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))
    assert "Lê Văn Bình" not in readable
    assert "Vụ khác" not in readable


def test_secrets_are_not_in_it(db, mine, person):
    _data, readable = unpacked(mine.get("/ve-toi/du-lieu.zip"))
    assert "argon2" not in readable


@pytest.mark.parametrize("address", ["/ve-toi/du-lieu", "/ve-toi/du-lieu.zip", "/ve-toi/yeu-cau"])
def test_strangers_are_sent_to_sign_in(client, db, address):
    assert client.get(address).status_code == 303


def test_the_number_of_queries_does_not_grow(db, mine, person, count_queries):
    mine.get("/ve-toi/du-lieu")
    counts = []
    for _ in range(2):
        conference = make_conference(db)
        make_summons(db, conference, person, make_venue(db, conference))
        add_access(db, None, "attendance list seen", "conference", conference.id)
        with count_queries() as statements:
            mine.get("/ve-toi/du-lieu")
        counts.append(len(statements))
    assert counts[0] == counts[1]
