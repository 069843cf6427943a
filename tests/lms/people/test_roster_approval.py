"""More than 2 % would leave by a list: a second person approves, never the one who imports."""

from collections.abc import Callable
from io import BytesIO
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Decision, Role
from lms.people.importing.approval_rules import Bar, Guard, bar_to_approval, covers, guard_of
from lms.people.importing.models import ImportApproval, ImportRun, RunState
from lms.people.models import AccessEntry, Account, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
LIST = "STT;Họ và tên;Ngày sinh;Đơn vị\n1;Đỗ Mai;;Vụ A\n2;Hồ An;;Vụ A\n"
LEAVES = {"leaves": "y"}
GONE = {"Lê Hoà", "Bùi Lan", "Cao An", "Cao Bé", "Cao Cam", "Cao Dư"}
"""Whom the list does not name: one more than leave by a typed number."""


@pytest.fixture
def unit(db: Session) -> Unit:
    unit = make_unit(db, name="Vụ A")
    for name in (*sorted(GONE), "Đỗ Mai"):
        make_person(db, full_name=name, unit=unit)
    return unit


@pytest.fixture
def clerk(db: Session, unit: Unit, app: Flask, login: Login) -> FlaskClient:
    return login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, full_name="Vũ Hồ Sơ"))


@pytest.fixture
def second(db: Session, unit: Unit, app: Flask, login: Login) -> FlaskClient:
    return login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, full_name="Tạ Duyệt"))


def send(client: FlaskClient, text: str = LIST) -> str:
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    return str(answer.location)


def left(db: Session) -> set[str]:
    db.expire_all()
    return set(db.scalars(select(Person.full_name).where(Person.left_on.is_not(None))))


def on_record(db: Session, name: str) -> bool:
    return db.scalar(select(Person.id).where(Person.full_name == name)) is not None


def run_of(db: Session) -> ImportRun:
    db.expire_all()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def traced(db: Session) -> list[str]:
    return list(db.scalars(select(AccessEntry.action).where(AccessEntry.subject == "roster")))


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


def test_whoever_would_leave_does_not_approve(
    clerk: FlaskClient, db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    leaver = make_account(
        db, person=make_person(db, full_name="Cao Rời", unit=unit), role=Role.RECORDS_CLERK
    )
    concerned = login(app.test_client(), leaver)
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert "Duyệt và nhập" not in concerned.get(address).text
    assert concerned.post(f"{address}/duyet").status_code == 403
    assert left(db) == set()


def test_clerk_of_other_units_neither_sees_nor_approves(
    clerk: FlaskClient, second: FlaskClient, db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    local = login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, unit=unit))
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    assert local.get(address).status_code == 404
    assert local.post(f"{address}/duyet").status_code == 404
    assert "chờ đồng chí duyệt" not in local.get("/").text
    assert left(db) == set()


def test_clerks_of_the_same_unit_approve_each_others(
    db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    one, other = (
        login(app.test_client(), make_account(db, role=Role.RECORDS_CLERK, unit=unit))
        for _each in range(2)
    )
    address = send(one)
    one.post(address, data=LEAVES)
    assert other.get(address).status_code == 200
    done = other.post(f"{address}/duyet", follow_redirects=True)
    assert done.status_code == 200
    assert left(db) == GONE


def test_sole_administrator_types_the_number_and_it_is_traced(
    db: Session, unit: Unit, app: Flask, login: Login
) -> None:
    admin = login(app.test_client(), make_account(db, role=Role.ADMINISTRATOR))
    make_account(db, role=Role.RECORDS_CLERK, has_password=False)  # cannot sign in
    closed = make_account(db, role=Role.ADMINISTRATOR)
    closed.is_active = False
    gone = make_person(db, full_name="Hà Đã Nghỉ")
    make_account(db, person=gone, role=Role.ADMINISTRATOR)
    gone.left_on = clock.today()
    db.flush()
    address = send(admin)
    assert "gõ số 6" in admin.get(address).text
    for typed in ("", "3", "x"):
        assert admin.post(address, data={**LEAVES, "typed": typed}).status_code == 422
    assert left(db) == {"Hà Đã Nghỉ"}
    done = admin.post(address, data={**LEAVES, "typed": "6"}, follow_redirects=True).text
    assert "không có người thứ hai đủ quyền duyệt" in done
    assert left(db) == {"Hà Đã Nghỉ", *GONE}
    assert "leavers confirmed alone" in traced(db)
    approval = db.scalars(select(ImportApproval)).one()
    assert (approval.decision, approval.decided_by) == (Decision.GRANTED, None)


def test_sole_clerk_imports_without_the_leavers_only(clerk: FlaskClient, db: Session) -> None:
    address = send(clerk)
    assert "không có ai khác được quyền nhập" in clerk.get(address).text
    refused = clerk.post(address, data={**LEAVES, "typed": "6"})
    assert refused.status_code == 422
    assert "Không có ai khác đủ quyền duyệt" in refused.text
    assert left(db) == set()
    clerk.post(address)
    assert on_record(db, "Hồ An")


def test_guard_is_held_where_it_is_written_too(
    clerk: FlaskClient, second: FlaskClient, db: Session
) -> None:
    address = send(clerk)
    clerk.post(address, data=LEAVES)
    # Somebody takes the word away behind the application's back.
    db.execute(update(ImportApproval).values(mark="another"))
    db.commit()
    second.post(f"{address}/duyet")
    assert run_of(db).state is RunState.REFUSED
    assert left(db) == set()


def test_rules_of_the_guard() -> None:
    def asked(leaving: int, *, guarded: bool = True, others: bool, admin: bool) -> Guard:
        return guard_of(is_guarded=guarded, leaving=leaving, has_others=others, is_admin=admin)

    assert asked(900, guarded=False, others=False, admin=False) is Guard.NONE
    assert asked(6, others=True, admin=True) is Guard.SECOND_PERSON
    assert asked(6, others=False, admin=True) is Guard.NUMBER
    assert asked(6, others=False, admin=False) is Guard.NOBODY
    for others, admin in product((True, False), repeat=2):  # one of ten is more than 2 %, too
        assert asked(5, others=others, admin=admin) is Guard.NUMBER
    assert covers(None, None)
    assert covers(frozenset({1, 2}), frozenset({1}))
    assert not covers(frozenset({1}), None)
    assert not covers(frozenset({1}), frozenset({1, 2}))


@pytest.mark.parametrize(
    ("decision", "is_own", "is_covered", "is_leaving", "bar"),
    [
        (Decision.OPEN, False, True, False, None),
        (Decision.OPEN, True, True, False, Bar.OWN),
        (Decision.OPEN, False, False, True, Bar.OUTSIDE),
        (Decision.OPEN, False, True, True, Bar.CONCERNED),
        (Decision.WITHDRAWN, False, True, False, Bar.DECIDED),
    ],
)
def test_who_may_decide(
    decision: Decision, is_own: bool, is_covered: bool, is_leaving: bool, bar: Bar | None
) -> None:
    assert (
        bar_to_approval(decision, is_own=is_own, is_covered=is_covered, is_leaving=is_leaving)
        is bar
    )
