"""Slips on paper and by letter, the codes on them, and what is kept of it: the trace, what owners read."""

from collections.abc import Callable
from datetime import timedelta
from email.headerregistry import Address
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.mail.settings import MailSettings
from lms.papers.fonts import Font
from lms.papers.typeset import width
from lms.people.models import AccessEntry, Account, Person
from lms.people.slips.drawing import SlipFace, draw_slips
from lms.people.slips.keys import code_of
from lms.people.slips.models import ActivationSlip
from lms.people.slips.privacy import personal_data
from lms.people.slips.rules import HOLD, read_code, show_code, slip_code
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit
from tests.lms.people.slips.desk import PATH, slips, waiting
from tests.support.smtp import mail_server

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_each_slip_is_traced_about_its_person(head: FlaskClient, db: Session, unit: Unit) -> None:
    people = {waiting(db, unit).person_id, waiting(db, unit).person_id}
    head.post(PATH, data={"don-vi": unit.id})
    entries = db.scalars(select(AccessEntry).filter_by(action="activation slip issued")).all()
    assert {each.subject_id for each in entries} == people
    assert all(each.account_id for each in entries)


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


def test_a_long_login_stands_whole_on_its_own_slip() -> None:
    login = f"{'can-bo-tong-hop.' * 14}@trung-tam.bo.example"
    face = SlipFace("Lê An", "Chuyên viên – Trung tâm", login, "1111 2222 3333", "ngày mai")
    content = draw_slips("https://lms.example/kich-hoat", [face, face], clock.now())
    [sheet] = PdfReader(BytesIO(content)).pages
    middle, reached = float(sheet.mediabox.width) / 2, list[float]()

    def note(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if "can-bo" in text:
            reached.append(matrix[4] + width(text.strip(), Font.BOLD, size))

    text = sheet.extract_text(visitor_text=note)
    assert text.replace("\n", "").count(login) == 2
    assert min(reached) < middle
    assert not [each for each in reached if middle < each < middle + 20]
