"""Many leave at once: by the same guard as by an import, whichever page is used."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person

Login = Callable[[FlaskClient, Account], FlaskClient]
BASE = {"unit_id": "0", "category": "cadre", "party_status": "none", "is_exempt": "0"}
PREVIEW, DO = "/nhan-su/hang-loat/xem-truoc", "/nhan-su/hang-loat"


@pytest.fixture
def people(db: Session, legal: Unit) -> list[Person]:
    return [make_person(db, unit=legal) for _ in range(20)]


def chosen(people: list[Person], act: str = "roi-co-quan", **more: str) -> dict[str, object]:
    ids = [str(each.id) for each in people]
    return BASE | {"act": act, "on": "2021-03-01", "nguoi": ids, "so-nguoi": str(len(ids))} | more


def standing(db: Session) -> int:
    open_ended = select(func.count()).select_from(Membership).where(Membership.ends_on.is_(None))
    return db.scalar(open_ended) or 0


@pytest.mark.parametrize("act", ["roi-co-quan", "roi-don-vi"])
def test_many_leave_by_an_import_with_a_second_person(
    db: Session, client: FlaskClient, login: Login, people: list[Person], legal: Unit, act: str
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    login(client, make_account(db, role=Role.RECORDS_CLERK, unit=legal))
    before = standing(db)
    preview = client.get(PREVIEW, query_string=chosen(people[:6], act)).text
    assert "Quá nhiều người rời cùng lúc: 6 trong số 20 người" in preview
    assert 'href="/nhan-su/nhap"' in preview
    assert 'name="so-nguoi"' not in preview
    for more in ({}, {"so-go": "6"}):
        answer = client.post(DO, data=chosen(people[:6], act, **more))
        assert answer.status_code == 409
        assert "có người thứ hai phê duyệt" in answer.text
    assert standing(db) == before


def test_nobody_to_approve_sends_a_clerk_to_the_administrator(
    db: Session, client: FlaskClient, login: Login, people: list[Person], legal: Unit
) -> None:
    login(client, make_account(db, role=Role.RECORDS_CLERK, unit=legal))
    answer = client.post(DO, data=chosen(people[:6]))
    assert answer.status_code == 409
    assert "Đề nghị liên hệ quản trị hệ thống" in answer.text


def test_an_administrator_beside_a_second_one_imports_too(
    db: Session, client: FlaskClient, login: Login, people: list[Person]
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert client.post(DO, data=chosen(people[:6], **{"so-go": "6"})).status_code == 409


@pytest.mark.parametrize("leaving", [5, 6])
def test_few_and_those_of_an_administrator_alone_leave_by_their_typed_number(
    db: Session, client: FlaskClient, login: Login, people: list[Person], leaving: int
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    values, before = chosen(people[:leaving]), standing(db)
    assert 'name="so-go"' in client.get(PREVIEW, query_string=values).text
    for more in ({}, {"so-go": "20"}):
        answer = client.post(DO, data=values | more)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert standing(db) == before
    assert client.post(DO, data=values | {"so-go": str(leaving)}).status_code == 303
    assert standing(db) == before - leaving


def test_a_small_part_leaves_as_before_and_moving_is_not_guarded(
    db: Session, client: FlaskClient, login: Login, people: list[Person], top: Unit
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    values = chosen(people[:8], "dieu-chuyen") | {"unit_id": str(top.id)}
    assert client.post(DO, data=values).status_code == 303
    for _ in range(40):
        make_person(db, unit=top)
    assert client.post(DO, data=chosen([people[0]])).status_code == 303
