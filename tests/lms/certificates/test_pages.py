"""The pages: who sees them, and what happens in the database when buttons are pressed."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.certificates.models import Certificate
from lms.certificates.services import claim, issue_to_all, revoke
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account
from lms.privacy.anonymising import anonymise
from lms.records.enums import OutcomeState
from lms.text import fold
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit
from tests.lms.certificates.factories import (
    Course,
    add_graduate,
    add_learner,
    make_course,
    state_outcome,
)
from tests.lms.papers.factories import codes_on, page_texts

Login = Callable[[FlaskClient, Account], FlaskClient]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def course(db: Session) -> Course:
    make_account(db)  # without any account every page leads to the first steps
    return make_course(db, people=2)


@pytest.fixture
def certificate(db: Session, course: Course) -> Certificate:
    return claim(db, course.campaign, course.people[0].id, by=None)


def actions(db: Session) -> list[str]:
    db.commit()
    return list(db.scalars(select(AccessEntry.action).order_by(AccessEntry.id)))


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


def test_the_register_is_searched_without_marks_and_exported(
    db: Session, client: FlaskClient, login: Login, course: Course
) -> None:
    course.people[0].full_name, course.people[0].name_fold = "Đỗ Thị Ễnh", "do thi enh"
    issued = issue_to_all(db, course.campaign, by=None)
    revoke(db, issued[0], reason="Cấp nhầm", by=None)
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))

    found = client.get("/so-cap-giay?tim=do+thi+enh").text
    assert "Đỗ Thị Ễnh" in found
    assert "Nguyễn Thị B" not in found

    file = client.get("/so-cap-giay.xlsx")
    rows = list(load_workbook(BytesIO(file.data))["Dữ liệu"].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == sorted(each.face.register_label for each in issued)
    assert sum("Cấp nhầm" in str(row[-1]) for row in rows[1:]) == 1
    assert "certificate register downloaded" in actions(db)


def test_the_register_finds_a_holder_by_the_printed_name_also_when_anonymous(
    db: Session, app: Flask, client: FlaskClient, login: Login, course: Course
) -> None:
    holder = course.people[0]
    name = holder.full_name
    issue_to_all(db, course.campaign, by=None)
    holder.left_on = clock.today() - timedelta(days=6 * 366)
    db.flush()
    with app.app_context():
        anonymise(db, holder.id, 5, by=None)
    db.commit()
    assert holder.full_name != name
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))

    found = client.get("/so-cap-giay", query_string={"tim": fold(name)}).text

    assert name in found
    assert "Nguyễn Thị B" not in found


def test_the_register_shows_only_papers_of_the_trainers_units(
    db: Session, client: FlaskClient, login: Login, certificate: Certificate
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=make_unit(db, name="Khác")))

    assert certificate.face.register_label not in client.get("/so-cap-giay").text

    login(client, make_account(db, person=make_person(db)))
    assert client.get("/so-cap-giay").status_code == 404
    assert client.get("/so-cap-giay.xlsx").status_code == 404


def test_the_staffs_lists_take_as_many_queries_for_three_rows_as_for_one(
    db: Session, client: FlaskClient, login: Login, course: Course, count_queries: CountQueries
) -> None:
    login(client, make_account(db, role=Role.TRAINER, unit=course.unit))
    graduates = [*course.people, add_graduate(db, course)]
    add_graduate(db, course)
    counts = []
    for people in (graduates[:1], graduates[1:3]):
        for person in people:
            claim(db, course.campaign, person.id, by=None)
        for path in ("/so-cap-giay", f"/dot-hoc-tap/{course.campaign.id}/cap-giay"):
            client.get(path)
            with count_queries() as statements:
                assert client.get(path).status_code == 200
            counts.append(len(statements))

    assert counts[:2] == counts[2:]


def test_a_learners_list_takes_as_many_queries_for_three_campaigns_as_for_one(
    db: Session, client: FlaskClient, login: Login, course: Course, count_queries: CountQueries
) -> None:
    login(client, make_account(db, person=course.people[0]))
    counts = []
    for more in (0, 2):
        for _ in range(more):
            campaign = make_campaign(db, owner=course.unit, audience=[course.unit])
            reading = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
            state_outcome(db, course.people[0], reading, OutcomeState.READ)
        client.get("/giay-xac-nhan")
        with count_queries() as statements:
            page = client.get("/giay-xac-nhan").text
        counts.append(len(statements))
        assert page.count('/giay-xac-nhan" data-module') == 1 + more

    assert counts[0] == counts[1]
