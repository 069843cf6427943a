"""Handing out activation slips: to whom, by whom, on what paper, by what letter, and what stays in the trace."""

from collections.abc import Callable
from datetime import timedelta
from email.headerregistry import Address
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.mail.settings import MailSettings
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person
from lms.people.slips import services
from lms.people.slips.keys import code_of
from lms.people.slips.models import ActivationSlip
from lms.people.slips.privacy import personal_data
from lms.people.slips.queries import count_readiness
from lms.people.slips.rules import HOLD, NoSlip, read_code, show_code, slip_code, why_no_slip
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit
from tests.support.smtp import mail_server

Login = Callable[[FlaskClient, Account], FlaskClient]
HANDING_OUT = [
    Role.UNIT_HEAD,
    Role.CELL_COMMITTEE,
    Role.RECORDS_CLERK,
    Role.CAMPAIGN_OFFICE,
    Role.ADMINISTRATOR,
]
PATH = "/nhan-su/phieu-kich-hoat"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Một", parent=make_unit(db, name="Bộ"))


@pytest.fixture
def other(db: Session) -> Unit:
    return make_unit(db, name="Vụ Hai")


@pytest.fixture
def head(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    return login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))


def waiting(db: Session, unit: Unit | None, name: str = "Lê Thị An", **more: object) -> Account:
    person = make_person(db, full_name=name, unit=unit, **more)  # type: ignore[arg-type]
    return make_account(db, person=person, has_password=False)


def slips(db: Session) -> list[ActivationSlip]:
    db.expire_all()
    return list(db.scalars(select(ActivationSlip).order_by(ActivationSlip.id)))


def test_everybody_who_waits_gets_one_and_nobody_else(
    head: FlaskClient, db: Session, unit: Unit, other: Unit
) -> None:
    below = make_unit(db, name="Phòng Một", parent=unit)
    wanted = [waiting(db, unit), waiting(db, below, "Lê Văn Bình")]
    make_account(db, person=make_person(db, unit=unit))
    waiting(db, unit).is_active = False
    grant_role(db, waiting(db, unit), Role.TRAINER)
    waiting(db, other)
    left = waiting(db, unit)
    db.get_one(Person, left.person_id).left_on = clock.today() - timedelta(days=1)
    ids = {each.id for each in wanted}
    page = head.post(PATH, data={"don-vi": unit.id}, follow_redirects=True)
    assert "Đã cấp 2 phiếu." in page.text
    assert {each.account_id for each in slips(db)} == ids
    again = head.post(PATH, data={"don-vi": unit.id}, follow_redirects=True)
    assert "Không còn ai trong đơn vị chờ cấp phiếu." in again.text
    assert len(slips(db)) == 2


def test_each_slip_is_traced_about_its_person(head: FlaskClient, db: Session, unit: Unit) -> None:
    people = {waiting(db, unit).person_id, waiting(db, unit).person_id}
    head.post(PATH, data={"don-vi": unit.id})
    entries = db.scalars(select(AccessEntry).filter_by(action="activation slip issued")).all()
    assert {each.subject_id for each in entries} == people
    assert all(each.account_id for each in entries)


def test_the_figures_add_up(db: Session, unit: Unit, app: Flask) -> None:
    accounts = [waiting(db, unit) for _ in range(3)]
    make_account(db, person=make_person(db, unit=unit))
    make_person(db, unit=unit)
    grant_role(db, waiting(db, unit), Role.TRAINER)
    services.issue_slip(db, accounts[0].id, by=None)
    counted = count_readiness(db, [unit.id], clock.today(), clock.now())
    assert (counted.people, counted.in_use, counted.waiting) == (6, 1, 3)
    assert (counted.holding_role, counted.others) == (1, 1)
    assert (counted.with_slip, counted.without_slip) == (1, 2)
    later = count_readiness(db, [unit.id], clock.today(), clock.now() + HOLD)
    assert later.without_slip == 3


def test_no_more_than_a_thousand_at_once(
    head: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    for _ in range(3):
        waiting(db, unit)
    for issued in (2, 3, 3):
        head.post(PATH, data={"don-vi": unit.id})
        assert len(slips(db)) == issued


@pytest.mark.parametrize("role", HANDING_OUT)
def test_who_reads_the_roster_of_a_unit_hands_out_in_it(
    client: FlaskClient, db: Session, login: Login, role: Role
) -> None:
    tree = Tree.PARTY if role is Role.CELL_COMMITTEE else Tree.STATE
    own, foreign = (make_unit(db, name=each, tree=tree) for each in ("Một", "Hai"))
    mine, theirs = (
        waiting(
            db,
            None if tree is Tree.PARTY else each,
            party_unit=each if tree is Tree.PARTY else None,
        )
        for each in (own, foreign)
    )
    login(client, make_account(db, role=role, unit=None if role is Role.ADMINISTRATOR else own))
    assert client.post(f"/nhan-su/{mine.person_id}/phieu-kich-hoat").status_code == 303
    seen = 303 if role is Role.ADMINISTRATOR else 404
    assert client.post(f"/nhan-su/{theirs.person_id}/phieu-kich-hoat").status_code == seen
    assert client.post(PATH, data={"don-vi": foreign.id}).status_code == seen
    assert client.get(f"{PATH}?don-vi={foreign.id}").status_code == (200 if seen == 303 else 404)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.LEARNER, None])
def test_others_hand_out_none(
    client: FlaskClient, db: Session, login: Login, unit: Unit, role: Role | None
) -> None:
    account = waiting(db, unit)
    if role is not None:
        login(client, make_account(db, role=role, unit=unit))
    else:
        make_account(db)
    for path in (PATH, f"/nhan-su/{account.person_id}/phieu-kich-hoat"):
        for refused in (client.get(path), client.post(path)):
            assert refused.status_code == (404 if role else 303)
            assert role or "/dang-nhap" in refused.location
    assert slips(db) == []


def test_one_slip_is_shown_and_another_ends_it(
    app: Flask, head: FlaskClient, db: Session, unit: Unit
) -> None:
    account = waiting(db, unit)
    path = f"/nhan-su/{account.person_id}/phieu-kich-hoat"
    assert "Cấp phiếu" in head.get(path).text
    page = head.post(path, follow_redirects=True)
    (first,) = slips(db)
    with app.app_context():
        former = show_code(code_of(first))
    assert former in page.text
    assert page.cache_control.no_store
    with clock.fixed(clock.now() + timedelta(minutes=2)):
        head.post(path)
    assert former not in head.get(path).text
    ended, fresh = slips(db)
    assert ended.ended_at is not None
    assert fresh.ended_at is None
    assert former not in " ".join(each.detail for each in db.scalars(select(AccessEntry)))


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [("in use", 409, "đã kích hoạt"), ("role", 403, "vai trò"), ("closed", 422, "đã khóa")],
)
def test_a_slip_for_whom_none_is_meant_is_refused(
    head: FlaskClient, db: Session, unit: Unit, state: str, status: int, words: str
) -> None:
    account = waiting(db, unit)
    if state == "in use":
        account.password_hash = "set"
    elif state == "role":
        grant_role(db, account, Role.TRAINER)
    else:
        account.is_active = False
    path = f"/nhan-su/{account.person_id}/phieu-kich-hoat"
    refused = head.post(path)
    assert refused.status_code == status
    assert words in refused.text
    assert words in head.get(path).text
    assert head.get(f"{path}.pdf").status_code == 404
    assert slips(db) == []


def test_paper_names_login_and_code_unit_by_unit(
    app: Flask, head: FlaskClient, db: Session, unit: Unit
) -> None:
    below = make_unit(db, name="Phòng Một", parent=unit)
    waiting(db, below, "An Văn Ất")
    waiting(db, unit, "Vũ Thị Yến", email="yen@bo.example")
    assert head.get(f"{PATH}.pdf?don-vi={unit.id}").status_code == 404
    head.post(PATH, data={"don-vi": unit.id})
    answer = head.get(f"{PATH}.pdf?don-vi={unit.id}")
    assert answer.cache_control.no_store
    [sheet] = PdfReader(BytesIO(answer.data)).pages
    text = sheet.extract_text()
    assert text.index("Vũ Thị Yến") < text.index("An Văn Ất")
    assert "yen@bo.example" in text
    with app.app_context():
        for slip in slips(db):
            assert show_code(code_of(slip)) in text
    entry = db.scalars(select(AccessEntry).filter_by(action="activation slips printed")).one()
    assert (entry.subject_id, entry.detail) == (unit.id, "2")
    person = slips(db)[0]
    owner = db.get_one(Account, person.account_id).person_id
    assert head.get(f"/nhan-su/{owner}/phieu-kich-hoat.pdf").status_code == 200


def test_letters_go_to_those_with_an_address_and_once(
    app: Flask, head: FlaskClient, db: Session, unit: Unit
) -> None:
    waiting(db, unit, "Lê Thị An", email="an@bo.example")
    binh = waiting(db, unit, "Lê Văn Bình")
    db.get_one(Person, binh.person_id).email = None
    head.post(PATH, data={"don-vi": unit.id})
    assert head.post(f"{PATH}/gui", data={"don-vi": unit.id}).status_code == 503
    with mail_server() as box:
        mailer = app.extensions["mailer"]
        sender = Address("Điểm Cầu", "diemcau", "bo.example")
        mailer.settings = MailSettings("127.0.0.1", box.port, "none", sender)
        for _ in range(2):
            assert head.post(f"{PATH}/gui", data={"don-vi": unit.id}).status_code == 303
            mailer.wait(20)
        (letter,) = box.messages
    body = letter.get_body(("plain",)).get_content()
    with app.app_context():
        (slip,) = [
            each
            for each in slips(db)
            if db.get_one(Account, each.account_id).login == "an@bo.example"
        ]
        assert show_code(code_of(slip)) in body
    assert "http://localhost/kich-hoat" in body
    assert "an@bo.example" in body


def test_two_slips_of_an_account_are_never_good_at_once(db: Session, unit: Unit) -> None:
    account = waiting(db, unit)
    slip = services.issue_slip(db, account.id, by=None)
    db.add(
        ActivationSlip(account_id=account.id, issued_at=slip.issued_at, expires_at=slip.expires_at)
    )
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


def test_issuing_and_printing_take_as_many_queries_for_many(
    head: FlaskClient, db: Session, unit: Unit, count_queries: Callable[..., Any]
) -> None:
    figures = []
    head.get(f"{PATH}?don-vi={unit.id}")
    for count in (1, 3):
        for _ in range(count):
            waiting(db, unit)
        db.commit()
        with count_queries() as statements:
            head.post(PATH, data={"don-vi": unit.id})
            head.get(f"{PATH}?don-vi={unit.id}")
            head.get(f"{PATH}.pdf?don-vi={unit.id}")
        figures.append(len(statements))
    assert figures[0] == figures[1]


def test_codes_are_digits_of_the_key_and_the_slip() -> None:
    now = clock.now()
    code = slip_code(b"k" * 32, 1, 2, now)
    assert len(code) == 12
    assert code.isdigit()
    others = [
        slip_code(b"x" * 32, 1, 2, now),
        slip_code(b"k" * 32, 2, 2, now),
        slip_code(b"k" * 32, 1, 3, now),
        slip_code(b"k" * 32, 1, 2, now + timedelta(seconds=1)),
    ]
    assert len({code, *others}) == 5
    assert read_code(f" {show_code(code)} ") == code
    assert read_code(code[:11]) is None
    assert read_code("\u0661" * 12) is None


@pytest.mark.parametrize(
    ("is_active", "left", "has_password", "role", "reason"),
    [
        (True, False, False, False, None),
        (False, True, True, True, NoSlip.CLOSED),
        (True, True, True, True, NoSlip.LEFT),
        (True, False, True, True, NoSlip.IN_USE),
        (True, False, False, True, NoSlip.HOLDS_ROLE),
    ],
)
def test_why_somebody_gets_no_slip(
    is_active: bool, left: bool, has_password: bool, role: bool, reason: NoSlip | None
) -> None:
    found = why_no_slip(
        is_active=is_active, has_left=left, has_password=has_password, holds_role=role
    )
    assert found is reason


def test_those_responsible_find_their_people_from_the_first_page(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    account = waiting(db, unit)
    home = head.get("/").text
    assert "Nhân sự đơn vị tôi phụ trách" in home
    assert f'href="{PATH}"' in home
    assert (
        f"/nhan-su/{account.person_id}/phieu-kich-hoat"
        in head.get(f"/nhan-su/{account.person_id}").text
    )
    assert db.scalar(select(func.count()).select_from(ActivationSlip)) == 0


def test_owners_read_of_their_slips_and_never_the_code(
    app: Flask, client: FlaskClient, db: Session, login: Login, unit: Unit
) -> None:
    account = make_account(db, person=make_person(db, unit=unit))
    now = clock.now()
    slip = ActivationSlip(
        account_id=account.id, issued_at=now, expires_at=now + HOLD, used_at=now + HOLD / 2
    )
    db.add(slip)
    db.flush()
    with app.app_context():
        code = code_of(slip)
        (part,) = personal_data(db, account.person_id)
        (foreign,) = personal_data(db, waiting(db, unit).person_id)
    assert [each["used_at"] for each in part.rows] == [now + HOLD / 2]
    assert code not in str(part.rows)
    assert foreign.rows == []


def test_two_who_issue_at_once_hand_out_one_good_slip(
    app: Flask, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the other's slip was not seen yet: the constraint says no, and a sentence says it."""
    account = waiting(db, unit)
    services.issue_slip(db, account.id, by=None)
    monkeypatch.setattr(services, "_end_slips", lambda _db, _ids: None)
    with pytest.raises(Conflict):
        services.issue_slip(db, account.id, by=None)
    with clock.fixed(clock.now() + HOLD * 2), pytest.raises(Conflict):
        services.issue_slips(db, [unit.id], by=None)
    assert db.scalar(select(func.count()).select_from(ActivationSlip)) == 1
