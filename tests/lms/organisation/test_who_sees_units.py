"""The menu leads to the trees only those who would find something there."""

import pytest

from lms.people.enums import Role
from lms.units.enums import Tree
from tests.factories import grant_role, make_account, make_unit

MENU = '<a href="/don-vi"'


@pytest.fixture
def ministry(db):
    return make_unit(db, name="Bộ Nội vụ")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.VENUE_OFFICER])
def test_roles_over_a_conference_or_venue_have_no_units(client, db, login, ministry, role):
    account = make_account(db)
    grant_role(db, account, role, place_id=1)
    page = login(client, account).get("/don-vi")
    assert page.status_code == 200
    assert MENU not in page.text
    assert "không gắn với đơn vị" in page.text


def test_a_committee_is_told_that_its_units_stand_in_the_other_tree(client, db, login, ministry):
    cell = make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY)
    page = login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=cell)).get(
        "/don-vi?cay=state"
    )
    assert MENU in page.text
    assert "cây tổ chức còn lại" in page.text


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.TRAINER, Role.RECORDS_CLERK])
def test_roles_over_a_unit_have_the_trees_in_the_menu(client, db, login, ministry, role):
    account = make_account(db, role=role, unit=ministry)
    assert MENU in login(client, account).get("/").text
