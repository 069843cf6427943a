"""Two at one moment: a request is answered once, and a notice read twice is read."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import AccessEntry, Account
from lms.privacy.enums import RequestKind
from lms.privacy.models import NoticeAcknowledgement, PrivacyRequest
from lms.privacy.services import file_request, publish_notice
from tests.factories import make_account, make_person
from tests.lms.people.importing.test_racing_writers import at_once

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def on_record(app: Flask, db: Session) -> Callable[[], None]:
    """Commit what the test made; from now on requests have transactions of their own."""

    def commit() -> None:
        db.commit()
        app.extensions["test_session"] = None

    return commit


def sent(acts: list[Callable[[], Any]]) -> list[int]:
    return sorted(each.status_code for each in at_once(acts))


def test_a_request_is_answered_by_one(
    app: Flask, db: Session, login: Login, on_record: Callable[[], None]
) -> None:
    filed = file_request(db, make_person(db).id, RequestKind.ACCESS, "Xin bản sao", by=None)
    address, request_id = f"/du-lieu-ca-nhan/yeu-cau/{filed.id}", filed.id
    accounts = [make_account(db, role=Role.ADMINISTRATOR) for _ in range(4)]
    hands = [login(app.test_client(), each) for each in accounts]
    on_record()
    answers = [{"state": "refused", "words": f"Lời {each}"} for each in range(4)]
    acts = [
        lambda hand=hand, answer=answer: hand.post(address, data=answer)
        for hand, answer in zip(hands, answers, strict=True)
    ]
    assert sent(acts) == [303, 409, 409, 409]
    db.rollback()
    kept = db.get_one(PrivacyRequest, request_id)
    wanted = select(AccessEntry.account_id).where(AccessEntry.action == "data request answered")
    assert db.scalars(wanted).all() == [kept.handled_by]


def test_a_notice_read_in_two_tabs_is_read(
    app: Flask, db: Session, login: Login, on_record: Callable[[], None]
) -> None:
    account = make_account(db)
    notice = publish_notice(db, "Thông báo về dữ liệu cá nhân.", by=None)
    tabs = [login(app.test_client(), account) for _ in range(4)]
    version = str(notice.id)
    on_record()
    acts = [
        lambda tab=tab: tab.post("/thong-bao-du-lieu", data={"phien-ban": version}) for tab in tabs
    ]
    assert sent(acts) == [303] * 4
    db.rollback()
    assert db.scalar(select(func.count()).select_from(NoticeAcknowledgement)) == 1
