"""More than 2 % would leave by a list: a second person approves, never the one who imports."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.people.enums import Decision, Role
from lms.people.importing.models import ImportApproval, RunState
from lms.people.models import Account
from lms.units.models import Unit
from tests.factories import make_account, make_person
from tests.lms.people.approval.lists import (
    GONE,
    LEAVES,
    left,
    on_record,
    run_of,
    send,
    traced,
)

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_nothing_is_written_before_the_second_person_approves(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    page = clerk.get(address).text
    assert "Người có thể duyệt: Tạ Duyệt" in page
    assert "gõ số" not in page
    told = clerk.post(address, data=LEAVES, follow_redirects=True).text
    assert "Chờ người thứ hai duyệt" in told
    assert run_of(db).state is RunState.AWAITING
    assert left(db) == set()
    assert not on_record(db, "Hồ An")

    home = second.get("/").text
    assert "Có danh sách chờ đồng chí duyệt" in home
    assert "6 người sẽ rời cơ quan" in home
    assert "Lê Hoà" in second.get(f"{address}?loai=missing").text
    done = second.post(f"{address}/duyet", follow_redirects=True).text
    assert "do Tạ Duyệt duyệt" in done
    assert left(db) == GONE
    assert on_record(db, "Hồ An")
    approval = db.scalars(select(ImportApproval)).one()
    assert approval.decision is Decision.GRANTED
    assert approval.decided_by != approval.proposed_by
    assert {"approval of leavers asked for", "leavers approved", "roster imported"} <= set(
        traced(db)
    )


def test_importer_cannot_approve_their_own(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    page = clerk.get(address).text
    assert "Duyệt và nhập" not in page
    assert "Rút lại danh sách" in page
    answer = clerk.post(f"{address}/duyet")
    assert answer.status_code == 403
    assert "cần người thứ hai duyệt" in answer.text
    assert clerk.post(f"{address}/khong-duyet", data={"answer": "x"}).status_code == 403
    assert run_of(db).state is RunState.AWAITING
    assert left(db) == set()


def test_the_database_holds_that_two_people_decide(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    clerk.post(send(clerk), data=LEAVES)
    with pytest.raises(IntegrityError), db.begin_nested():
        db.execute(update(ImportApproval).values(decided_by=ImportApproval.proposed_by))


def test_typed_number_does_not_get_round_the_second_person(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    clerk.post(send(clerk), data={**LEAVES, "typed": "6"})
    assert run_of(db).state is RunState.AWAITING
    assert left(db) == set()


def test_without_the_leavers_nobody_else_is_asked(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    clerk.post(send(clerk))
    assert run_of(db).state is RunState.WRITTEN
    assert left(db) == set()


def test_turned_down_with_an_answer_goes_back_to_the_preview(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert second.post(f"{address}/khong-duyet", data={"answer": " "}).status_code == 422
    assert second.post(f"{address}/khong-duyet", data={"answer": "a" * 441}).status_code == 422
    assert second.post(f"{address}/khong-duyet", data={"answer": "Danh sách cũ"}).status_code == 303
    page = clerk.get(address).text
    assert "Tạ Duyệt không duyệt" in page
    assert "Danh sách cũ" in page
    assert run_of(db).state is RunState.READY
    assert left(db) == set()
    assert second.get(address).status_code == 404
    assert second.post(f"{address}/duyet").status_code == 404


def test_taken_back_it_cannot_be_approved_any_more(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert second.post(f"{address}/rut-lai").status_code == 403
    assert clerk.post(f"{address}/rut-lai").status_code == 303
    assert clerk.post(f"{address}/rut-lai").status_code == 409
    assert second.post(f"{address}/duyet").status_code == 404
    assert left(db) == set()
    clerk.post(address, data=LEAVES)
    assert run_of(db).state is RunState.AWAITING


def test_waiting_import_stays_as_it_was_shown(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    for act in ("", "/nghi-van", "/doc-lai"):
        answer = clerk.post(f"{address}{act}", data={"tat-ca": "new"})
        assert answer.status_code == 409
        assert "chờ người thứ hai" in answer.text
    assert run_of(db).state is RunState.AWAITING


def test_approved_twice_is_written_once(
    clerk: FlaskClient, second: FlaskClient, db: Session, app: Flask, login: Login
) -> None:
    third = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert second.post(f"{address}/duyet").status_code == 303
    assert second.post(f"{address}/duyet").status_code == 303
    assert third.post(f"{address}/duyet").status_code == 409
    assert traced(db).count("roster imported") == 1


def test_changed_meanwhile_is_shown_anew_and_needs_another_word(
    clerk: FlaskClient, second: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    make_person(db, full_name="Tô Mới", unit=unit)
    db.commit()
    second.post(f"{address}/duyet")
    assert run_of(db).state is RunState.READY
    assert left(db) == set()
    clerk.post(address, data=LEAVES)
    assert run_of(db).state is RunState.AWAITING
    second.post(f"{address}/duyet")
    assert left(db) == {*GONE, "Tô Mới"}


def test_guard_is_held_where_it_is_written_too(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    # Somebody takes the word away behind the application's back.
    db.execute(update(ImportApproval).values(mark="another"))
    db.commit()
    second.post(f"{address}/duyet")
    assert (run_of(db).state, run_of(db).leaving) == (RunState.READY, None)
    assert "chưa có người thứ hai" in clerk.get(address).text
    assert left(db) == set()
