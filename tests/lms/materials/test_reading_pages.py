"""Reading a material: who may, and that it works without JavaScript."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.materials.models import Material, Reading
from lms.materials.services import hide_material
from lms.people.enums import Role
from lms.records.models import Outcome
from lms.units.models import Unit
from tests.factories import make_account, make_campaign, make_person, make_unit
from tests.lms.files.factories import make_pdf
from tests.lms.materials.factories import make_material, word_file


@pytest.fixture
def office(db: Session) -> Unit:
    make_account(db, role=Role.ADMINISTRATOR)
    return make_unit(db, name="Văn phòng")


@pytest.fixture
def campaign(db: Session, office: Unit) -> Campaign:
    return make_campaign(db, owner=office, audience=[office])


@pytest.fixture
def material(app: Flask, db: Session, campaign: Campaign) -> Material:
    with app.app_context():
        return make_material(db, campaign)


@pytest.fixture
def learner(db: Session, office: Unit, client: FlaskClient, login) -> FlaskClient:
    signed_in: FlaskClient = login(client, make_account(db, person=make_person(db, unit=office)))
    return signed_in


def test_only_the_audience_and_the_staff_may_read(
    db: Session, client: FlaskClient, login, material: Material, office: Unit
) -> None:
    address = f"/tai-lieu/{material.id}"
    assert client.get(address).location.startswith("/dang-nhap")
    assert client.get(f"{address}/tep").location.startswith("/dang-nhap")
    login(client, make_account(db, person=make_person(db, unit=make_unit(db, name="Vụ khác"))))
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/tep").status_code == 404
    assert client.post(f"{address}/da-doc").status_code == 404
    assert client.post(f"{address}/tien-do", json={"page": 1}).status_code == 404
    assert db.scalars(select(Reading)).all() == []
    login(client, make_account(db, person=make_person(db, unit=office)))
    assert material.title in client.get(address).text
    login(client, make_account(db, role=Role.TRAINER, unit=office))
    assert client.get(address).status_code == 200


def test_a_hidden_material_is_only_the_staffs(
    app: Flask, db: Session, learner: FlaskClient, login, material: Material, office: Unit
) -> None:
    with app.app_context():
        hide_material(db, material)
    assert learner.get(f"/tai-lieu/{material.id}").status_code == 404
    login(learner, make_account(db, role=Role.TRAINER, unit=office))
    assert learner.get(f"/tai-lieu/{material.id}").status_code == 200


def test_a_plain_form_records_that_it_was_read(
    db: Session, learner: FlaskClient, material: Material
) -> None:
    answer = learner.post(f"/tai-lieu/{material.id}/da-doc")
    assert answer.status_code == 303
    assert db.scalars(select(Outcome.activity_id)).all() == [material.activity_id]
    page = learner.get(f"/tai-lieu/{material.id}").text
    assert "da-doc" not in page
    again = learner.post(f"/tai-lieu/{material.id}/da-doc")
    assert again.status_code == 303
    assert len(db.scalars(select(Outcome)).all()) == 1


def test_progress_is_remembered_and_offered_again(
    db: Session, learner: FlaskClient, material: Material
) -> None:
    answer = learner.post(f"/tai-lieu/{material.id}/tien-do", json={"page": 2, "seen": "1-2"})
    assert answer.get_json() == {"page": 2, "seen": "1-2"}
    assert 'data-page="2"' in learner.get(f"/tai-lieu/{material.id}").text
    assert db.scalars(select(Reading.seen_pages)).all() == ["1-2"]


@pytest.mark.parametrize("sent", [{}, {"page": "x"}, {"page": -1, "seen": ["1"]}, [1, 2], "text"])
def test_nonsense_as_progress_does_no_harm(
    db: Session, learner: FlaskClient, material: Material, sent: object
) -> None:
    answer = learner.post(f"/tai-lieu/{material.id}/tien-do", json=sent)
    assert answer.status_code == 200
    assert db.scalars(select(Reading.position)).all() == [1]


def test_looking_changes_nothing(db: Session, learner: FlaskClient, material: Material) -> None:
    learner.get(f"/tai-lieu/{material.id}")
    learner.get(f"/tai-lieu/{material.id}/tep")
    assert db.scalars(select(Reading)).all() == []


def test_the_file_comes_with_type_name_ranges_and_etag(
    learner: FlaskClient, material: Material
) -> None:
    address = f"/tai-lieu/{material.id}/tep"
    whole = learner.get(address)
    assert whole.data == make_pdf(("one", "two", "three"))
    assert whole.mimetype == "application/pdf"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Disposition"].startswith("inline; filename=tai-lieu.pdf")
    part = learner.get(address, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")
    known = learner.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304
    saved = learner.get(f"{address}?tai-ve=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_word_file_is_shown_as_text_and_saved_under_its_name(
    app: Flask, db: Session, learner: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        material = make_material(db, campaign, content=word_file("Thể chế"))
        assert material.file is not None
        material.file.name = "Đề cương.docx"
    assert "<p>Thể chế</p>" in learner.get(f"/tai-lieu/{material.id}").text
    saved = learner.get(f"/tai-lieu/{material.id}/tep")
    assert (
        "filename*=UTF-8''%C4%90%E1%BB%81%20c%C6%B0%C6%A1ng.docx"
        in saved.headers["Content-Disposition"]
    )


def test_a_link_opens_outside_without_telling_where_from(
    app: Flask, db: Session, learner: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        material = make_material(db, campaign, url="https://vanban.example.vn/a")
    page = learner.get(f"/tai-lieu/{material.id}").text
    assert 'href="https://vanban.example.vn/a" target="_blank" rel="noopener noreferrer"' in page
    assert learner.get(f"/tai-lieu/{material.id}/tep").status_code == 404
