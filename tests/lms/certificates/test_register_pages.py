"""Lists of certificates: the register, what it finds, and how many queries lists take."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.certificates.models import Certificate
from lms.certificates.services import claim, issue_to_all, revoke
from lms.people.enums import Role
from lms.people.models import Account
from lms.privacy.anonymising import anonymise
from lms.records.enums import OutcomeState
from lms.text import fold
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit
from tests.lms.certificates.factories import (
    Course,
    actions,
    add_graduate,
    state_outcome,
)

Login = Callable[[FlaskClient, Account], FlaskClient]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


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
