"""The dashboard of those who run things."""

import dataclasses

import pytest
from markupsafe import Markup

from lms.areas import Panel
from lms.campaigns.activities import assign
from lms.people.enums import Role
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit


@pytest.fixture
def ministry(db):
    return make_unit(db, name="Bộ")


def test_an_empty_system_tells_the_administrator_what_to_do_first(client, db, login):
    page = login(client, make_account(db, role=Role.ADMINISTRATOR)).get("/").text
    assert "Nhập danh mục đơn vị" in page
    assert "Nhập danh sách nhân sự" in page
    assert "Quản trị hệ thống" in page


def test_first_steps_go_when_they_are_done(client, db, login, ministry):
    make_campaign(db, owner=ministry)
    page = login(client, make_account(db, role=Role.ADMINISTRATOR)).get("/").text
    assert "Nhập danh mục đơn vị" not in page


def test_trainers_see_running_campaigns_of_their_units_only(client, db, login, ministry):
    mine = make_campaign(db, owner=ministry, title="Đợt của tôi")
    make_campaign(db, owner=make_unit(db, name="Bộ khác"), title="Đợt của người khác")
    activity = make_activity(db, mine)
    assign(db, [activity.id], [make_person(db).id for _ in range(3)])
    account = make_account(db, role=Role.TRAINER, unit=ministry)
    page = login(client, account).get("/").text
    assert "Đợt của tôi" in page
    assert "Đợt của người khác" not in page
    assert '<p class="strong num">3</p>' in page


def test_unit_heads_get_no_way_to_make_campaigns(client, db, login, ministry):
    page = login(client, make_account(db, role=Role.UNIT_HEAD, unit=ministry)).get("/").text
    assert "Người đứng đầu đơn vị" in page
    assert "Tạo đợt học tập" not in page


def test_areas_contribute_panels_in_their_order(app, client, db, login, ministry):
    area = app.extensions["areas"][0]
    offered = [Panel("Sau", Markup("<p>hai</p>"), 20), Panel("Trước", Markup("<p>một</p>"), 10)]
    panels = dataclasses.replace(area, home_panels=lambda _db, _actor: offered)
    app.extensions["areas"] = app.extensions["parts"] = [panels]
    page = login(client, make_account(db, role=Role.TRAINER, unit=ministry)).get("/").text
    assert page.index("<p>một</p>") < page.index("<p>hai</p>")
