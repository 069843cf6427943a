"""Secretaries and venue officers: who names them, what is open to them, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, RoleGrant
from sessions.checkin.models import Evidence
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from sessions.conferences.venues import VenuePlan, add_venue, remove_venue
from sessions.gates.queries import gates_of_conference
from sessions.rehearsals.services import start_rehearsal
from tests.factories import grant_role, make_account
from tests.sessions.conferences.scene import (
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    staff_of,
)
from tests.sessions.scanners.desk import make_scanner

Login = Callable[[FlaskClient, Account], FlaskClient]
WHY = "Công văn 15/CV"


@dataclass
class Place:
    """A conference of two venues with one person summoned to each; ids, for requests read afresh."""

    scene: Ministry
    conference_id: int
    venue_ids: tuple[int, int]
    gate_ids: tuple[int, int]
    session_id: int
    person_ids: tuple[int, int]

    @property
    def base(self) -> str:
        """The beginning of its addresses."""
        return f"/hoi-nghi/{self.conference_id}"

    def desk(self, number: int) -> str:
        """The console of a venue."""
        return f"{self.base}/diem-cau/{self.venue_ids[number]}/buoi/{self.session_id}"


@pytest.fixture
def place(db: Session) -> Place:
    scene = make_ministry(db)
    starts_at = clock.now() + timedelta(days=2)
    conference = plan_conference(db, scene, starts_at=starts_at)
    first, second = (
        staff_of(db, scene.office, 1, first=name)[0] for name in ("Đặng Một", "Đỗ Hai")
    )
    here, there = conference.venues
    venue_of = {first.id: here.id, second.id: there.id}
    summon(db, conference, venue_of, leave_out_clashes=False, by=None)
    conference = reload(db, conference)
    gates = {gate.venue_id: gate.id for gate in gates_of_conference(db, conference.id)}
    ids = (conference.venues[0].id, conference.venues[1].id)
    return Place(
        scene,
        conference.id,
        ids,
        (gates[ids[0]], gates[ids[1]]),
        conference.study_sessions[0].id,
        (first.id, second.id),
    )


@pytest.fixture
def officer(db: Session, place: Place) -> Account:
    account = make_account(db, full_name="Phùng Phụ Trách")
    grant_role(db, account, Role.VENUE_OFFICER, place_id=place.venue_ids[0])
    return account


def grants(db: Session, account: Account) -> list[tuple[Role, int | None]]:
    db.expire_all()
    rows = db.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
    return [(row.role, row.place_id) for row in rows]


def test_trainer_names_a_secretary_who_names_venue_officers_only(
    app: Flask, db: Session, place: Place, login: Login
) -> None:
    named, helper = make_account(db, full_name="Lý Thư Ký"), make_account(db, full_name="Vũ Giúp")
    page = f"{place.base}/phan-cong"
    trainer = login(app.test_client(), place.scene.trainer)
    assert "Lý Thư Ký" in trainer.get(f"{page}?tim=ly+thu").text
    form = {"account_id": named.id, "place": 0, "reason": WHY}
    assert trainer.post(page, data=form).status_code == 303
    assert grants(db, named) == [(Role.SECRETARY, place.conference_id)]
    secretary = login(app.test_client(), named)
    assert secretary.get(place.base).status_code == 200
    refused = secretary.post(page, data={"account_id": helper.id, "place": 0, "reason": WHY})
    assert refused.status_code == 422
    assert grants(db, helper) == []
    form = {"account_id": helper.id, "place": place.venue_ids[1], "reason": WHY}
    assert secretary.post(page, data=form).status_code == 303
    assert secretary.post(page, data=form).status_code == 409
    assert grants(db, helper) == [(Role.VENUE_OFFICER, place.venue_ids[1])]
    assert "Vũ Giúp" in secretary.get(page).text


@pytest.mark.parametrize("missing", ["account_id", "place", "reason"])
def test_naming_needs_a_person_a_place_and_a_reason(
    client: FlaskClient, db: Session, place: Place, login: Login, missing: str
) -> None:
    account = make_account(db)
    login(client, place.scene.trainer)
    form = {"account_id": account.id, "place": place.venue_ids[0], "reason": WHY}
    del form[missing]
    assert client.post(f"{place.base}/phan-cong", data=form).status_code == 422
    assert grants(db, account) == []


def test_secretary_is_relieved_by_who_names_secretaries(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    account = make_account(db)
    own = grant_role(db, account, Role.SECRETARY, place_id=place.conference_id)
    theirs = db.scalars(select(RoleGrant).where(RoleGrant.account_id == officer.id)).one()
    foreign = grant_role(db, officer, Role.VENUE_OFFICER, place_id=999_999)
    page = f"{place.base}/phan-cong"
    login(client, account)
    assert client.post(f"{page}/{own.id}/ket-thuc").status_code == 404
    assert client.post(f"{page}/{foreign.id}/ket-thuc").status_code == 404
    assert client.post(f"{page}/{theirs.id}/ket-thuc").status_code == 303
    login(client, place.scene.trainer)
    assert client.post(f"{page}/{own.id}/ket-thuc").status_code == 303
    login(client, account)
    assert client.get(place.base).status_code == 404


def test_officer_runs_the_own_venue_and_no_other(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    login(client, officer)
    here, there = place.gate_ids
    assert client.get(place.desk(0)).status_code == 200
    assert client.get(f"/cua/{here}").status_code == 200
    assert client.get(f"/cua/{here}/man-hinh").status_code == 200
    for address in (place.desk(1), f"/cua/{there}", f"/cua/{there}/man-hinh", place.base):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/cua/{there}/dong").status_code == 404
    assert client.post(f"{place.desk(1)}/luot").status_code == 404


def test_officer_decides_about_people_of_the_own_venue_only(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    stranger = make_account(db).person_id
    login(client, officer)
    own, other = place.person_ids
    form = {"state": "excused", "reason": "Ốm"}
    for person_id in (other, stranger):
        for act in ("vang", "nhan", "tu-choi"):
            refused = client.post(f"{place.desk(0)}/{act}/{person_id}", data=form)
            assert refused.status_code == 404, act
    assert client.post(f"{place.desk(0)}/vang/{own}", data=form).status_code != 404


def test_officer_ticks_people_of_the_own_venue_at_the_own_entry(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    own, other = place.person_ids
    page = f"{place.base}/danh-sach/{place.session_id}"
    form = {"states": "present", "venue_id": place.venue_ids[1]}
    with clock.fixed(clock.now() + timedelta(days=2, hours=1)):
        login(client, officer)
        assert f'action="{page}/{own}"' in client.get(f"{place.base}/danh-sach").text
        assert client.post(f"{page}/{own}", data=form).status_code == 303
        assert client.post(f"{page}/{other}", data=form).status_code == 404
        assert client.post(f"{page}/{own}/trang-thai", data=form).status_code == 404
        (sign,) = db.scalars(select(Evidence))
        assert (sign.person_id, sign.gate_id) == (own, place.gate_ids[0])
        assert client.post(f"{page}/{own}/bo", data={"reason": "Nhầm"}).status_code == 303


def test_officer_reads_the_list_of_the_own_venue_only(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    login(client, officer)
    for address in (
        f"{place.base}/danh-sach",
        f"{place.base}/danh-sach?diem-cau={place.venue_ids[1]}&tim=do+hai",
        f"{place.base}/danh-sach-diem-danh.csv",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Đỗ Hai" not in answer.data.decode("utf-8-sig")
    assert "Đặng Một" in client.get(f"{place.base}/danh-sach").text
    assert "Đặng Một" in client.get(f"{place.base}/danh-sach-diem-danh.csv").data.decode()


def test_officer_enrols_scanners_of_the_own_venue_only(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    conference = reload_of(db, place)
    own, _token = make_scanner(db, conference.venues[0], name="Máy của tôi")
    other, _token = make_scanner(db, conference.venues[1], name="Máy bên kia")
    own_id, other_id = own.id, other.id
    login(client, officer)
    page = f"{place.base}/may-quet"
    text = client.get(page).text
    assert ("Máy của tôi" in text, "Máy bên kia" in text) == (True, False)
    here, there = place.venue_ids
    assert client.post(page, data={"diem-cau": here}).status_code == 303
    assert client.post(page, data={"diem-cau": there}).status_code == 422
    assert client.post(f"{page}/{other_id}/thu-hoi").status_code == 404
    assert client.post(f"{page}/{own_id}/thu-hoi").status_code == 303


def test_officer_runs_the_venue_in_a_rehearsal_too(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    now = clock.now()
    made = start_rehearsal(db, reload_of(db, place), now + timedelta(hours=2), by=None, now=now)
    rehearsal = reload(db, made)
    gates = {gate.venue_id: gate.id for gate in gates_of_conference(db, rehearsal.id)}
    here, there = (gates[venue.id] for venue in rehearsal.venues)
    login(client, officer)
    assert client.get(f"/cua/{here}").status_code == 200
    assert client.get(f"/cua/{there}").status_code == 404


def test_officers_of_a_removed_venue_are_relieved(db: Session, place: Place) -> None:
    conference = reload_of(db, place)
    venue = place_of_nobody(db, place)
    account = make_account(db)
    grant = grant_role(db, account, Role.VENUE_OFFICER, place_id=venue)
    conference = reload_of(db, place)
    gone = next(each for each in conference.venues if each.id == venue)
    remove_venue(db, conference, gone, by=place.scene.trainer.id)
    assert grant.ended_at is not None


def test_officer_finds_the_console_on_the_first_page(
    client: FlaskClient, db: Session, place: Place, officer: Account, login: Login
) -> None:
    login(client, officer)
    page = client.get("/").text
    assert place.desk(0) in page
    assert place.desk(1) not in page
    assert "Hội nghị học tập" in client.get("/hoi-nghi/").text


def reload_of(db: Session, place: Place) -> Conference:
    return reload(db, db.get_one(Conference, place.conference_id))


def place_of_nobody(db: Session, place: Place) -> int:
    """A third venue without people or sittings."""
    return add_venue(db, reload_of(db, place), VenuePlan("Điểm cầu trống")).id
