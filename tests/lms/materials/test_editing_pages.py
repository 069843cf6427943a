"""The staff put materials in and take them out of sight."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.files.models import StoredFile
from lms.materials.models import Material
from lms.people.enums import Role
from lms.people.models import Account
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.lms.files.factories import make_pdf
from tests.lms.materials.factories import make_material


@pytest.fixture
def campaign(db: Session) -> Campaign:
    office = make_unit(db, name="Văn phòng")
    return make_campaign(db, owner=office, audience=[office])


@pytest.fixture
def account(db: Session, campaign: Campaign) -> Account:
    return make_account(db, role=Role.TRAINER)


@pytest.fixture
def trainer(client: FlaskClient, login, account: Account) -> FlaskClient:
    signed_in: FlaskClient = login(client, account)
    return signed_in


def _typed(**changes: object) -> dict[str, object]:
    return {"title": "Hỏi - đáp", "is_required": "y", "not_secret": "y", **changes}


def test_a_trainer_adds_a_pdf_and_stands_for_it(
    db: Session, trainer: FlaskClient, campaign: Campaign, account: Account
) -> None:
    upload = (BytesIO(make_pdf(("one", "two"))), "../Hỏi đáp.pdf")
    answer = trainer.post(f"/dot-hoc-tap/{campaign.id}/tai-lieu/moi", data=_typed(upload=upload))
    assert answer.status_code == 303
    material = db.scalars(select(Material)).one()
    assert (material.title, material.pages) == ("Hỏi - đáp", 2)
    assert material.not_secret_by == account.id
    assert db.scalars(select(StoredFile.name)).all() == ["Hỏi đáp.pdf"]
    assert "Hỏi - đáp" in trainer.get(answer.location).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"not_secret": "", "url": "https://example.vn"}, "not_secret"),
        ({}, "upload"),
        ({"url": "http://example.vn"}, "url"),
        ({"upload": (BytesIO(b"\x89PNG\r\n\x1a\n\x00"), "anh.pdf")}, "upload"),
        ({"upload": (BytesIO(b"%PDF-1.4 broken"), "a.pdf")}, "upload"),
        ({"upload": (BytesIO(b""), "a.pdf")}, "upload"),
        ({"upload": (BytesIO(make_pdf()), "a.pdf"), "url": "https://example.vn"}, "url"),
    ],
    ids=["undeclared", "nothing", "http", "picture", "broken", "empty", "both"],
)
def test_a_mistake_is_told_beside_its_field_and_saves_nothing(
    db: Session,
    trainer: FlaskClient,
    campaign: Campaign,
    changes: dict[str, object],
    words: str,
) -> None:
    sent = {
        key: (BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
        for key, value in changes.items()
    }
    answer = trainer.post(f"/dot-hoc-tap/{campaign.id}/tai-lieu/moi", data=_typed(**sent))
    assert answer.status_code == 422
    assert f'id="{words}-error"' in answer.text
    assert db.scalars(select(Material)).all() == []
    assert db.scalars(select(StoredFile)).all() == []


def test_changing_hiding_and_showing(
    app: Flask, db: Session, trainer: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        material = make_material(db, campaign, title="Tên cũ")
    address = f"/tai-lieu/{material.id}"
    form = trainer.get(f"{address}/sua").text
    assert "Tên cũ" in form
    assert "Trần Văn An" in form, "who declared it no secret"
    changed = trainer.post(f"{address}/sua", data=_typed(title="Tên mới", is_required=""))
    assert changed.status_code == 303
    trainer.post(f"{address}/an")
    stored = db.scalars(select(Material)).one()
    assert (stored.title, stored.pages) == ("Tên mới", 3)
    assert stored.hidden_at is not None
    trainer.post(f"{address}/hien")
    db.expire_all()
    assert stored.hidden_at is None


def test_learners_and_strangers_do_not_find_these_pages(
    app: Flask, db: Session, client: FlaskClient, login, campaign: Campaign
) -> None:
    make_account(db, role=Role.ADMINISTRATOR)
    with app.app_context():
        material = make_material(db, campaign)
    new = f"/dot-hoc-tap/{campaign.id}/tai-lieu/moi"
    change = f"/tai-lieu/{material.id}"
    assert client.get(new).location.startswith("/dang-nhap")
    for account in (
        make_account(db, person=make_person(db)),
        make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Bộ khác")),
    ):
        login(client, account)
        assert client.get(new).status_code == 404
        assert client.post(new, data=_typed(url="https://example.vn")).status_code == 404
        assert client.get(f"{change}/sua").status_code == 404
        assert client.post(f"{change}/an").status_code == 404
    assert db.scalars(select(Material.hidden_at)).all() == [None]
