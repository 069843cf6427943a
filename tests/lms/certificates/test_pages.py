"""The pages: who sees them, and what happens in the database when buttons are pressed."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certificates.models import Certificate
from lms.certificates.services import revoke
from lms.people.enums import Role
from lms.people.models import Account
from tests.factories import make_account, make_unit
from tests.lms.certificates.factories import (
    Course,
    actions,
    add_learner,
)
from tests.lms.papers.factories import codes_on, page_texts

Login = Callable[[FlaskClient, Account], FlaskClient]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def test_a_learner_fetches_the_certificate_with_one_press(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    login(client, make_account(db, person=course.people[0]))
    page = client.get("/giay-xac-nhan").text
    assert course.campaign.title in page

    answer = client.post(f"/dot-hoc-tap/{course.campaign.id}/giay-xac-nhan")

    assert answer.status_code == 303
    held = db.scalars(select(Certificate)).one()
    assert held.person_id == course.people[0].id
    shown = client.get(answer.location).text
    assert held.face.register_label in shown
    assert held.face.name in shown
    assert held.face.register_label in client.get("/giay-xac-nhan").text


def test_a_learner_who_has_not_finished_is_told_so(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    login(client, make_account(db, person=add_learner(db, course)))
    assert "Đợt học tập Nghị quyết" not in client.get("/giay-xac-nhan").text

    answer = client.post(f"/dot-hoc-tap/{course.campaign.id}/giay-xac-nhan")

    assert answer.status_code == 422
    assert db.scalars(select(Certificate)).all() == []


def test_the_pdf_reads_like_the_certificate_and_its_code_opens_the_verify_page(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate, course: Course
) -> None:
    login(client, make_account(db, person=course.people[0]))

    answer = client.get(f"/giay-xac-nhan/{certificate.id}/pdf")

    assert answer.mimetype == "application/pdf"
    assert "NGUYỄN THỊ A" in page_texts(answer.data)[0]
    (address,) = codes_on(answer.data)
    verified = client.get(address.removeprefix("http://localhost"))
    assert verified.status_code == 200
    assert certificate.face.register_label in verified.text
    assert answer.data == client.get(f"/giay-xac-nhan/{certificate.id}/pdf").data


@pytest.mark.parametrize("path", ["", "/pdf"])
def test_others_than_holder_and_staff_find_nothing(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate, path: str
) -> None:
    address = f"/giay-xac-nhan/{certificate.id}{path}"
    assert client.get(address).status_code == 303

    login(client, make_account(db))
    assert client.get(address).status_code == 404

    elsewhere = make_unit(db, name="Đơn vị khác")
    login(client, make_account(db, role=Role.TRAINER, unit=elsewhere))
    assert client.get(address).status_code == 404
    assert actions(db) == []


def test_staff_see_it_and_leave_a_trace(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate, course: Course
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))

    assert certificate.face.name in client.get(f"/giay-xac-nhan/{certificate.id}").text
    assert client.get(f"/giay-xac-nhan/{certificate.id}/pdf").status_code == 200

    assert actions(db) == ["certificate seen", "certificate downloaded"]


def test_the_verify_page_is_public_and_shows_a_shortened_name_only(
    db: Session, client: FlaskClient, certificate: Certificate
) -> None:
    certificate.frozen = {**certificate.frozen, "name": "Nguyễn Thị Ánh"}

    page = client.get(f"/xac-minh/{certificate.public_id.lower()}").text

    assert "Nguyễn T. Á." in page
    assert "Nguyễn Thị Ánh" not in page
    assert certificate.face.position not in page
    assert "17/05/1975" not in page
    assert certificate.face.register_label in page


def test_the_verify_page_says_first_that_a_paper_is_revoked(
    db: Session, client: FlaskClient, certificate: Certificate
) -> None:
    revoke(db, certificate, reason="Lý do nội bộ", by=None)

    page = client.get(f"/xac-minh/{certificate.public_id}").text

    assert "result-refused" in page
    assert page.index("result-refused") < page.index("<h1>")
    assert "Lý do nội bộ" not in page


def test_unknown_ids_are_answered_alike(client: FlaskClient, certificate: Certificate) -> None:
    last = "0" if certificate.public_id[-1] != "0" else "1"
    near = certificate.public_id[:-1] + last

    answers = [client.get(f"/xac-minh/{each}") for each in (near, "x", "1" * 300, "%00")]

    assert [each.status_code for each in answers] == [404] * 4
    bare = {re.sub(r'(value|href|content)="[^"]*"', "", each.text) for each in answers}
    assert len(bare) == 1
    assert client.get("/xac-minh/").status_code == 404


def test_staff_issue_to_all_with_one_button(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))
    address = f"/dot-hoc-tap/{course.campaign.id}/cap-giay"
    assert "Nguyễn Thị A" in client.get(address).text

    answer = client.post(address)

    assert answer.status_code == 303
    assert len(db.scalars(select(Certificate)).all()) == 2
    pdf = client.get(f"/dot-hoc-tap/{course.campaign.id}/giay-xac-nhan.pdf")
    assert len(page_texts(pdf.data)) == 2


def test_staff_issue_to_one_person(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    person = course.people[1]

    client.post(f"/dot-hoc-tap/{course.campaign.id}/cap-giay", data={"person_id": person.id})

    assert [each.person_id for each in db.scalars(select(Certificate))] == [person.id]


def test_learners_and_other_trainers_do_not_issue(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    address = f"/dot-hoc-tap/{course.campaign.id}/cap-giay"
    for account in (
        make_account(db, person=course.people[0]),
        make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Khác")),
        make_account(db, role=Role.UNIT_HEAD, unit=course.unit),
    ):
        login(client, account)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert db.scalars(select(Certificate)).all() == []


def test_staff_revoke_with_a_reason_that_the_register_prints(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate, course: Course
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))
    address = f"/giay-xac-nhan/{certificate.id}/thu-hoi"

    assert client.post(address, data={"reason": " "}).status_code == 422
    db.refresh(certificate)
    assert certificate.is_valid

    assert client.post(address, data={"reason": "Cấp nhầm người"}).status_code == 303
    db.refresh(certificate)
    assert not certificate.is_valid
    assert "Cấp nhầm người" in client.get("/so-cap-giay").text


def test_the_holder_cannot_revoke(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate, course: Course
) -> None:
    login(client, make_account(db, person=course.people[0]))

    answer = client.post(f"/giay-xac-nhan/{certificate.id}/thu-hoi", data={"reason": "x"})

    assert answer.status_code == 404
    db.refresh(certificate)
    assert certificate.is_valid
