"""The trace: found by account, person, action and day; lists that named a person; a page at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from lms import clock
from lms.people.access import add_access
from lms.people.enums import Role
from lms.people.models import AccessEntry
from lms.privacy.trace import Wanted, read_place, read_trace
from lms.units.models import UnitName
from tests.factories import make_account, make_person, make_unit

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def admin(db):
    return make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Viên")


@pytest.fixture
def office(client, login, admin):
    return login(client, admin)


def look(db, account, action, subject, subject_id=None, at=NOON):
    with clock.fixed(at):
        add_access(db, account.id, action, subject, subject_id)


def actions(db, **wanted):
    db.flush()
    return [each.entry.action for each in read_trace(db, Wanted(**wanted))[0]]


def test_filters_find_and_leave_out(app, db, admin):
    other = make_account(db, full_name="Lê Văn Bình")
    person = make_person(db)
    look(db, admin, "person viewed", "person", person.id)
    look(db, other, "quiz results viewed", "quiz", 1, NOON + timedelta(days=1))

    day = clock.local(NOON).date()
    assert actions(db) == ["quiz results viewed", "person viewed"]
    assert actions(db, account_id=other.id) == ["quiz results viewed"]
    assert actions(db, action="person viewed") == ["person viewed"]
    assert actions(db, first=day, last=day) == ["person viewed"]
    assert actions(db, first=day + timedelta(days=1)) == ["quiz results viewed"]
    assert actions(db, only_party=True) == ["person viewed"]


def test_a_list_is_found_by_those_it_named_and_by_nobody_else(db, admin):
    person, beside = make_person(db), make_person(db)
    with clock.fixed(NOON):
        add_access(db, admin.id, "attendance list seen", "conference", 1, people=[person.id])
        add_access(db, admin.id, "list of people seen", "unit", None, people=[beside.id])

    assert actions(db, person_id=person.id) == ["attendance list seen"]
    assert actions(db, person_id=beside.id) == ["list of people seen"]


def test_pages_go_on_where_the_last_one_ended(app, db, admin):
    for number in range(7):
        look(db, admin, "person viewed", "person", number + 1)  # all in one moment
    db.flush()
    first, place = read_trace(db, Wanted(), size=3)
    second, place_two = read_trace(db, Wanted(), read_place(place.written), 3)
    third, end = read_trace(db, Wanted(), place_two, 3)

    seen = [each.entry.subject_id for each in (*first, *second, *third)]
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert end is None


@pytest.mark.parametrize("written", ["", "x", "1", "1-", "-1", "9" * 30 + "-1", "1-" + "9" * 12])
def test_nonsense_for_a_place_is_the_first_page(written):
    assert read_place(written) is None


@pytest.mark.parametrize("typed", ["NV-7", "nv-7", " NV-7 "])
def test_the_page_shows_words_and_names_and_is_traced(db, office, admin, typed):
    person = make_person(db, full_name="Nguyễn Thị Ánh", personnel_code="NV-7")
    look(db, admin, "person viewed", "person", person.id)

    page = office.get(f"/du-lieu-ca-nhan/nhat-ky?nguoi={typed}")

    assert page.status_code == 200
    assert "Nguyễn Thị Ánh" in page.text
    assert "person viewed" not in page.text.split("</form>")[-1]
    traced = db.scalars(select(AccessEntry).where(AccessEntry.action == "trace seen")).one()
    assert (traced.subject, traced.subject_id) == ("person", person.id)
    assert "NV-7" not in traced.detail


def test_an_unknown_person_or_account_shows_nobodys_entries(db, office, admin):
    look(db, admin, "person viewed", "person", 1)
    for filters in ("nguoi=khong-co", "tai-khoan=khong-co"):
        page = office.get(f"/du-lieu-ca-nhan/nhat-ky?{filters}&tu=hom-qua&sau=x")
        assert page.status_code == 200
        assert "<tbody>" not in page.text


def test_the_file_carries_the_same_and_is_traced(db, office, admin):
    person = make_person(db, full_name="=Nguyễn Thị Ánh")
    look(db, admin, "person viewed", "person", person.id)

    answer = office.get("/du-lieu-ca-nhan/nhat-ky/tai-ve.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Nguyễn Thị Ánh" in answer.text
    assert db.scalar(select(AccessEntry).where(AccessEntry.action == "trace downloaded"))


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.UNIT_HEAD])
def test_nobody_but_administrators_reads_it(db, app, login, role):
    account = make_account(db, role=role, unit=make_unit(db) if role else None)
    for page in ("nhat-ky", "nhat-ky/tai-ve.csv", "yeu-cau", "yeu-cau/moi", "luu-giu", "thong-bao"):
        address = f"/du-lieu-ca-nhan/{page}"
        assert login(app.test_client(), account).get(address).status_code == 404
        assert app.test_client().get(address).status_code == 303


def test_a_page_asks_as_much_for_many_entries_as_for_one(db, office, admin, count_queries):
    office.get("/du-lieu-ca-nhan/nhat-ky")
    counts = []
    for _ in range(2):
        look(db, admin, "person viewed", "person", make_person(db).id)
        with count_queries() as statements:
            office.get("/du-lieu-ca-nhan/nhat-ky")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_units_are_called_by_their_names(db, admin, office):
    unit = make_unit(db, name="Vụ Pháp chế")
    look(db, admin, "list of people seen", "unit", unit.id)
    look(db, admin, "list of people seen", "unit")
    db.flush()
    page = office.get("/du-lieu-ca-nhan/nhat-ky").text
    assert "Đơn vị: Vụ Pháp chế" in page
    assert f"#{unit.id}<" not in page
    assert "Không riêng đơn vị nào" in page
    entry = db.scalars(select(AccessEntry.id).where(AccessEntry.subject_id == unit.id)).first()
    assert "Đơn vị: Vụ Pháp chế" in office.get(f"/du-lieu-ca-nhan/nhat-ky/{entry}").text


def test_a_unit_is_told_by_its_name_of_that_day_on_the_page_and_in_the_file(office, db, admin):
    unit = make_unit(db, name="Vụ Cũ")
    later = clock.local(NOON).date() + timedelta(days=10)
    db.execute(
        update(UnitName)
        .where(UnitName.unit_id == unit.id)
        .values(ends_on=later - timedelta(days=1))
    )
    new = UnitName(unit_id=unit.id, name="Vụ Mới", name_fold="vu moi", starts_on=later)
    db.add(new)
    look(db, admin, "history of a unit seen", "unit", unit.id)
    look(db, admin, "roles over a unit seen", "unit", unit.id, NOON + timedelta(days=20))
    look(db, admin, "list of people seen", "unit", None)
    founded_later = make_unit(db, name="Vụ Sau", starts_on=later)
    look(db, admin, "history of a unit seen", "unit", founded_later.id)

    page = office.get("/du-lieu-ca-nhan/nhat-ky").text
    lines = office.get("/du-lieu-ca-nhan/nhat-ky/tai-ve.csv").text.splitlines()
    for told in ("Vụ Cũ", "Vụ Mới", "Vụ Sau"):
        assert page.count(told) == 1
    old, sees_roles, nobodys, later_one = (
        next(line for line in lines if words in line)
        for words in ("Vụ Cũ", "Vụ Mới", "Không riêng đơn vị nào", "Vụ Sau")
    )
    assert f"Đơn vị #{unit.id} Vụ Cũ" in old
    assert f"Đơn vị #{unit.id} Vụ Mới" in sees_roles
    assert "danh sách nhân sự" in nobodys
    assert f"Đơn vị #{founded_later.id}" in later_one
