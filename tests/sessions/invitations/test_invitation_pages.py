"""Invitations leave the house: on paper with code and QR, by mail through a real server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.mail.settings import MailSettings
from lms.mail.worker import Mailer
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person
from lms.units import choosing
from sessions.conferences.models import Summons
from sessions.conferences.summoning import summon
from sessions.invitations.codes import show_code
from sessions.invitations.issuing import code_of, find_code_owner, issue_codes
from sessions.invitations.keys import code_key
from tests.factories import make_account, make_person, make_unit
from tests.sessions.conferences.scene import DAY, make_ministry, plan_conference
from tests.support.smtp import Mailbox, mail_server

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = ("Nguyễn Thị Ánh", "Đặng Văn Dũng", "Hoàng Thị Ệ")


@dataclass
class Invited:
    """Three people invited to a conference, their codes, and the pages about it."""

    base: str
    people: dict[str, int]
    codes: dict[str, str]
    archives: int


@pytest.fixture
def invited(app: Flask, client: FlaskClient, db: Session, login: Login) -> Invited:
    scene = make_ministry(db)
    login(client, scene.trainer)
    units = (scene.office, scene.office, scene.archives)
    people = {
        name: make_person(db, full_name=name, unit=unit).id
        for name, unit in zip(NAMES, units, strict=True)
    }
    conference = plan_conference(db, scene)
    here = dict.fromkeys(people.values(), conference.venues[0].id)
    summon(db, conference, here, leave_out_clashes=False, by=None)
    with app.app_context():
        issue_codes(db, code_key(), conference.id)
        rows = {row.person_id: row for row in db.scalars(select(Summons))}
        codes = {name: code_of(code_key(), rows[person]) for name, person in people.items()}
    base, archives = f"/hoi-nghi/{conference.id}", scene.archives.id
    db.commit()
    return Invited(base, people, codes, archives)


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    with mail_server() as server:
        mailer: Mailer = app.extensions["mailer"]
        sender = Address("Điểm Cầu", "diemcau", "bo.example")
        mailer.settings = MailSettings("127.0.0.1", server.port, "none", sender)
        yield server


def mailer_of(app: Flask) -> Mailer:
    mailer: Mailer = app.extensions["mailer"]
    return mailer


def test_paper_holds_two_people_a_sheet_with_their_codes(
    client: FlaskClient, invited: Invited
) -> None:
    file = client.get(f"{invited.base}/giay-moi.pdf")
    reader = PdfReader(BytesIO(file.data))
    assert len(reader.pages) == 2
    first = reader.pages[0].extract_text()
    for name in ("Nguyễn Thị Ánh", "Đặng Văn Dũng"):
        assert f"Đồng chí: {name}" in first
        assert show_code(invited.codes[name]) in first
    assert "GIẤY MỜI" in first
    assert "Chuyên đề 1" in first
    assert "Hoàng Thị Ệ" in reader.pages[1].extract_text()


def test_code_on_the_paper_leads_to_signing_in(client: FlaskClient, invited: Invited) -> None:
    file = client.get(f"{invited.base}/giay-moi.pdf?loai=summon")
    document = pypdfium2.PdfDocument(file.data)
    found = {code.text for code in zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())}
    document.close()
    assert found == {"http://localhost/dang-nhap"}
    assert "GIẤY TRIỆU TẬP" in PdfReader(BytesIO(file.data)).pages[0].extract_text()


def test_paper_can_be_cut_to_a_unit_and_leaves_a_trace(
    client: FlaskClient, db: Session, invited: Invited
) -> None:
    file = client.get(f"{invited.base}/giay-moi.pdf?don-vi={invited.archives}")
    [page] = PdfReader(BytesIO(file.data)).pages
    assert "Hoàng Thị Ệ" in page.extract_text()
    assert "Nguyễn Thị Ánh" not in page.extract_text()
    entry = db.scalars(select(AccessEntry)).one()
    assert (entry.action, entry.detail) == ("invitations printed", "1")


def test_a_unit_that_is_not_named_in_full_is_asked_about_before_anything_is_printed(
    client: FlaskClient, db: Session, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "FEW", 0)
    asked = client.get(f"{invited.base}/giay-moi.pdf", query_string={"don-vi-tim": "Cục"})
    assert asked.status_code == 303
    page = client.get(asked.location).text
    assert f'type="radio" name="don-vi" id="don-vi-{invited.archives}"' in page
    assert db.scalars(select(AccessEntry)).all() == []


def test_printed_code_is_its_owners(app: Flask, db: Session, invited: Invited) -> None:
    code = invited.codes["Nguyễn Thị Ánh"]
    with app.test_request_context(), clock.fixed(DAY):
        owner = find_code_owner(db, code_key(), show_code(code).lower())
    assert owner == invited.people["Nguyễn Thị Ánh"]


def test_new_code_is_shown_once_and_replaces_the_former(
    app: Flask, client: FlaskClient, db: Session, invited: Invited
) -> None:
    person = invited.people["Nguyễn Thị Ánh"]
    former = invited.codes["Nguyễn Thị Ánh"]
    page = client.post(f"{invited.base}/nguoi/{person}/ma-moi", follow_redirects=True)
    assert "Mã mới của đồng chí Nguyễn Thị Ánh" in page.text
    with app.test_request_context(), clock.fixed(DAY):
        assert find_code_owner(db, code_key(), former) is None
    assert show_code(former) not in page.text
    (entry,) = db.scalars(select(AccessEntry).filter_by(action="personal code reissued")).all()
    assert (entry.subject, entry.subject_id) == ("person", person)
    assert entry.account_id is not None
    fresh = page.text.partition("Mã mới của đồng chí Nguyễn Thị Ánh: ")[2][:9]
    assert fresh.replace("-", "") not in entry.detail


@pytest.mark.parametrize("who", ["nobody", "learner", "head", "other trainer"])
def test_only_who_runs_the_conference_issues_a_new_code(
    app: Flask, db: Session, invited: Invited, login: Login, who: str
) -> None:
    person, other = invited.people["Nguyễn Thị Ánh"], app.test_client()
    if who == "learner":
        login(other, make_account(db))
    elif who != "nobody":
        role = Role.UNIT_HEAD if who == "head" else Role.TRAINER
        login(other, make_account(db, role=role, unit=make_unit(db, name="Vụ khác")))
    refused = other.post(f"{invited.base}/nguoi/{person}/ma-moi")
    assert refused.status_code == (303 if who == "nobody" else 404)
    with app.test_request_context(), clock.fixed(DAY):
        assert find_code_owner(db, code_key(), invited.codes["Nguyễn Thị Ánh"]) == person


def test_without_a_mail_server_the_page_says_so_and_offers_printing(
    client: FlaskClient, invited: Invited
) -> None:
    page = client.get(f"{invited.base}/giay-moi")
    assert "Máy chủ này chưa cài đặt gửi thư" in page.text
    assert "Mở tệp PDF" in page.text
    assert client.post(f"{invited.base}/giay-moi/gui").status_code == 503


def test_letters_go_out_after_the_answer_and_progress_is_shown(
    app: Flask, client: FlaskClient, invited: Invited, box: Mailbox
) -> None:
    assert client.post(f"{invited.base}/giay-moi/gui").status_code == 303
    mailer_of(app).wait(20)
    assert len(box.messages) == 3
    letter = next(m for m in box.messages if m["To"].addresses[0].display_name == "Nguyễn Thị Ánh")
    assert letter["Subject"] == "Giấy mời: Hội nghị học tập"
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert show_code(invited.codes["Nguyễn Thị Ánh"]) in text
    assert "Mã này chỉ dùng để điểm danh." in text
    progress = client.get(f"{invited.base}/giay-moi/tien-do.json").json
    assert progress["figures"] == {"queued": "0", "sent": "3", "failed": "0"}
    client.post(f"{invited.base}/giay-moi/gui")
    mailer_of(app).wait(20)
    assert len(box.messages) == 3


def test_refused_letter_is_named_with_its_reason_and_tried_again(
    app: Flask, client: FlaskClient, db: Session, invited: Invited, box: Mailbox
) -> None:
    refused = "khong-co@bo.example"
    db.get_one(Person, invited.people["Nguyễn Thị Ánh"]).email = refused
    box.answers[refused] = "550 5.1.1 no such user"
    client.post(f"{invited.base}/giay-moi/gui")
    mailer_of(app).wait(20)
    page = client.get(f"{invited.base}/giay-moi")
    assert "550 5.1.1 no such user" in page.text
    box.answers.clear()
    client.post(f"{invited.base}/giay-moi/gui-lai")
    mailer_of(app).wait(20)
    assert refused in box.recipients
