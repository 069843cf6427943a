"""What the system knows about the person asking: all of it, and nobody else's."""

import re
from datetime import date

import pytest

from lms import clock
from lms.people.access import add_access
from lms.people.enums import PartyStatus, Role
from lms.people.models import Membership
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from lms.units.enums import Tree
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit


@pytest.fixture
def person(db):
    return make_person(
        db,
        full_name="Nguyễn Thị Ánh",
        unit=make_unit(db, name="Văn phòng Bộ"),
        party_unit=make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY),
        party_status=PartyStatus.PROBATIONARY,
        email="anh@bo.example",
    )


@pytest.fixture
def mine(db, client, login, person):
    return login(client, make_account(db, person=person))


def state(db, person, activity, value, key, **more):
    return post_outcome(
        db,
        NewOutcome(person.id, activity.id, value, "test", key, occurred_at=clock.now(), **more),
    )


def test_strangers_are_asked_to_sign_in(client, db):
    make_account(db)
    assert client.get("/ve-toi").location == "/dang-nhap?next=/ve-toi"


def test_person_units_and_role(mine):
    page = mine.get("/ve-toi").text
    for shown in ("Nguyễn Thị Ánh", "anh@bo.example", "Đảng viên dự bị", "Người học"):
        assert shown in page
    assert "Văn phòng Bộ" in page
    assert "Chi bộ Văn phòng" in page


def test_former_units_stay_on_the_page(mine, db, person):
    former = make_unit(db, name="Vụ Pháp chế")
    db.add(
        Membership(
            person_id=person.id,
            unit_id=former.id,
            tree=Tree.STATE,
            starts_on=date(2015, 1, 1),
            ends_on=date(2019, 12, 31),
        )
    )
    page = mine.get("/ve-toi").text
    assert "Vụ Pháp chế" in page
    assert "đến 31/12/2019" in page


def test_results_with_their_corrections(mine, db, person):
    activity = make_activity(db, make_campaign(db, title="Đợt học tập"), title="Chuyên đề 1")
    state(db, person, activity, OutcomeState.ABSENT, "1")
    state(
        db,
        person,
        activity,
        OutcomeState.PRESENT,
        "2",
        level="E4",
        reason="có trong danh sách giấy",
    )
    page = mine.get("/ve-toi").text
    assert page.index("Có mặt") < page.index("Vắng")
    assert "đã đính chính" in page
    assert "có trong danh sách giấy" in page
    assert "Căn cứ: cán bộ trực tiếp xác nhận" in page
    words = re.sub(
        r"<[^>]*>", " ", page
    )  # without attributes: a random token may hold any two letters
    assert "E4" not in words


def test_who_looked(mine, db, person):
    secretary = make_account(db, full_name="Trần Văn An", role=Role.TRAINER)
    add_access(db, secretary.id, "person viewed", "person", person.id, "Chuyên đề 1")
    add_access(db, secretary.id, "record opened", "person", make_person(db).id, "người khác")
    searched = ("people searched for", "person", None, "cao minh duc")
    add_access(db, secretary.id, *searched, people=[person.id])
    add_access(db, secretary.id, "signed in", "person", person.id)
    db.flush()
    page = mine.get("/ve-toi").text
    assert "Trần Văn An · xem trang nhân sự (Chuyên đề 1)" in page
    assert "tìm người (danh sách có tên đồng chí)" in page
    assert "cao minh duc" not in page, "whom else somebody searched for is not told"
    assert "An · đăng nhập" not in page
    assert "người khác" not in page


def test_nothing_of_anybody_else(mine, db):
    other = make_person(db, full_name="Cao Minh Đức", email="duc@bo.example")
    state(
        db,
        other,
        make_activity(db, make_campaign(db), title="Buổi của Đức"),
        OutcomeState.PRESENT,
        "1",
    )
    page = mine.get("/ve-toi").text
    assert "Cao Minh Đức" not in page
    assert "Buổi của Đức" not in page


def test_queries_do_not_grow_with_the_record(mine, db, person, count_queries):
    campaign = make_campaign(db)
    state(db, person, make_activity(db, campaign), OutcomeState.PRESENT, "0")
    mine.get("/ve-toi")
    with count_queries() as few:
        mine.get("/ve-toi")
    for number in range(1, 4):
        state(db, person, make_activity(db, campaign), OutcomeState.PRESENT, str(number))
    db.commit()
    with count_queries() as many:
        mine.get("/ve-toi")
    assert len(many) == len(few)
