"""The notice: for everybody to read, once per version after signing in, never in the way of anything else."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.errors import Conflict
from lms.people.enums import Role
from lms.people.models import AccessEntry
from lms.privacy.models import NoticeAcknowledgement, PrivacyNotice
from lms.privacy.rules import gaps_in
from lms.privacy.services import acknowledge, publish_notice
from tests.factories import make_account, make_unit

PAGE = "/thong-bao-du-lieu"
EDIT = "/du-lieu-ca-nhan/thong-bao"


@pytest.fixture
def account(db):
    return make_account(db)


@pytest.fixture
def mine(client, login, account):
    return login(client, account)


@pytest.fixture
def of_product(app, monkeypatch):
    """An installation that shows the product's own notice, as all do unless they are told not to."""
    settings = replace(app.extensions["settings"], notice_of_product=True)
    monkeypatch.setitem(app.extensions, "settings", settings)


def test_nobody_is_stopped_where_that_was_set(db, mine):
    assert mine.get("/").status_code == 200
    assert 'name="phien-ban"' not in mine.get(PAGE).text
    assert mine.post(PAGE, data={"phien-ban": "0"}).status_code == 404
    assert db.scalars(select(PrivacyNotice)).all() == []


def test_the_products_own_is_shown_until_the_office_publishes_one(db, mine, account, of_product):
    make_unit(db, name="Bộ Nội vụ")
    assert mine.get("/").headers["Location"] == PAGE
    page = mine.get(PAGE).text
    assert "Bộ Nội vụ. Đầu mối bảo vệ dữ liệu cá nhân" in page
    assert "ẩn danh sau 5 năm" in page
    assert gaps_in(page.partition('lang="vi">')[2].partition("</div>")[0]) == []

    assert mine.post(PAGE, data={"phien-ban": "0"}).status_code == 303
    assert mine.get("/").status_code == 200
    notice = db.scalars(select(PrivacyNotice)).one()
    assert (notice.published_by, "Bộ Nội vụ" in notice.body) == (None, True)
    assert db.scalars(select(NoticeAcknowledgement)).one().account_id == account.id

    publish_notice(db, "Bản của cơ quan", by=account.id)
    assert mine.get("/").headers["Location"] == PAGE


def test_a_reader_publishes_nothing(db, mine, account, client, login, of_product):
    make_unit(db, name="Bộ Nội vụ")
    mine.post(PAGE, data={"phien-ban": "0"})
    office = login(client, make_account(db, role=Role.ADMINISTRATOR))
    own = db.scalars(select(PrivacyNotice)).one().body
    for page in (PAGE, EDIT):
        assert "ban hành ngày" not in office.get(page).text
    assert "chưa ban hành thông báo riêng" in office.get(PAGE).text
    assert "1 người đã đọc" in office.get(EDIT).text
    assert "privacy notice published" not in db.scalars(select(AccessEntry.action)).all()

    assert office.post(EDIT, data={"body": own}).status_code == 303
    assert "ban hành ngày" in office.get(PAGE).text
    assert office.post(EDIT, data={"body": own}).status_code == 409


def test_the_products_own_can_be_put_off(db, mine, of_product):
    mine.post(PAGE, data={"phien-ban": "0", "de-sau": "1"})
    assert mine.get("/").status_code == 200
    assert db.scalars(select(PrivacyNotice)).all() == []


def test_who_read_the_products_own_late_is_shown_the_offices(db, app, mine, account, of_product):
    publish_notice(db, "Bản của cơ quan", by=account.id)
    assert mine.post(PAGE, data={"phien-ban": "0"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "gaps"),
    [
        ("[Tên cơ quan], địa chỉ: […]", ["[Tên cơ quan]", "[…]"]),
        ("Đầu mối: ……………", ["……………"]),
        ("Điện thoại: ........", ["........"]),
        ("Theo tài liệu [1] và [12], v.v...", []),
        ("Bộ Nội vụ, 8 Tôn Thất Thuyết", []),
    ],
)
def test_a_text_with_gaps_is_not_published(db, client, login, body, gaps):
    assert gaps_in(body) == gaps
    office = login(client, make_account(db, role=Role.ADMINISTRATOR))
    answer = office.post(EDIT, data={"body": body})
    assert answer.status_code == (422 if gaps else 303)
    if gaps:
        assert f"Còn chỗ chưa điền: {', '.join(gaps)}" in answer.text
        assert db.scalars(select(PrivacyNotice)).all() == []


def test_strangers_read_it_and_find_it_at_the_foot(db, client, account):
    publish_notice(db, "Nội dung thông báo", by=account.id)
    assert "Nội dung thông báo" in client.get(PAGE).text
    assert f'href="{PAGE}"' in client.get("/dang-nhap").text


def test_it_is_shown_once_per_version(db, mine, account):
    first = publish_notice(db, "Bản một", by=account.id)
    assert mine.get("/").headers["Location"] == PAGE
    assert mine.get("/ve-toi").status_code == 200

    assert mine.post(PAGE, data={"phien-ban": str(first.id)}).status_code == 303
    assert mine.get("/").status_code == 200
    kept = db.scalars(select(NoticeAcknowledgement)).one()
    assert (kept.account_id, kept.notice_id) == (account.id, first.id)
    assert kept.accepted_at is not None

    publish_notice(db, "Bản hai", by=account.id)
    assert mine.get("/").headers["Location"] == PAGE


def test_it_can_be_put_off(db, mine, account):
    notice = publish_notice(db, "Bản một", by=account.id)
    mine.post(PAGE, data={"phien-ban": str(notice.id), "de-sau": "1"})
    assert mine.get("/").status_code == 200
    assert db.scalars(select(NoticeAcknowledgement)).all() == []


@pytest.mark.parametrize("version", ["", "x", "9" * 12])
def test_a_version_that_is_none_is_not_found(mine, version):
    assert mine.post(PAGE, data={"phien-ban": version}).status_code == 404


def test_an_old_version_is_not_acknowledged(db, app, account):
    old = publish_notice(db, "Bản một", by=account.id)
    publish_notice(db, "Bản hai", by=account.id)
    with pytest.raises(Conflict):
        acknowledge(db, account.id, old.id)


def test_reading_twice_is_kept_once(db, app, account):
    notice = publish_notice(db, "Bản một", by=account.id)
    assert acknowledge(db, account.id, notice.id) is True
    assert acknowledge(db, account.id, notice.id) is False


def test_the_office_publishes_it(db, client, login):
    office = login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Luật Bảo vệ dữ liệu cá nhân" in office.get(EDIT).text
    assert office.post(EDIT, data={"body": "Bản một"}).status_code == 303
    assert office.post(EDIT, data={"body": "Bản một"}).status_code == 409
    assert office.post(EDIT, data={"body": " "}).status_code == 422
    assert "Bản một" in client.get(PAGE).text
