"""A lost personal code is issued anew by those responsible for the person's unit, and by nobody of another."""

import re
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
from lms.people.models import AccessEntry, Account, Membership
from lms.units.enums import Tree
from lms.units.models import Unit
from sessions.conferences.models import Conference, Summons
from sessions.conferences.planning import cancel_conference
from sessions.conferences.queries import get_conference
from sessions.conferences.summoning import summon, withdraw_summonses
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import code_of, find_code_owner, issue_codes
from sessions.invitations.keys import code_key
from tests.factories import LONG_AGO, make_account, make_person, make_unit
from tests.sessions.conferences.scene import DAY, make_ministry, plan_conference

Login = Callable[[FlaskClient, Account], FlaskClient]


@dataclass
class Lost:
    """Somebody who lost the invitation, their unit and cell, and others'."""

    person: int
    unit: Unit
    cell: Unit
    elsewhere: Unit
    other_cell: Unit
    conference: int
    code: str

    @property
    def path(self) -> str:
        return f"/nhan-su/{self.person}/ma-ca-nhan"


@pytest.fixture
def lost(app: Flask, db: Session) -> Lost:
    scene = make_ministry(db)
    cell, other = (make_unit(db, name=each, tree=Tree.PARTY) for each in ("Chi bộ 1", "Chi bộ 2"))
    person = make_person(db, full_name="Lê Thị Ánh", unit=scene.archives_one, party_unit=cell)
    conference = plan_conference(db, scene)
    summon(db, conference, {person.id: conference.venues[0].id}, leave_out_clashes=False, by=None)
    with app.app_context():
        issue_codes(db, code_key(), conference.id)
        code = code_of(code_key(), db.scalars(select(Summons)).one())
    found = Lost(person.id, scene.archives, cell, scene.office, other, conference.id, code)
    db.commit()
    return found


def owner_of(app: Flask, db: Session, code: str) -> int | None:
    db.expire_all()
    with app.app_context(), clock.fixed(DAY):
        return find_code_owner(db, code_key(), code)


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.RECORDS_CLERK, Role.CAMPAIGN_OFFICE])
@pytest.mark.parametrize("where", ["own", "other"])
def test_those_of_the_unit_and_above_may_others_may_not(
    app: Flask, client: FlaskClient, db: Session, login: Login, lost: Lost, role: Role, where: str
) -> None:
    unit = lost.unit if where == "own" else lost.elsewhere
    login(client, make_account(db, role=role, unit=unit))
    with clock.fixed(DAY):
        seen = client.get(lost.path).status_code
        answer = client.post(f"{lost.path}/{lost.conference}")
    expected = 200 if where == "own" else 404
    assert (seen, answer.status_code) == (expected, expected)
    assert owner_of(app, db, lost.code) == (None if where == "own" else lost.person)


@pytest.mark.parametrize("where", ["own", "other"])
def test_a_committee_renews_codes_in_its_cell(
    app: Flask, client: FlaskClient, db: Session, login: Login, lost: Lost, where: str
) -> None:
    cell = lost.cell if where == "own" else lost.other_cell
    login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=cell))
    with clock.fixed(DAY):
        answer = client.post(f"{lost.path}/{lost.conference}")
    assert answer.status_code == (200 if where == "own" else 404)


@pytest.mark.parametrize("role", [Role.TRAINER, None])
def test_whoever_reads_no_roster_renews_none(
    app: Flask, client: FlaskClient, db: Session, login: Login, lost: Lost, role: Role | None
) -> None:
    login(client, make_account(db, role=role, unit=lost.unit))
    with clock.fixed(DAY):
        assert client.get(lost.path).status_code == 404
        assert client.post(f"{lost.path}/{lost.conference}").status_code == 404
        stranger = app.test_client()
        assert "/dang-nhap" in stranger.get(lost.path).location
        assert "/dang-nhap" in stranger.post(f"{lost.path}/{lost.conference}").location
    assert owner_of(app, db, lost.code) == lost.person


def test_a_head_loses_the_right_when_the_person_moves(
    client: FlaskClient, db: Session, login: Login, lost: Lost
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=lost.unit))
    place = db.scalars(select(Membership).filter_by(person_id=lost.person, tree=Tree.STATE)).one()
    place.ends_on = LONG_AGO + timedelta(days=9)
    with clock.fixed(DAY):
        assert client.post(f"{lost.path}/{lost.conference}").status_code == 404


def test_the_new_code_is_shown_once_checks_in_and_is_traced(
    app: Flask, client: FlaskClient, db: Session, login: Login, lost: Lost
) -> None:
    boss = login(client, make_account(db, role=Role.UNIT_HEAD, unit=lost.unit))
    with clock.fixed(DAY):
        assert show_code(lost.code) not in boss.get(lost.path).text
        page = boss.post(f"{lost.path}/{lost.conference}")
        (fresh,) = re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", page.text)
        assert page.cache_control.no_store
        assert fresh not in boss.get(lost.path).text
    assert owner_of(app, db, fresh) == lost.person
    assert owner_of(app, db, lost.code) is None
    entry = db.scalars(select(AccessEntry).filter_by(action="personal code reissued")).one()
    assert (entry.subject, entry.subject_id) == ("person", lost.person)
    assert entry.detail == f"conference {lost.conference}"
    assert fresh not in entry.detail


@pytest.mark.parametrize("state", ["withdrawn", "cancelled", "over", "none"])
def test_where_there_is_nothing_to_renew_nothing_happens(
    client: FlaskClient, db: Session, login: Login, lost: Lost, state: str
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=lost.unit))
    conference = get_conference(db, lost.conference)
    moment, number = DAY, lost.conference
    if state == "withdrawn":
        withdraw_summonses(db, conference, [lost.person], by=None)
    elif state == "cancelled":
        cancel_conference(db, conference)
    elif state == "over":
        moment = conference.ends_at + timedelta(days=7)
    else:
        number += 999
    with clock.fixed(moment):
        assert "Chưa được triệu tập" in client.get(lost.path).text or state == "none"
        assert client.post(f"{lost.path}/{number}").status_code == 404
    assert db.scalars(select(Summons)).one().code_generation == 1


def test_the_record_of_a_person_leads_there(
    client: FlaskClient, db: Session, login: Login, lost: Lost
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=lost.unit))
    with clock.fixed(DAY):
        assert f'href="{lost.path}"' in client.get(f"/nhan-su/{lost.person}").text
        page = client.get(lost.path)
    assert "Hội nghị học tập" in page.text
    assert db.get_one(Conference, lost.conference).title in page.text
