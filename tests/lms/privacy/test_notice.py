"""The notice: for everybody to read, once per version after signing in, never in the way of anything else."""

import pytest
from sqlalchemy import select

from lms.errors import Conflict
from lms.people.enums import Role
from lms.privacy.models import NoticeAcknowledgement
from lms.privacy.services import acknowledge, publish_notice
from tests.factories import make_account

PAGE = "/thong-bao-du-lieu"


@pytest.fixture
def account(db):
    return make_account(db)


@pytest.fixture
def mine(client, login, account):
    return login(client, account)


def test_nobody_is_stopped_before_the_office_has_published_one(mine):
    assert mine.get("/").status_code == 200


def test_strangers_read_it_and_find_it_at_the_foot(db, client, account):
    publish_notice(db, "Nội dung thông báo", by=None)
    assert "Nội dung thông báo" in client.get(PAGE).text
    assert f'href="{PAGE}"' in client.get("/dang-nhap").text


def test_it_is_shown_once_per_version(db, mine, account):
    first = publish_notice(db, "Bản một", by=None)
    assert mine.get("/").headers["Location"] == PAGE
    assert mine.get("/ve-toi").status_code == 200

    assert mine.post(PAGE, data={"phien-ban": str(first.id)}).status_code == 303
    assert mine.get("/").status_code == 200
    kept = db.scalars(select(NoticeAcknowledgement)).one()
    assert (kept.account_id, kept.notice_id) == (account.id, first.id)
    assert kept.accepted_at is not None

    publish_notice(db, "Bản hai", by=None)
    assert mine.get("/").headers["Location"] == PAGE


def test_it_can_be_put_off(db, mine):
    notice = publish_notice(db, "Bản một", by=None)
    mine.post(PAGE, data={"phien-ban": str(notice.id), "de-sau": "1"})
    assert mine.get("/").status_code == 200
    assert db.scalars(select(NoticeAcknowledgement)).all() == []


@pytest.mark.parametrize("version", ["", "x", "9" * 12])
def test_a_version_that_is_none_is_not_found(mine, version):
    assert mine.post(PAGE, data={"phien-ban": version}).status_code == 404


def test_an_old_version_is_not_acknowledged(db, app, account):
    old = publish_notice(db, "Bản một", by=None)
    publish_notice(db, "Bản hai", by=None)
    with pytest.raises(Conflict):
        acknowledge(db, account.id, old.id)


def test_reading_twice_is_kept_once(db, app, account):
    notice = publish_notice(db, "Bản một", by=None)
    assert acknowledge(db, account.id, notice.id) is True
    assert acknowledge(db, account.id, notice.id) is False


def test_the_office_publishes_it(db, client, login):
    office = login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Luật Bảo vệ dữ liệu cá nhân" in office.get("/du-lieu-ca-nhan/thong-bao").text
    assert office.post("/du-lieu-ca-nhan/thong-bao", data={"body": "Bản một"}).status_code == 303
    assert office.post("/du-lieu-ca-nhan/thong-bao", data={"body": "Bản một"}).status_code == 409
    assert office.post("/du-lieu-ca-nhan/thong-bao", data={"body": " "}).status_code == 422
    assert "Bản một" in client.get(PAGE).text
