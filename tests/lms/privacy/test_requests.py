"""Requests about personal data: filed by the person or the office, with terms, answered once and for all."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.enums import Role
from lms.people.models import AccessEntry, Person
from lms.privacy.enums import RequestKind, RequestState
from lms.privacy.models import PrivacyRequest
from lms.privacy.queries import count_overdue, requests_by_urgency
from lms.privacy.services import Answer, answer_request, file_request
from tests.factories import make_account, make_person, make_unit

MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)
OFFICE = "/du-lieu-ca-nhan/yeu-cau"


@pytest.fixture
def admin(db):
    return make_account(db, role=Role.ADMINISTRATOR)


def filed(db, kind=RequestKind.CORRECTION, person=None, day=date(2026, 3, 2)):
    with clock.fixed(MONDAY):
        person = person or make_person(db)
        return file_request(db, person.id, kind, "Sai ngày sinh", by=None, received_on=day)


def test_a_person_files_one_and_sees_its_state(db, client, login):
    account = make_account(db)
    mine = login(client, account)
    with clock.fixed(MONDAY):
        answer = mine.post("/ve-toi/yeu-cau", data={"kind": "correction", "words": "Sai ngày sinh"})
    assert answer.status_code == 303

    request = db.scalars(select(PrivacyRequest)).one()
    assert (request.person_id, request.filed_by) == (account.person_id, account.id)
    assert (request.answer_by, request.fulfil_by) == (date(2026, 3, 4), date(2026, 3, 12))
    page = mine.get("/ve-toi/yeu-cau").text
    assert "Sai ngày sinh" in page
    assert "Chờ trả lời" in page
    assert db.scalar(select(AccessEntry).where(AccessEntry.action == "data request filed"))


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "correction"}, {"kind": "x", "words": "a"}, {"kind": "access", "words": " "}],
)
def test_an_incomplete_one_is_refused(db, client, login, data):
    answer = login(client, make_account(db)).post("/ve-toi/yeu-cau", data=data)
    assert answer.status_code == 422
    assert db.scalars(select(PrivacyRequest)).all() == []


def test_one_does_not_see_those_of_others(db, client, login):
    filed(db)
    mine = login(client, make_account(db))
    assert "Sai ngày sinh" not in mine.get("/ve-toi/yeu-cau").text
    assert mine.get(f"{OFFICE}/1").status_code == 404
    assert mine.post(f"{OFFICE}/1", data={}).status_code == 404


def test_overdue_ones_stand_on_top(db, app):
    late = filed(db, day=date(2026, 2, 2))
    fresh = filed(db)
    done = filed(db, day=date(2026, 1, 5))
    done.state = RequestState.DONE
    db.flush()

    assert [each.id for each in db.scalars(requests_by_urgency())] == [late.id, fresh.id, done.id]
    assert count_overdue(db, date(2026, 3, 3)) == 1


def test_the_office_enters_a_letter_and_answers_it(db, client, login, admin):
    office = login(client, admin)
    person = make_person(db, personnel_code="NV-9")
    letter = {
        "person": "NV-9",
        "received_on": "2026-03-02",
        "kind": "erasure",
        "words": "Đề nghị xóa số điện thoại",
    }
    where = office.post(f"{OFFICE}/moi", data=letter).headers["Location"]
    assert "Đề nghị xóa số điện thoại" in office.get(where).text
    assert office.get(OFFICE).status_code == 200

    said = {"state": "accepted", "words": "Sẽ xóa", "extend_by": "10"}
    assert office.post(where, data=said).status_code == 303

    request = db.scalars(select(PrivacyRequest)).one()
    assert request.person_id == person.id
    assert request.fulfil_by == date(2026, 4, 1)
    assert request.handled_by == admin.id
    traced = db.scalars(
        select(AccessEntry.detail).where(AccessEntry.action == "data request answered")
    ).one()
    assert traced.endswith("received → accepted")


@pytest.mark.parametrize(
    "change",
    [{"person": "nobody"}, {"received_on": "2999-01-01"}, {"received_on": "x"}, {"words": ""}],
)
def test_a_letter_that_cannot_be_entered_is_refused(db, client, login, admin, change):
    make_person(db, personnel_code="NV-9")
    letter = {"person": "NV-9", "received_on": "2026-03-02", "kind": "erasure", "words": "Xóa"}
    answer = login(client, admin).post(f"{OFFICE}/moi", data={**letter, **change})
    assert answer.status_code == 422
    assert db.scalars(select(PrivacyRequest)).all() == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(RequestState.RECEIVED, "a"), Invalid),
        (Answer(RequestState.DONE, ""), Invalid),
        (Answer(RequestState.ACCEPTED, "a", 16), Invalid),
        (Answer(RequestState.ACCEPTED, "a", -1), Invalid),
    ],
)
def test_answers_that_are_refused(db, app, admin, answer, error):
    with pytest.raises(error):
        answer_request(db, filed(db), answer, by=admin.id)


def test_the_term_is_extended_once_and_a_closed_request_stays_closed(db, app, admin):
    request = filed(db)
    answer_request(db, request, Answer(RequestState.ACCEPTED, "a", 5), by=admin.id)
    with pytest.raises(Conflict):
        answer_request(db, request, Answer(RequestState.ACCEPTED, "a", 5), by=admin.id)
    answer_request(db, request, Answer(RequestState.DONE, "Đã sửa"), by=admin.id)
    with pytest.raises(Conflict):
        answer_request(db, request, Answer(RequestState.REFUSED, "a"), by=admin.id)
    assert request.fulfil_by == date(2026, 3, 17)


def erasure(db, left_on=None):
    person = make_person(db, full_name="Cao Minh Đức")
    person.left_on = left_on
    db.flush()
    return filed(db, RequestKind.ERASURE, person)


@pytest.mark.parametrize(
    ("left_on", "role", "words", "has_link"),
    [
        (None, None, "Từ chối đề nghị và nêu lý do đó", False),
        (date(2024, 3, 1), None, "01/03/2029", False),
        (date(2020, 3, 1), Role.UNIT_HEAD, "Vai trò của người này", False),
        (date(2020, 3, 1), None, "Có thể ẩn danh hồ sơ ngay", True),
    ],
)
def test_a_request_for_erasure_leads_to_the_act_or_says_what_is_in_its_way(
    db, client, login, admin, left_on, role, words, has_link
):
    request = erasure(db, left_on)
    if role:
        make_account(
            db, person=db.get_one(Person, request.person_id), role=role, unit=make_unit(db)
        )
    db.commit()
    office = login(client, admin)
    with clock.fixed(MONDAY):
        page = office.get(f"{OFFICE}/{request.id}").text
    assert words in page
    assert (f"/nhan-su/{request.person_id}/an-danh" in page) is has_link
    other = filed(db, RequestKind.CORRECTION)
    db.commit()
    assert "Thực hiện đề nghị" not in office.get(f"{OFFICE}/{other.id}").text


def test_the_act_closes_the_request(db, client, login, admin):
    request = erasure(db, date(2020, 3, 1))
    other = filed(db, RequestKind.ACCESS, db.get_one(Person, request.person_id))
    db.commit()
    office = login(client, admin)
    with clock.fixed(MONDAY):
        done = office.post(f"/nhan-su/{request.person_id}/an-danh", data={"hieu": "1"})
        assert done.status_code == 303
    db.expire_all()
    assert (request.state, request.closed_at) == (RequestState.DONE, MONDAY)
    assert request.handled_by == admin.id
    assert other.state is RequestState.RECEIVED
    traced = select(AccessEntry.detail).where(AccessEntry.action == "data request answered")
    assert db.scalars(traced).all() == [f"#{request.id} received → done"]
