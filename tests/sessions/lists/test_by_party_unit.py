"""A list narrowed to a Party unit tells who is in the Party: only those who may know that, or summon by it, narrow so."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account
from lms.units.enums import Tree
from lms.units.models import Unit
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.sessions.conferences.scene import Ministry, make_ministry, plan_conference, reload

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def scene(db: Session) -> Ministry:
    return make_ministry(db)


@pytest.fixture
def cell(db: Session) -> Unit:
    return make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY)


@pytest.fixture
def conference(db: Session, scene: Ministry, cell: Unit) -> Conference:
    """Dũng is in the cell, Ánh is not; both stand in one unit."""
    dung = make_person(
        db,
        full_name="Đặng Văn Dũng",
        unit=scene.archives,
        party_unit=cell,
        party_status=PartyStatus.OFFICIAL,
    )
    anh = make_person(db, full_name="Nguyễn Thị Ánh", unit=scene.archives)
    made = plan_conference(db, scene, sessions=1)
    here = dict.fromkeys((dung.id, anh.id), made.venues[0].id)
    summon(db, made, here, leave_out_clashes=False, by=None)
    db.commit()
    return reload(db, made)


def asks(app: Flask, login: Login, account: Account) -> FlaskClient:
    return login(app.test_client(), account)


def lists(conference: Conference, unit: Unit) -> tuple[str, str]:
    start = f"/hoi-nghi/{conference.id}"
    return (
        f"{start}/danh-sach?don-vi={unit.id}",
        f"{start}/danh-sach-diem-danh.csv?don-vi={unit.id}",
    )


def test_head_and_officer_learn_nothing_by_it(
    app: Flask, db: Session, login: Login, scene: Ministry, conference: Conference, cell: Unit
) -> None:
    officer = make_account(db)
    grant_role(db, officer, Role.VENUE_OFFICER, place_id=conference.venues[0].id)
    for account in (make_account(db, role=Role.UNIT_HEAD, unit=scene.archives), officer):
        client = asks(app, login, account)
        page, file = lists(conference, cell)
        assert "Dũng" not in client.get(page).text
        assert client.get(file).status_code == 404
        page, file = lists(conference, scene.archives)
        assert "Dũng" in client.get(page).text
        assert "Dũng" in client.get(file).text


def test_committee_and_organisers_narrow_so_and_the_trace_says_it(
    app: Flask, db: Session, login: Login, scene: Ministry, conference: Conference, cell: Unit
) -> None:
    committee = make_account(db, role=Role.CELL_COMMITTEE, unit=cell)
    for account in (committee, scene.trainer):
        client = asks(app, login, account)
        for address in lists(conference, cell):
            shown = client.get(address).text
            assert "Dũng" in shown
            assert "Ánh" not in shown
        wanted = select(AccessEntry.shows_party).where(AccessEntry.account_id == account.id)
        told = db.scalars(wanted.where(AccessEntry.subject == "conference")).all()
        assert told == [True, True]
