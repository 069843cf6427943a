"""What stood on a record before it was changed: by hand, for many, by a list; who may read it, and when it goes."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms import clock
from lms.people.access import add_access
from lms.people.enums import PartyStatus, Role
from lms.people.models import AccessEntry, Account, Person
from lms.people.tracing.changes import keep_changes
from lms.people.tracing.models import PersonChange
from lms.privacy.anonymising import anonymise
from lms.privacy.trace import Wanted, read_trace
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
BASE = {"category": "cadre", "party_status": "none", "unit_id": "0"}
HEAD = "STT;Họ và tên;Ngày sinh;Mã cán bộ;Chức vụ;Đơn vị\n"


@pytest.fixture
def legal(db: Session) -> Unit:
    return make_unit(db, name="Vụ Pháp chế")


@pytest.fixture
def person(db: Session, legal: Unit) -> Person:
    found = make_person(db, full_name="Cao Minh Đức", personnel_code="PC-1", unit=legal)
    found.birth_year = found.born_on.year if found.born_on else None
    db.commit()
    return found


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Viên"))


def kept(db: Session) -> set[tuple[str, str, str]]:
    db.expire_all()
    return {(each.field, each.before, each.after) for each in db.scalars(select(PersonChange))}


def correct(client: FlaskClient, person: Person, **changes: str) -> None:
    page = client.get(f"/nhan-su/{person.id}/sua/thong-tin")
    assert page.status_code == 200
    values = {
        "full_name": person.full_name,
        "personnel_code": person.personnel_code or "",
        "born_on": f"{person.born_on:%d/%m/%Y}",
        "birth_year": str(person.birth_year or ""),
        "sex": person.sex.value if person.sex else "",
        "email": person.email or "",
        "phone": person.phone,
    }
    answer = client.post(f"/nhan-su/{person.id}/sua/thong-tin", data=values | changes)
    assert answer.status_code == 303


def test_a_corrected_name_changes_nothing_else_and_the_former_one_is_shown(
    db: Session, admin: FlaskClient, person: Person
) -> None:
    year = person.birth_year
    correct(admin, person, full_name="Cao Minh Đức Anh")

    assert kept(db) == {("full_name", "Cao Minh Đức", "Cao Minh Đức Anh")}
    assert person.birth_year == year
    page = admin.get(f"/nhan-su/{person.id}").text
    assert "Tên trước đây: <strong>Cao Minh Đức</strong>" in page
    trace = admin.get(f"/du-lieu-ca-nhan/nhat-ky?nguoi=%23{person.id}").text
    assert "Họ và tên: Cao Minh Đức → Cao Minh Đức Anh" in trace


def test_party_membership_of_before_is_for_those_who_may_know_it(
    db: Session, app, admin: FlaskClient, login: Login, person: Person, legal: Unit
) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    data = {"on": today, "position": "Vụ trưởng", "category": person.category.value}
    data |= {"party_status": PartyStatus.OFFICIAL.value}
    assert admin.post(f"/nhan-su/{person.id}/sua/chuc-danh", data=data).status_code == 303
    assert ("party_status", "none", "official") in kept(db)

    address, head = f"/nhan-su/{person.id}", app.test_client()
    login(head, make_account(db, role=Role.UNIT_HEAD, unit=legal))
    page = head.get(address).text
    assert "Vụ trưởng" in page
    assert "Chính thức" not in page
    assert "Chính thức" in admin.get(address).text


def test_many_at_once_keep_what_each_was(
    db: Session, admin: FlaskClient, person: Person, legal: Unit
) -> None:
    other = make_person(db, unit=legal, is_exempt=True)
    ids = [str(person.id), str(other.id)]
    data = {"nguoi": ids, "act": "mien-sinh-hoat", "is_exempt": "1", "so-nguoi": "1"} | BASE
    data |= {"on": f"{clock.today():%d/%m/%Y}"}
    assert admin.post("/nhan-su/hang-loat", data=data).status_code == 303
    db.expire_all()
    change = db.scalars(select(PersonChange)).one()
    entry = db.get_one(AccessEntry, change.entry_id)
    assert (change.person_id, change.field, change.before, change.after) == (
        person.id,
        "is_exempt",
        "False",
        "True",
    )
    assert (entry.action, entry.subject_id) == ("exemption changed", person.id)


def test_a_list_names_everybody_it_added_or_changed(
    db: Session, admin: FlaskClient, person: Person, legal: Unit
) -> None:
    same = make_person(db, full_name="Lê Thị Bình", personnel_code="PC-2", unit=legal)
    same.position = "Chuyên viên"
    db.commit()
    rows = (
        f"1;Cao Minh Đức;{person.born_on:%d/%m/%Y};PC-1;Vụ trưởng;Vụ Pháp chế\n"
        f"2;Lê Thị Bình;{same.born_on:%d/%m/%Y};PC-2;Chuyên viên;Vụ Pháp chế\n"
        "3;Đỗ Mai;01/02/1990;PC-3;Chuyên viên;Vụ Pháp chế\n"
    )
    file = (BytesIO((HEAD + rows).encode()), "ds.csv")
    address = admin.post("/nhan-su/nhap", data={"file": file}).location
    assert admin.post(address, data={}).status_code == 303
    db.expire_all()
    new = db.scalars(select(Person).where(Person.personnel_code == "PC-3")).one()

    def imports(of: Person) -> list[list[str]]:
        wanted = Wanted(person_id=of.id, action="roster imported")
        return [[each.after for each in row.changes] for row in read_trace(db, wanted)[0]]

    assert imports(new) == [[]]
    (changed,) = imports(person)
    assert "Vụ trưởng" in changed
    assert all(each.person_id != new.id for each in db.scalars(select(PersonChange)))


def test_what_was_kept_is_never_changed_and_goes_with_the_name(
    app, db: Session, person: Person
) -> None:
    entry = add_access(db, None, "record corrected", "person", person.id)
    db.flush()
    keep_changes(db, entry.id, None, [(person.id, "full_name", "Cao Đức", "Cao Minh Đức")])
    for statement in ("UPDATE person_changes SET before = 'x'", "DELETE FROM person_changes"):
        with pytest.raises(DBAPIError, match="append-only"), db.begin_nested():
            db.execute(text(statement))
    person.left_on = clock.today() - timedelta(days=6 * 366)
    db.flush()
    with app.app_context():
        anonymise(db, person.id, 5, by=None)
    assert kept(db) == set()


def test_the_person_reads_it_among_their_own_data(
    db: Session, app, admin: FlaskClient, login: Login, person: Person
) -> None:
    correct(admin, person, full_name="Cao Minh Đức Anh")
    mine = app.test_client()
    login(mine, make_account(db, person=person))
    page = mine.get("/ve-toi/du-lieu").text
    assert "Nội dung đã sửa" in page
    assert "Cao Minh Đức Anh" in page
