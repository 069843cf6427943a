"""What is written is what the preview showed: when it would be something else now, that is shown first."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.db.boundary import current_database
from lms.people.enums import Role
from lms.people.importing import work
from lms.people.importing.models import ImportRow, ImportRun, RunState
from lms.people.importing.stamp import hold_stamp, read_stamp
from lms.people.models import Account, Membership, Person
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
HEAD = "STT;Họ và tên;Ngày sinh;Đơn vị;Email;Chức vụ\n"
CHANGED = "Bản xem trước đã thay đổi"


def send(client: FlaskClient, text: str) -> str:
    answer = client.post("/nhan-su/nhap", data={"file": (BytesIO(text.encode()), "ds.csv")})
    return str(answer.location)


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    person = make_person(db, full_name="Quản Trị Viên", personnel_code="QT-1")
    return login(client, make_account(db, person=person, role=Role.ADMINISTRATOR))


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ A")


def named(db: Session, name: str) -> int:
    return db.scalar(select(func.count(Person.id)).where(Person.full_name == name)) or 0


def run_of(db: Session) -> ImportRun:
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def count_parses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    read: list[int] = []

    def counted(run: ImportRun, *rest: Any) -> Any:
        read.append(run.id)
        return parse(run, *rest)

    parse = work.parse_run
    monkeypatch.setattr(work, "parse_run", counted)
    return read


def test_file_is_not_read_again_when_nothing_changed(
    admin: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A;an@bo.example;Chuyên viên\n")
    read = count_parses(monkeypatch)
    page = admin.post(address, follow_redirects=True).text
    assert "Danh sách đã được nhập" in page
    assert (read, named(db, "Hồ An")) == ([], 1)
    person = db.scalars(select(Person).where(Person.full_name == "Hồ An")).one()
    assert (person.birth_year, person.email, person.position) == (
        1980,
        "an@bo.example",
        "Chuyên viên",
    )
    assert "Hồ An" in admin.get("/nhan-su?tim=ho+an").text


@pytest.mark.parametrize("what", ["person", "place", "unit"])
def test_change_that_alters_the_preview_is_shown_first(
    admin: FlaskClient, db: Session, unit: Unit, what: str
) -> None:
    known = make_person(db, full_name="Lê Hoà", email="hoa@bo.example", unit=unit)
    other = make_unit(db, name="Vụ B")
    address = send(admin, HEAD + "1;Lê Hà;;Vụ A;hoa@bo.example;\n2;Hồ An;1980;Vụ A;;\n")
    if what == "person":
        known.full_name = "Lê Hòa Bình"
    elif what == "place":
        held = db.scalars(select(Membership).where(Membership.person_id == known.id)).one()
        held.unit_id = other.id
    else:
        make_unit(db, name="Vụ A", code="A2")
    page = admin.post(address, follow_redirects=True).text
    assert CHANGED in page
    assert "Chưa ghi gì" in page
    assert run_of(db).state is RunState.READY
    assert (named(db, "Hồ An"), named(db, "Lê Hà")) == (0, 0)
    if what == "person":
        assert "Lê Hòa Bình" in admin.get(f"{address}?loai=changed").text
    again = admin.post(address, follow_redirects=True).text
    if what == "unit":  # nobody can tell the unit any more: nothing is left to write
        assert "Không có gì để ghi" in again
        assert (run_of(db).state, named(db, "Hồ An")) == (RunState.READY, 0)
        return
    assert CHANGED not in again
    assert run_of(db).state is RunState.WRITTEN
    assert named(db, "Hồ An") == 1


def test_account_opened_meanwhile_is_no_change_of_the_preview(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    known = make_person(db, full_name="Lê Hoà", email="hoa@bo.example", unit=unit)
    address = send(admin, HEAD + "1;Lê Hà;;Vụ A;hoa@bo.example;\n")
    make_account(db, person=known)
    assert "Danh sách đã được nhập" in admin.post(address, follow_redirects=True).text
    assert named(db, "Lê Hà") == 1
    count = select(func.count(Account.id)).where(Account.person_id == known.id)
    assert db.scalar(count) == 1


def test_change_that_alters_nothing_shown_does_not_stop_the_import(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A;;\n")
    make_person(db, full_name="Đỗ Mai", unit=make_unit(db, name="Vụ C"))
    page = admin.post(address, follow_redirects=True).text
    assert "Danh sách đã được nhập" in page
    assert named(db, "Hồ An") == 1


def test_other_day_is_compared_anew(admin: FlaskClient, db: Session, unit: Unit) -> None:
    later = make_unit(db, name="Vụ B")
    known = make_person(
        db, full_name="Lê Hoà", email="hoa@bo.example", list_no=1, position="", unit=unit
    )
    known.list_row = 2
    place = db.scalars(select(Membership).where(Membership.person_id == known.id)).one()
    place.starts_on, place.ends_on = date(2020, 1, 1), date(2024, 12, 31)
    db.add(
        Membership(person_id=known.id, unit_id=later.id, tree=unit.tree, starts_on=date(2025, 1, 1))
    )
    address = send(admin, HEAD + "1;Lê Hoà;;Vụ B;hoa@bo.example;\n")
    assert "không có gì mới" in admin.get(address).text
    page = admin.post(address, data={"starts_on": "2024-05-06"}, follow_redirects=True).text
    assert CHANGED in page
    assert 'value="2024-05-06"' in page


def test_decisions_are_kept_when_they_still_mean_something(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    known = [
        make_person(db, full_name=name, born_on=date(1980, 1, 1), unit=make_unit(db, name=name))
        for name in ("Lê Hoà", "Bùi Lan")
    ]
    address = send(admin, HEAD + "1;Lê Hòa;1/1/1980;Vụ A;;\n2;Bùi Lan;1/1/1980;Vụ A;;\n")
    chosen = {f"dong-{row}": str(each.id) for row, each in zip((2, 3), known, strict=True)}
    admin.post(f"{address}/nghi-van", data=chosen)
    db.execute(update(Person).where(Person.id == known[1].id).values(born_on=date(1981, 1, 1)))
    assert CHANGED in admin.post(address, follow_redirects=True).text
    assert run_of(db).choices == f'{{"2":"{known[0].id}"}}'


def test_preview_from_before_previews_were_frozen_is_shown_anew(
    admin: FlaskClient, db: Session, unit: Unit
) -> None:
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A;;\n")
    db.execute(update(ImportRun).values(frozen=""))
    db.execute(update(ImportRow).values(act=""))
    assert CHANGED in admin.post(address, follow_redirects=True).text
    assert "Danh sách đã được nhập" in admin.post(address, follow_redirects=True).text


def test_stamp_minds_what_imports_compare_and_nothing_else(db: Session) -> None:
    person = make_person(db, full_name="Lê Hoà", unit=make_unit(db))
    account = make_account(db, person=person)
    db.flush()
    stamp = read_stamp(db)
    assert hold_stamp(db) == stamp
    account.session_epoch += 1
    db.flush()
    assert read_stamp(db) == stamp
    changes: list[tuple[Any, str, str]] = [
        (account, "login", "hoa.le"),
        (person, "phone", "0912345678"),
    ]
    for changed, name, value in changes:
        setattr(changed, name, value)
        db.flush()
        assert read_stamp(db) != stamp
        stamp = read_stamp(db)


def test_nobody_waits_while_a_list_is_read_compared_and_prepared(
    admin: FlaskClient, db: Session, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer finds the turn free at each of the long steps; holding it, the thread itself would be refused."""
    free: list[str] = []

    def watched(name: str) -> None:
        step = getattr(work, name)

        def watching(*arguments: Any, **named: Any) -> Any:
            with current_database().turn():
                free.append(name)
            return step(*arguments, **named)

        monkeypatch.setattr(work, name, watching)

    for name in ("parse_run", "plan_roster_import", "staged_rows", "load_acts", "prepare"):
        watched(name)
    address = send(admin, HEAD + "1;Hồ An;1980;Vụ A;;\n")
    admin.post(address)
    assert named(db, "Hồ An") == 1
    assert free == ["parse_run", "plan_roster_import", "staged_rows", "load_acts", "prepare"]
