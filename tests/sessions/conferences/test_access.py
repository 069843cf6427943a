"""Every page of a conference: strangers are sent to sign in or told there is nothing, the owner gets in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from sessions.checkin.models import Evidence
from sessions.conferences.models import Conference, StudySession, Summons, Venue
from sessions.conferences.summoning import summon
from tests.factories import make_account, make_unit
from tests.sessions.conferences.scene import (
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    staff_of,
)

Login = Callable[[FlaskClient, Account], FlaskClient]

READ = (
    "",
    "/sua",
    "/diem-cau",
    "/diem-cau/{venue}",
    "/buoi",
    "/buoi/{sitting}",
    "/buoi/{sitting}/so-lieu.json",
    "/trieu-tap",
    "/trieu-tap/ca-nhan",
    "/thanh-phan",
    "/giay-moi",
    "/giay-moi.pdf",
    "/giay-moi/tien-do.json",
    "/nguoi/{person}",
)
LIST = (
    "/danh-sach",
    "/danh-sach-diem-danh.xlsx",
    "/danh-sach-diem-danh.pdf",
    "/danh-sach-diem-danh.csv",
)
WRITE = (
    "/sua",
    "/diem-cau",
    "/diem-cau/{venue}",
    "/diem-cau/{venue}/xoa",
    "/buoi",
    "/buoi/{sitting}",
    "/buoi/{sitting}/xoa",
    "/buoi/{sitting}/khoa",
    "/buoi/{sitting}/mo-lai",
    "/trieu-tap",
    "/trieu-tap/ca-nhan",
    "/giay-moi/gui",
    "/giay-moi/gui-lai",
    "/nguoi/{person}/rut",
    "/nguoi/{person}/diem-cau",
    "/nguoi/{person}/ma-moi",
    "/danh-sach/{sitting}/{person}",
    "/danh-sach/{sitting}/{person}/bo",
    "/danh-sach/{sitting}/{person}/trang-thai",
    "/danh-sach/{sitting}/{person}/dinh-chinh",
    "/huy",
)


@pytest.fixture
def scene(db: Session) -> Ministry:
    return make_ministry(db)


@pytest.fixture
def addresses(db: Session, scene: Ministry) -> Callable[[str], str]:
    """The full address of a page, given its end."""
    conference = plan_conference(db, scene)
    person = staff_of(db, scene.office, 1)[0]
    here = {person.id: conference.venues[0].id}
    summon(db, conference, here, leave_out_clashes=False, by=None)
    conference = reload(db, conference)
    parts = {
        "venue": conference.venues[0].id,
        "sitting": conference.study_sessions[0].id,
        "person": person.id,
    }
    base = f"/hoi-nghi/{conference.id}"
    db.commit()
    return lambda end: base + end.format(**parts)


def facts(db: Session) -> list[int]:
    """What a forbidden request must not change."""
    db.expire_all()
    tables = (Conference, Venue, StudySession, Summons, Evidence)
    return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_anonymous_people_are_sent_to_sign_in(
    client: FlaskClient, db: Session, scene: Ministry, addresses: Callable[[str], str]
) -> None:
    before = facts(db)
    new = f"/hoi-nghi/moi/{scene.campaign.id}"
    for address in ["/hoi-nghi/", new, *map(addresses, (*READ, *LIST))]:
        answer = client.get(address)
        assert (answer.status_code, "/dang-nhap" in answer.location) == (303, True), address
    for address in [new, *map(addresses, WRITE)]:
        answer = client.post(address)
        assert (answer.status_code, "/dang-nhap" in answer.location) == (303, True), address
    assert facts(db) == before


@pytest.mark.parametrize("role", [None, Role.TRAINER])
def test_learners_and_trainers_of_other_units_find_nothing(
    app: Flask,
    db: Session,
    scene: Ministry,
    addresses: Callable[[str], str],
    login: Login,
    role: Role | None,
) -> None:
    stranger = make_account(db, role=role, unit=make_unit(db, name="Sở Nội vụ"))
    browser = login(app.test_client(), stranger)
    before = facts(db)
    if role is None:
        assert browser.get("/hoi-nghi/").status_code == 404
    for address in map(addresses, (*READ, *LIST)):
        assert browser.get(address).status_code == 404, address
    for address in [f"/hoi-nghi/moi/{scene.campaign.id}", *map(addresses, WRITE)]:
        assert browser.post(address, data={"reason": "x"}).status_code == 404, address
    assert facts(db) == before


def test_owner_opens_every_page(
    client: FlaskClient, db: Session, scene: Ministry, addresses: Callable[[str], str], login: Login
) -> None:
    login(client, scene.trainer)
    new = f"/hoi-nghi/moi/{scene.campaign.id}"
    for address in ["/hoi-nghi/", new, *map(addresses, (*READ, *LIST))]:
        assert client.get(address).status_code == 200, address


def test_head_of_a_unit_sees_the_list_of_the_own_people_only(
    client: FlaskClient, db: Session, scene: Ministry, addresses: Callable[[str], str], login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=scene.office))
    page = client.get(addresses("/danh-sach"))
    assert "Nguyễn Văn A" in page.text
    assert "Hội nghị học tập" in client.get("/hoi-nghi/").text
    for address in map(addresses, READ):
        assert client.get(address).status_code == 404, address
    assert client.post(addresses("/danh-sach/{sitting}/{person}")).status_code == 404


def test_head_of_a_unit_without_people_there_finds_nothing(
    client: FlaskClient, db: Session, scene: Ministry, addresses: Callable[[str], str], login: Login
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=scene.archives))
    assert "Hội nghị học tập" not in client.get("/hoi-nghi/").text
    for address in map(addresses, LIST):
        assert client.get(address).status_code == 404, address


def test_parts_of_another_conference_are_not_found(
    client: FlaskClient, db: Session, scene: Ministry, addresses: Callable[[str], str], login: Login
) -> None:
    login(client, scene.trainer)
    other = make_ministry(db)
    foreign = plan_conference(db, other, title="Hội nghị khác")
    venue_id, sitting_id = foreign.venues[0].id, foreign.study_sessions[0].id
    base = addresses("")
    assert client.get(f"{base}/diem-cau/{venue_id}").status_code == 404
    assert client.get(f"{base}/buoi/{sitting_id}").status_code == 404
    assert client.get("/hoi-nghi/999999").status_code == 404
    assert client.get(f"{base}/danh-sach-diem-danh.exe").status_code == 404
