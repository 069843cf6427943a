"""Who hands out slips, and in which units; who does not; how they find their people."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from lms.people.slips.models import ActivationSlip
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_unit
from tests.lms.people.slips.desk import PATH, slips, waiting

Login = Callable[[FlaskClient, Account], FlaskClient]
HANDING_OUT = [
    Role.UNIT_HEAD,
    Role.CELL_COMMITTEE,
    Role.RECORDS_CLERK,
    Role.CAMPAIGN_OFFICE,
    Role.ADMINISTRATOR,
]


@pytest.mark.parametrize("role", HANDING_OUT)
def test_who_reads_the_roster_of_a_unit_hands_out_in_it(
    client: FlaskClient, db: Session, login: Login, role: Role
) -> None:
    tree = Tree.PARTY if role is Role.CELL_COMMITTEE else Tree.STATE
    own, foreign = (make_unit(db, name=each, tree=tree) for each in ("Một", "Hai"))
    mine, theirs = (
        waiting(
            db,
            None if tree is Tree.PARTY else each,
            party_unit=each if tree is Tree.PARTY else None,
        )
        for each in (own, foreign)
    )
    login(client, make_account(db, role=role, unit=None if role is Role.ADMINISTRATOR else own))
    assert client.post(f"/nhan-su/{mine.person_id}/phieu-kich-hoat").status_code == 303
    seen = 303 if role is Role.ADMINISTRATOR else 404
    assert client.post(f"/nhan-su/{theirs.person_id}/phieu-kich-hoat").status_code == seen
    assert client.post(PATH, data={"don-vi": foreign.id}).status_code == seen
    assert client.get(f"{PATH}?don-vi={foreign.id}").status_code == (200 if seen == 303 else 404)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.LEARNER, None])
def test_others_hand_out_none(
    client: FlaskClient, db: Session, login: Login, unit: Unit, role: Role | None
) -> None:
    account = waiting(db, unit)
    if role is not None:
        login(client, make_account(db, role=role, unit=unit))
    else:
        make_account(db)
    for path in (PATH, f"/nhan-su/{account.person_id}/phieu-kich-hoat"):
        for refused in (client.get(path), client.post(path)):
            assert refused.status_code == (404 if role else 303)
            assert role or "/dang-nhap" in refused.location
    assert slips(db) == []


def test_those_responsible_find_their_people_from_the_first_page(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    account = waiting(db, unit)
    home = head.get("/").text
    assert "Nhân sự đơn vị tôi phụ trách" in home
    assert f'href="{PATH}"' in home
    assert (
        f"/nhan-su/{account.person_id}/phieu-kich-hoat"
        in head.get(f"/nhan-su/{account.person_id}").text
    )
    assert db.scalar(select(func.count()).select_from(ActivationSlip)) == 0
