"""Letters reach a real mail server, by the thread and by the command; refusals stay with their letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.headerregistry import Address

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import SettingError, Settings
from lms.mail.enums import MailState
from lms.mail.message import Letter, paragraph, strong
from lms.mail.models import OutgoingLetter
from lms.mail.outbox import Addressee, queue_letters
from lms.mail.settings import MailSettings, mail_settings
from lms.mail.worker import Mailer
from tests.factories import make_account
from tests.support.smtp import Mailbox, mail_server


def compose(_db: Session, site: str, ids: Sequence[int]) -> Mapping[int, Letter]:
    """A letter about each number below 100; the others were withdrawn."""
    return {
        number: Letter("Giấy mời", (paragraph(site), strong(f"Mã: {number}")))
        for number in ids
        if number < 100
    }


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mailer(app: Flask, box: Mailbox) -> Mailer:
    mailer: Mailer = app.extensions["mailer"]
    mailer.settings = MailSettings(
        "127.0.0.1", box.port, "none", Address("Điểm Cầu", "diemcau", "bo.example")
    )
    mailer.add_composer("test", compose)
    return mailer


def queue(db: Session, **people: int) -> None:
    addressees = [
        Addressee(number, f"{name}-{number}", name, f"{name}@bo.example")
        for name, number in people.items()
    ]
    queue_letters(db, "test", "batch", addressees, site="https://lms.example.vn")
    db.commit()


def states(db: Session) -> dict[str, tuple[MailState, str]]:
    db.expire_all()
    rows = db.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id))
    return {row.to_name: (row.state, row.reason) for row in rows}


def test_letters_are_composed_when_sent_and_arrive_once(
    db: Session, mailer: Mailer, box: Mailbox
) -> None:
    queue(db, an=1, binh=2)
    assert mailer.send_now().sent == 2
    assert mailer.send_now().sent == 0
    assert box.recipients == ["an@bo.example", "binh@bo.example"]
    text = box.messages[0].get_body(("plain",))
    assert text is not None
    assert "https://lms.example.vn" in text.get_content()
    assert "Mã: 1" in text.get_content()
    assert {state for state, _ in states(db).values()} == {MailState.SENT}


def test_one_refused_address_does_not_stop_the_others(
    db: Session, mailer: Mailer, box: Mailbox
) -> None:
    box.answers["an@bo.example"] = "550 5.1.1 no such user"
    box.answers["binh@bo.example"] = "451 4.2.1 mailbox busy"
    queue(db, an=1, binh=2, cuong=3)
    tally = mailer.send_now()
    assert (tally.sent, tally.not_sent) == (1, 2)
    found = states(db)
    assert found["an"] == (MailState.FAILED, "550 5.1.1 no such user")
    assert found["binh"] == (MailState.QUEUED, "451 4.2.1 mailbox busy")
    assert box.recipients == ["cuong@bo.example"]


def test_a_server_that_is_away_leaves_every_letter_waiting(db: Session, mailer: Mailer) -> None:
    assert mailer.settings is not None
    mailer.settings = replace(mailer.settings, port=1)
    queue(db, an=1)
    assert mailer.send_now().not_sent == 1
    state, reason = states(db)["an"]
    assert state == MailState.QUEUED
    assert "refused" in reason


def test_what_was_withdrawn_meanwhile_is_not_sent(
    db: Session, mailer: Mailer, box: Mailbox
) -> None:
    queue(db, an=500)
    mailer.send_now()
    assert box.messages == []
    assert states(db)["an"][0] == MailState.FAILED


def test_an_impossible_address_fails_alone(db: Session, mailer: Mailer, box: Mailbox) -> None:
    queue_letters(
        db,
        "test",
        "batch",
        [Addressee(1, "a", "A", "không phải địa chỉ"), Addressee(2, "b", "B", "b@bo.example")],
        site="https://lms.example.vn",
    )
    db.commit()
    mailer.send_now()
    assert box.recipients == ["b@bo.example"]
    assert states(db)["A"][0] == MailState.FAILED


def test_thread_sends_in_the_background_and_ends(db: Session, mailer: Mailer, box: Mailbox) -> None:
    queue(db, an=1)
    mailer.wake()
    mailer.wake()
    mailer.wait(10)
    assert box.recipients == ["an@bo.example"]
    queue(db, binh=2)
    mailer.wake()
    mailer.wait(10)
    assert box.recipients == ["an@bo.example", "binh@bo.example"]


def test_letters_left_by_a_former_run_go_out_with_the_first_request(
    db: Session, mailer: Mailer, box: Mailbox, client: FlaskClient
) -> None:
    make_account(db)  # without one, every request leads to the first steps
    queue(db, an=1)
    client.get("/dang-nhap")
    mailer.wait(10)
    assert box.recipients == ["an@bo.example"]


def test_command_sends_what_is_due(
    db: Session, mailer: Mailer, box: Mailbox, runner: FlaskCliRunner
) -> None:
    queue(db, an=1)
    done = runner.invoke(args=["mail", "send"])
    assert done.exit_code == 0
    assert "sent 1" in done.output
    assert box.recipients == ["an@bo.example"]


def test_command_without_a_server_says_what_to_set(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["mail", "send"])
    assert done.exit_code == 1
    assert "MAIL_SERVER" in done.output


def test_sender_setting_must_be_an_address(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    assert mail_settings(replace(settings, mail_server="mail.example")) is None
    both = replace(settings, mail_server="mail.example", mail_sender="Điểm Cầu <thu@bo.example>")
    read = mail_settings(both)
    assert read is not None
    assert str(read.sender) == "Điểm Cầu <thu@bo.example>"
    with pytest.raises(SettingError, match="MAIL_SENDER"):
        mail_settings(replace(both, mail_sender="thu ky"))
