"""The phone's path in a browser without JavaScript: read, tap, answer."""

from datetime import timedelta

from sqlalchemy import select

from lms import clock
from lms.campaigns.models import Campaign
from lms.people.enums import Role
from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.models import Evidence
from sessions.conferences.models import Summons
from sessions.gates.queries import gates_of_conference
from sessions.invitations.issuing import reissue_code
from sessions.invitations.keys import code_key
from tests.factories import make_account, make_person
from tests.lms.materials.factories import make_material
from tests.quizzes.factories import make_bank, make_quiz
from tests.sessions.checkin.hall import attendance, evidence, make_delegate, make_hall
from tests.sessions.checkin.phone import (
    EIGHT,
    at_0752,
    by_code,
    fields_of,
    hall,
    person,
    personal_code,
    scan,
    text,
)
from tests.sessions.factories import START, make_summons

__all__ = ["at_0752", "hall", "person"]  # fixtures


def test_personal_code_checks_in_and_is_remembered(app, client, db, hall, person, at_0752):
    code = personal_code(app, db, person)
    done = by_code(client, scan(client, hall.gate), code.lower())
    assert done.status_code == 200
    for word in ("Có mặt", "07:52:00", "Nguyễn Thị Ánh", "Văn phòng Bộ", "Chuyên đề 1"):
        assert word in text(done)
    (row,) = evidence(db, person)
    assert (row.kind, row.level) == (EvidenceKind.SELF, Level.ROTATING)
    assert attendance(db, hall, person).state == "present"
    again = scan(client, hall.gate)
    assert "Nguyễn Thị Ánh" in text(again)
    assert "ma-moi" not in text(again)
    repeated = client.post("/diem-danh", data=fields_of(again), follow_redirects=True)
    assert "Đã điểm danh" in text(repeated)
    assert "07:52:00" in text(repeated)
    assert len(evidence(db, person)) == 1


def test_answer_can_be_reloaded_and_is_this_phones_own(app, client, db, hall, person, at_0752):
    code = personal_code(app, db, person)
    page = scan(client, hall.gate)
    sent = client.post("/diem-danh", data=fields_of(page) | {"ma-moi": code})
    assert sent.status_code == 303
    address = sent.headers["Location"]
    assert "Có mặt" in text(client.get(address))
    assert "Có mặt" in text(client.get(address))
    assert app.test_client().get(address).status_code == 404


def test_account_that_is_signed_in_needs_one_tap(client, db, hall, person, login, at_0752):
    login(client, make_account(db, person=person))
    page = scan(client, hall.gate)
    assert "Nguyễn Thị Ánh" in text(page)
    done = client.post("/diem-danh", data=fields_of(page), follow_redirects=True)
    assert "Có mặt" in text(done)
    assert len(evidence(db, person)) == 1


def test_ticket_waits_ten_minutes_for_signing_in(client, db, hall, person, login):
    with clock.fixed(EIGHT):
        page = scan(client, hall.gate)
        assert "/dang-nhap?next=/diem-danh" in text(page)
        account = make_account(db, person=person)
    with clock.fixed(EIGHT + timedelta(minutes=9)):
        login(client, account)
        back = client.get("/diem-danh")
        assert "Nguyễn Thị Ánh" in text(back)
        client.post("/diem-danh", data=fields_of(back))
    (row,) = evidence(db, person)
    assert row.occurred_at == EIGHT
    assert row.received_at == EIGHT + timedelta(minutes=9)


def test_ticket_older_than_ten_minutes_records_nothing(client, db, hall, person, login):
    login(client, make_account(db, person=person))
    with clock.fixed(EIGHT):
        fields = fields_of(scan(client, hall.gate))
    with clock.fixed(EIGHT + timedelta(minutes=10)):
        late = client.post("/diem-danh", data=fields, follow_redirects=True)
        assert "Mã đã đổi" in text(late)
        assert "Mã đã đổi" in text(client.get("/diem-danh"))
    assert evidence(db, person) == []


def test_ticket_does_not_work_on_another_phone(app, client, db, hall, person, login, at_0752):
    fields = fields_of(scan(client, hall.gate))
    other = app.test_client()
    login(other, make_account(db, person=person))
    other.get("/ma")
    answer = other.post("/diem-danh", data=fields | {"nguoi": person.id}, follow_redirects=True)
    assert "Mã đã đổi" in text(answer)
    assert evidence(db, person) == []


def test_ticket_used_by_another_person_is_refused(app, client, db, hall, person, at_0752):
    friend = make_delegate(db, hall, name="Trần Văn Bình")
    codes = [personal_code(app, db, each) for each in (person, friend)]
    page = scan(client, hall.gate)
    by_code(client, page, codes[0])
    answer = by_code(client, page, codes[1])
    assert "Không ghi nhận" in text(answer)
    assert "người khác" in text(answer)
    assert evidence(db, friend) == []


def test_helping_a_colleague_does_not_change_whom_the_phone_knows(
    app, client, db, hall, person, at_0752
):
    friend = make_delegate(db, hall, name="Trần Văn Bình")
    codes = [personal_code(app, db, each) for each in (person, friend)]
    by_code(client, scan(client, hall.gate), codes[0])
    scan(client, hall.gate)
    other = client.get("/diem-danh?khac=1")
    assert "Nguyễn Thị Ánh" not in text(other)
    assert "Trần Văn Bình" in text(by_code(client, other, codes[1]))
    assert attendance(db, hall, friend).flags == "shared-phone"
    assert "Nguyễn Thị Ánh" in text(scan(client, hall.gate))


def test_code_issued_anew_makes_the_phone_forget(app, client, db, hall, person, at_0752):
    by_code(client, scan(client, hall.gate), personal_code(app, db, person))
    with app.app_context():
        summons = db.scalars(select(Summons).where(Summons.person_id == person.id)).one()
        reissue_code(db, code_key(), summons)
    assert "Nguyễn Thị Ánh" not in text(scan(client, hall.gate))


def test_button_pressed_after_the_phone_changed_hands_asks_again(
    client, db, hall, person, login, at_0752
):
    login(client, make_account(db, person=person))
    fields = fields_of(scan(client, hall.gate))
    login(client, make_account(db, full_name="Trần Văn Bình"))
    answer = client.post("/diem-danh", data=fields)
    assert answer.status_code == 422
    assert db.query(Evidence).count() == 0


def test_wrong_personal_code_is_said_and_the_ticket_kept(app, client, db, hall, person, at_0752):
    page = scan(client, hall.gate)
    wrong = client.post("/diem-danh", data=fields_of(page) | {"ma-moi": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "không có trên giấy mời nào" in text(wrong)
    assert db.query(Evidence).count() == 0
    assert "Có mặt" in text(by_code(client, wrong, personal_code(app, db, person)))


def test_guessing_personal_codes_is_slowed_by_phone_and_not_by_address(
    app, client, db, hall, person, at_0752
):
    code = personal_code(app, db, person)
    page = scan(client, hall.gate)
    for _ in range(5):
        client.post("/diem-danh", data=fields_of(page) | {"ma-moi": "AAAA-AAAA"})
    closed = client.post("/diem-danh", data=fields_of(page) | {"ma-moi": code})
    assert closed.status_code == 429
    assert evidence(db, person) == []
    neighbour = app.test_client()
    assert "Có mặt" in text(by_code(neighbour, scan(neighbour, hall.gate), code))


def test_person_on_no_list_is_told_to_wait_for_the_organisers(client, db, hall, login, at_0752):
    login(client, make_account(db, full_name="Lê Văn Cường"))
    done = client.post("/diem-danh", data=fields_of(scan(client, hall.gate)), follow_redirects=True)
    assert "Chờ xác nhận" in text(done)
    assert "không có trong danh sách" in text(done)


def test_wrong_place_offers_the_right_one_and_lets_the_person_insist(
    client, db, hall, person, login, at_0752
):
    elsewhere = make_hall(db, title="Hội nghị B")
    login(client, make_account(db, person=person))
    wrong = client.post(
        "/diem-danh", data=fields_of(scan(client, elsewhere.gate)), follow_redirects=True
    )
    assert "Nhầm" in text(wrong)
    assert "Điểm cầu chính" in text(wrong)
    assert evidence(db, person) == []
    done = client.post("/diem-danh", data=fields_of(wrong), follow_redirects=True)
    assert "Chờ xác nhận" in text(done)
    assert len(evidence(db, person)) == 1


def test_late_person_is_told_so(client, db, hall, person, login):
    login(client, make_account(db, person=person))
    at = START + timedelta(minutes=20)
    with clock.fixed(at):
        page = scan(client, hall.gate, at)
        done = client.post("/diem-danh", data=fields_of(page), follow_redirects=True)
    assert "Đi muộn" in text(done)
    assert "08:50:00" in text(done)


def test_other_venue_than_on_the_invitation_is_mentioned(client, db, hall, login, at_0752):
    person = make_person(db)
    make_summons(db, hall.conference, person, hall.other)
    login(client, make_account(db, person=person, role=Role.LEARNER))
    page = scan(client, gates_of_conference(db, hall.conference.id)[0])
    done = client.post("/diem-danh", data=fields_of(page), follow_redirects=True)
    assert "Có mặt" in text(done)
    assert "37 Nguyễn Bỉnh Khiêm" in text(done)


def test_answer_leads_on_to_materials_and_quiz(app, client, db, hall, person, login, at_0752):
    campaign = db.get_one(Campaign, hall.conference.campaign_id)
    with app.app_context():
        material = make_material(db, campaign, url="https://example.vn/nghi-quyet")
        make_bank(db, campaign)
        quiz = make_quiz(db, campaign, opens_at=EIGHT + timedelta(hours=8))
    links = [f"/tai-lieu/{material.id}", f"/bai-kiem-tra/{quiz.id}"]
    login(client, make_account(db, person=person))
    page = scan(client, hall.gate)
    done = client.post("/diem-danh", data=fields_of(page), follow_redirects=True)
    assert "Tài liệu học tập" in text(done)
    assert "Bài kiểm tra (mở lúc 15:52)" in text(done)
    for link in links:
        assert f'href="{link}"' in text(done)


def test_page_speaks_english_and_keeps_the_ticket(client, db, hall, person, login, at_0752):
    login(client, make_account(db, person=person))
    page = scan(client, hall.gate)
    assert 'name="next" value="/diem-danh"' in text(page)
    english = client.post(
        "/ngon-ngu", data={"locale": "en", "next": "/diem-danh"}, follow_redirects=True
    )
    assert "Check in" in text(english)
    assert "Not you?" in text(english)
    done = client.post("/diem-danh", data=fields_of(english), follow_redirects=True)
    assert "Present" in text(done)
