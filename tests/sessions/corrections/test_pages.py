"""The pages about corrections: who may open them, what they write, what they show."""

import re

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry
from sessions.checkin.enums import AttendanceState as State
from sessions.corrections.enums import Decision
from sessions.corrections.models import Appeal, BulkCorrection
from tests.factories import make_account, make_person, make_unit
from tests.sessions.checkin.hall import attendance, evidence, scan, tap
from tests.sessions.corrections.desk import NOON, make_desk


@pytest.fixture
def desk(db):
    return make_desk(db)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.fixed(NOON):
        yield


def base(desk):
    return f"/hoi-nghi/{desk.hall.conference.id}"


def choosing(desk):
    return f"{base(desk)}/dinh-chinh/buoi/{desk.hall.session.id}"


def form(desk, **more):
    return {"nguoi": desk.ids, "states": "present", "reason": "Theo danh sách ký", **more}


def fields_of(page):
    return dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))


def latest(db, table):
    db.expire_all()
    return db.scalars(select(table).order_by(table.id.desc())).first()


def test_whole_way_of_a_bulk_correction(client, app, db, desk, login):
    login(client, desk.first)
    tap(db, scan(desk.hall.gate), desk.people[0])
    page = client.get(choosing(desk))
    assert [name in page.text for name in ("Nguyễn Văn A", "Nguyễn Văn C")] == [True, True]
    preview = client.post(choosing(desk), data=form(desk))
    assert "Sẽ đính chính cho 3 người" in preview.text
    assert latest(db, BulkCorrection) is None
    sent = client.post(choosing(desk), data=fields_of(preview) | {"gui": "1"})
    bulk = latest(db, BulkCorrection)
    address = f"{base(desk)}/dinh-chinh/{bulk.id}"
    assert sent.location == address
    own = client.get(address)
    assert "cần người thứ hai quyết định" in own.text
    assert f"{address}/dong-y" not in own.text
    assert client.post(f"{address}/dong-y").status_code == 403
    assert attendance(db, desk.hall, desk.people[1]) is None
    other = login(app.test_client(), desk.second)
    assert '<span class="count">1</span>' in other.get(f"{base(desk)}/dinh-chinh").text
    assert client.post(f"{address}/dong-y").status_code == 403
    assert other.post(f"{address}/dong-y").status_code == 303
    assert attendance(db, desk.hall, desk.people[1]).state is State.PRESENT
    assert other.post(f"{address}/dong-y").status_code == 303
    assert len(evidence(db, desk.people[1])) == 1
    assert "Lê Văn Phó" in other.get(f"{base(desk)}/dinh-chinh").text


def test_everybody_who_fits_the_filters(client, db, desk, login):
    login(client, desk.first)
    tap(db, scan(desk.hall.gate), desk.people[0])
    data = {"tat-ca": "1", "states": "excused", "reason": "Đi công tác", "gui": "1"}
    assert client.post(f"{choosing(desk)}?xem=chua-den", data=data).status_code == 303
    picture = client.get(f"{base(desk)}/dinh-chinh/{latest(db, BulkCorrection).id}")
    assert "Nguyễn Văn B" in picture.text
    assert "Nguyễn Văn A" not in picture.text


def test_what_was_typed_is_kept_when_something_is_missing(client, db, desk, login):
    login(client, desk.first)
    page = client.post(choosing(desk), data=form(desk, nguoi=desk.ids[:1]))
    assert page.status_code == 422
    assert "ít nhất hai người" in page.text
    assert 'value="Theo danh sách ký"' in page.text
    assert f'value="{desk.ids[0]}" checked' in page.text
    assert (
        client.post(choosing(desk), data=form(desk, nguoi=["x", "-1", "9" * 30])).status_code == 422
    )
    assert latest(db, BulkCorrection) is None


def test_refused_and_withdrawn_with_an_answer(client, app, db, desk, login):
    login(client, desk.first)
    client.post(choosing(desk), data=form(desk, gui="1"))
    first = f"{base(desk)}/dinh-chinh/{latest(db, BulkCorrection).id}"
    other = login(app.test_client(), desk.second)
    assert other.post(f"{first}/tu-choi", data={"answer": ""}).status_code == 422
    other.post(f"{first}/tu-choi", data={"answer": "Chưa đủ căn cứ"})
    assert "Chưa đủ căn cứ" in client.get(first).text
    client.post(choosing(desk), data=form(desk, gui="1"))
    second = f"{base(desk)}/dinh-chinh/{latest(db, BulkCorrection).id}"
    assert client.post(f"{second}/rut").status_code == 303
    assert latest(db, BulkCorrection).decision is Decision.WITHDRAWN


def test_person_asks_and_reads_the_answer(client, app, db, desk, login):
    person = desk.people[0]
    login(client, make_account(db, person=person))
    about = client.get("/ve-toi")
    address = f"/ve-toi/de-nghi/{desk.hall.session.id}"
    assert address in about.text
    assert "Chưa có dữ liệu" in about.text
    assert client.post(address, data={"words": " "}).status_code == 422
    sent = client.post(address, data={"words": "Tôi có mặt từ <b>07:40</b>"}, follow_redirects=True)
    assert "Tôi có mặt từ &lt;b&gt;07:40" in sent.text
    appeal = latest(db, Appeal)
    office = login(app.test_client(), desk.first)
    page = f"{base(desk)}/de-nghi/{appeal.id}"
    assert "Nguyễn Văn A" in office.get(f"{base(desk)}/dinh-chinh").text
    assert "07:40" in office.get(page).text
    bad = office.post(f"{page}/dong-y", data={"states": "present", "answer": ""})
    assert bad.status_code == 422
    good = {"states": "present", "answer": "Đã đối chiếu danh sách ký"}
    assert office.post(f"{page}/dong-y", data=good).status_code == 303
    assert attendance(db, desk.hall, person).state is State.PRESENT
    assert "Đã đối chiếu danh sách ký" in client.get("/ve-toi").text


def test_person_takes_the_request_back(client, db, desk, login):
    login(client, make_account(db, person=desk.people[0]))
    address = f"/ve-toi/de-nghi/{desk.hall.session.id}"
    client.post(address, data={"words": "Tôi có mặt"})
    assert client.post(f"{address}/rut").status_code == 303
    assert latest(db, Appeal).decision is Decision.WITHDRAWN
    assert client.post(f"{address}/rut").status_code == 404


def test_secretary_does_not_decide_about_themselves(client, db, desk, login):
    own = make_account(db, person=desk.people[0], role=Role.TRAINER)
    login(client, own)
    client.post(f"/ve-toi/de-nghi/{desk.hall.session.id}", data={"words": "Tôi có mặt"})
    page = f"{base(desk)}/de-nghi/{latest(db, Appeal).id}"
    assert "liên quan đến chính đồng chí" in client.get(page).text
    for end in ("dong-y", "tu-choi"):
        sent = client.post(f"{page}/{end}", data={"states": "present", "answer": "Đúng"})
        assert sent.status_code == 403
    assert evidence(db, desk.people[0]) == []


def test_reading_a_request_leaves_a_trace(client, app, db, desk, login):
    login(client, make_account(db, person=desk.people[0]))
    client.post(f"/ve-toi/de-nghi/{desk.hall.session.id}", data={"words": "Tôi có mặt"})
    office = login(app.test_client(), desk.first)
    office.get(f"{base(desk)}/de-nghi/{latest(db, Appeal).id}")
    (look,) = db.scalars(select(AccessEntry).where(AccessEntry.subject == "person"))
    assert (look.subject_id, look.account_id) == (desk.people[0].id, desk.first.id)
    assert "đọc đề nghị xem xét lại" in client.get("/ve-toi").text


@pytest.mark.parametrize("who", ["anonymous", "stranger", "other office"])
def test_pages_of_the_office_are_for_those_who_run_it(client, db, desk, login, who):
    login(client, make_account(db, person=desk.people[0]))
    client.post(f"/ve-toi/de-nghi/{desk.hall.session.id}", data={"words": "Tôi có mặt"})
    appeal = f"{base(desk)}/de-nghi/{latest(db, Appeal).id}"
    asking = client.application.test_client()
    if who == "stranger":
        login(asking, make_account(db))
    if who == "other office":
        login(asking, make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Sở khác")))
    wanted = 303 if who == "anonymous" else 404
    for address in (f"{base(desk)}/dinh-chinh", choosing(desk), appeal):
        assert asking.get(address).status_code == wanted
    assert asking.post(choosing(desk), data=form(desk, gui="1")).status_code == wanted
    assert asking.post(f"{appeal}/tu-choi", data={"answer": "Không"}).status_code == wanted
    assert latest(db, BulkCorrection) is None
    assert latest(db, Appeal).decision is Decision.OPEN


def test_pages_about_oneself_need_an_account_and_something_to_appeal(client, db, desk, login):
    make_account(db)
    address = f"/ve-toi/de-nghi/{desk.hall.session.id}"
    assert client.get(address).status_code == 303
    login(client, make_account(db, person=make_person(db)))
    assert client.get(address).status_code == 404
    assert client.post(address, data={"words": "Tôi"}).status_code == 404
    assert latest(db, Appeal) is None


def test_proposal_of_another_conference_is_not_found(client, db, desk, login):
    login(client, desk.first)
    client.post(choosing(desk), data=form(desk, gui="1"))
    other = make_desk(db)
    address = f"{base(other)}/dinh-chinh/{latest(db, BulkCorrection).id}"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/dong-y").status_code == 404
