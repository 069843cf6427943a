"""Staff's page of scanners: what it shows, what it does, to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry
from lms.units.models import Unit
from sessions.scanners.models import Scanner, ScannerInvite
from tests.factories import make_account, make_unit
from tests.sessions.checkin.hall import make_hall
from tests.sessions.factories import START
from tests.sessions.scanners.desk import AT, make_desk, make_holder, make_scanner, scan, send


@pytest.fixture
def desk(db):
    return make_desk(db)


@pytest.fixture
def staff(client, login, db, desk):
    owner = db.get_one(Unit, desk.hall.conference.owner_unit_id)
    return login(client, make_account(db, role=Role.TRAINER, unit=owner))


def path(desk, rest=""):
    return f"/hoi-nghi/{desk.hall.conference.id}/may-quet{rest}"


def text(response):
    return response.get_data(as_text=True)


def post(client, address, **data):
    with clock.fixed(AT):
        return client.post(address, data=data)


def get(client, address, at=AT):
    with clock.fixed(at):
        return client.get(address)


def test_the_page_shows_each_scanner_with_its_signs_of_life(staff, app, db, desk):
    make_scanner(db, desk.hall.other, name="Bàn cửa sau")
    send(app.test_client(), desk.token, [], device_now=AT + timedelta(minutes=2), waiting=3)
    page = text(get(staff, path(desk), AT + timedelta(minutes=5)))
    for word in ("Bàn số 1", "Bàn cửa sau", "5 phút trước", "120,0 giây", "cần chỉnh đồng hồ"):
        assert word in page
    assert "Máy quét" in page


def test_an_invite_shows_a_code_that_enrols_a_device(staff, app, db, desk):
    made = post(staff, path(desk), **{"diem-cau": desk.hall.other.id})
    assert made.status_code == 303
    page = text(get(staff, made.location))
    assert "<svg" in page
    address = page.split("<code>")[1].split("</code>")[0]
    device = app.test_client()
    assert post(device, address, ten="Bàn số 9").status_code == 303
    scanner = db.scalars(select(Scanner).filter_by(name="Bàn số 9")).one()
    assert scanner.venue_id == desk.hall.other.id
    used = text(get(staff, made.location))
    assert "Đã ghép một thiết bị bằng mã này." in used
    assert "<code>" not in used


def test_the_page_of_an_invite_learns_that_it_is_over(staff, db, desk):
    made = post(staff, path(desk), **{"diem-cau": desk.hall.main.id})
    state = f"{made.location}/trang-thai"
    assert get(staff, state).json == {"reload": False, "over": False}
    late = AT + timedelta(minutes=11)
    assert get(staff, state, late).json == {"reload": True, "over": True}
    assert "quá hạn" in text(get(staff, made.location, late))


def test_an_invite_needs_a_venue_of_the_conference(staff, db, desk):
    elsewhere = make_hall(db, title="Hội nghị B")
    for venue in (elsewhere.main.id, "", "x"):
        assert post(staff, path(desk), **{"diem-cau": venue}).status_code == 422
    assert db.scalars(select(ScannerInvite)).all() == []


def test_a_revoked_scanner_is_shown_as_such_and_keeps_its_first_moment(staff, db, desk):
    for _ in range(2):
        answer = post(staff, path(desk, f"/{desk.scanner.id}/thu-hoi"))
        assert answer.status_code == 303
    db.expire_all()
    assert db.get_one(Scanner, desk.scanner.id).revoked_at == AT
    page = text(get(staff, path(desk)))
    assert "đã thu hồi" in page
    assert f"/{desk.scanner.id}/thu-hoi" not in page


def test_scanners_and_invites_of_another_conference_are_not_found_here(staff, db, desk):
    elsewhere = make_hall(db, title="Hội nghị B")
    other, _ = make_scanner(db, elsewhere.main)
    assert post(staff, path(desk, f"/{other.id}/thu-hoi")).status_code == 404
    assert get(staff, path(desk, "/ma/999")).status_code == 404
    db.expire_all()
    assert db.get_one(Scanner, other.id).revoked_at is None


def test_the_scans_of_a_scanner_are_listed_refusals_first_and_the_look_is_logged(
    staff, app, db, desk
):
    _, card = make_holder(db, desk.hall)
    late = START + timedelta(hours=4)
    send(
        app.test_client(),
        desk.token,
        [
            scan(1, desk.hall.gate, card),
            scan(2, desk.hall.gate, "x1"),
            scan(3, desk.hall.gate, card, at=late, override=True),
        ],
        now=late,
    )
    shown = text(get(staff, path(desk, f"/{desk.scanner.id}")))
    assert "Thẻ không rõ" in shown
    assert "cán bộ cho vào" in shown
    assert "Cửa điểm danh đã đóng." in shown
    assert "Có mặt" not in shown
    assert "Có mặt" in text(get(staff, path(desk, f"/{desk.scanner.id}?xem=tat-ca")))
    assert "2 cần xem" in text(get(staff, path(desk)))
    looks = db.scalars(select(AccessEntry).filter_by(action="scans of a scanner seen")).all()
    assert [look.detail for look in looks] == ["Bàn số 1"] * 2


def test_anonymous_people_and_strangers_see_and_do_nothing(app, login, db, desk):
    stranger = login(
        app.test_client(), make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Vụ khác"))
    )
    revoking = path(desk, f"/{desk.scanner.id}/thu-hoi")
    assert get(stranger, path(desk)).status_code == 404
    assert get(stranger, path(desk, f"/{desk.scanner.id}")).status_code == 404
    assert post(stranger, path(desk), **{"diem-cau": desk.hall.main.id}).status_code == 404
    assert post(stranger, revoking).status_code == 404
    assert get(app.test_client(), path(desk)).status_code == 303
    assert post(app.test_client(), revoking).status_code == 303
    db.expire_all()
    assert db.get_one(Scanner, desk.scanner.id).revoked_at is None


def test_the_page_takes_a_fixed_number_of_queries(staff, db, desk, count_queries):
    get(staff, path(desk))
    with count_queries() as one:
        get(staff, path(desk))
    for number in range(2):
        make_scanner(db, desk.hall.main, name=f"Bàn {number}")
    db.commit()
    with count_queries() as three:
        get(staff, path(desk))
    assert len(one) == len(three)
