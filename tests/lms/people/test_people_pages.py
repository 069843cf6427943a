"""The list of people and the page of one person: who finds whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.mark.parametrize("typed", ["XA05", "xa05", "xa0", "XA05 phap"])
def test_people_are_found_by_the_code_of_their_unit(
    client: FlaskClient, db: Session, login: Login, typed: str
) -> None:
    unit = make_unit(db, name="Vụ Pháp chế", code="XA05")
    cell = make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY, code="YB05")
    make_person(db, full_name="Bùi Của Vụ", unit=unit, party_unit=cell)
    make_person(db, full_name="Đỗ Nơi Khác", unit=make_unit(db, name="Vụ khác", code="XC05"))
    admin = login(client, make_account(db, role=Role.ADMINISTRATOR))
    page = admin.get("/nhan-su", query_string={"tim": typed}).text
    assert "Bùi Của Vụ" in page
    assert "Đỗ Nơi Khác" not in page
    found = admin.get("/nhan-su/tim", query_string={"q": typed}).get_json()["units"]
    assert [each["name"] for each in found] == ["Vụ Pháp chế"]


def test_letters_alone_are_a_code_only_when_they_are_all_of_it(
    client: FlaskClient, db: Session, login: Login
) -> None:
    make_person(db, full_name="Bùi Của Vụ", unit=make_unit(db, name="Vụ Pháp chế", code="XQZ"))
    admin = login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Bùi Của Vụ" in admin.get("/nhan-su?tim=xqz").text
    for typed in ("xq", "x%25z", "x%25", "x_z0", "%25"):
        assert "Bùi Của Vụ" not in admin.get(f"/nhan-su?tim={typed}").text


def test_the_code_of_a_party_unit_does_not_tell_who_is_in_it(
    client: FlaskClient, db: Session, login: Login
) -> None:
    unit = make_unit(db, name="Vụ Pháp chế", code="XA05")
    cell = make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY, code="YB05")
    make_person(db, full_name="Bùi Của Vụ", unit=unit, party_unit=cell)
    head = login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))
    assert "Bùi Của Vụ" in head.get("/nhan-su?tim=xa05").text
    assert "Bùi Của Vụ" not in head.get("/nhan-su?tim=yb05").text
    assert head.get("/nhan-su/tim?q=yb05").get_json()["units"] == []
    admin = login(client, make_account(db, role=Role.ADMINISTRATOR))
    assert "Bùi Của Vụ" in admin.get("/nhan-su?tim=yb05").text


@pytest.fixture
def office(db: Session) -> dict[str, Unit]:
    ministry = make_unit(db, name="Bộ")
    legal = make_unit(db, name="Vụ Pháp chế", parent=ministry)
    return {
        "ministry": ministry,
        "legal": legal,
        "room": make_unit(db, name="Phòng Thẩm định", parent=legal),
        "pay": make_unit(db, name="Vụ Tiền lương", parent=ministry),
        "cell": make_unit(db, name="Chi bộ Pháp chế", tree=Tree.PARTY),
    }


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Quản Trị Hệ Thống"))


def names_on(page: str, *names: str) -> list[str]:
    """Those of the names that are on the page, in the order they stand there."""
    return sorted((name for name in names if f">{name}<" in page), key=page.index)


def test_units_are_linked_for_those_alone_whose_pages_open(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    person = make_person(db, unit=office["room"], party_unit=office["cell"])
    past = Membership(person_id=person.id, unit_id=office["pay"].id, tree=Tree.STATE)
    past.starts_on, past.ends_on = date(2001, 1, 1), date(2001, 12, 31)
    db.add(past)
    head = make_account(db, role=Role.UNIT_HEAD, unit=office["legal"])
    admin = make_account(db, role=Role.ADMINISTRATOR)

    page = login(client, head).get(f"/nhan-su/{person.id}").text
    for unit, is_open in (("room", True), ("pay", False)):
        address = f"/don-vi/{office[unit].id}"
        assert (f'href="{address}"' in page) is is_open
        assert client.get(address).status_code == (200 if is_open else 404)
    assert "Vụ Tiền lương" in page
    page = login(client, admin).get(f"/nhan-su/{person.id}").text
    assert all(f'href="/don-vi/{office[unit].id}"' in page for unit in ("room", "pay", "cell"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen van dung", ["Nguyễn Văn Dũng", "Nguyễn Vân Dũng"]),
        ("Nguyễn Vân Dũng", ["Nguyễn Vân Dũng", "Nguyễn Văn Dũng"]),
        ("duc", ["Cao Minh Đức"]),
        ("ĐỨC", ["Cao Minh Đức"]),
        ("dung nguyen", ["Nguyễn Văn Dũng", "Nguyễn Vân Dũng"]),
        ("NV-777", ["Cao Minh Đức"]),
        ("%", []),
    ],
)
def test_people_are_found_without_diacritics(
    admin: FlaskClient, db: Session, office: dict[str, Unit], typed: str, found: list[str]
) -> None:
    make_person(db, full_name="Cao Minh Đức", personnel_code="NV-777", unit=office["legal"])
    for name in ("Nguyễn Vân Dũng", "Nguyễn Văn Dũng"):
        make_person(db, full_name=name, unit=office["legal"])
    page = admin.get("/nhan-su", query_string={"tim": typed}).text
    assert names_on(page, "Nguyễn Văn Dũng", "Nguyễn Vân Dũng", "Cao Minh Đức") == found


def test_list_is_in_vietnamese_name_order_or_the_offices_own(
    admin: FlaskClient, db: Session, office: dict[str, Unit]
) -> None:
    for place, name in enumerate(("Bùi Thị Hòa", "Đặng Văn Ân", "Lê Thị An"), 1):
        make_person(db, full_name=name, unit=office["pay"], list_no=place)
    everybody = ("Lê Thị An", "Đặng Văn Ân", "Bùi Thị Hòa")
    assert names_on(admin.get("/nhan-su").text, *everybody) == list(everybody)
    reverse = list(everybody[::-1])
    assert names_on(admin.get("/nhan-su?thu-tu=-ten").text, *everybody) == reverse
    by_list = admin.get("/nhan-su?thu-tu=danh-sach").text
    assert names_on(by_list, *everybody) == reverse


def test_unit_filter_takes_in_the_units_below_in_both_trees(
    admin: FlaskClient, db: Session, office: dict[str, Unit]
) -> None:
    make_person(db, full_name="Lê Thị An", unit=office["room"], party_unit=office["cell"])
    make_person(db, full_name="Bùi Bình", unit=office["pay"])
    for chosen in ("legal", "cell"):
        page = admin.get("/nhan-su", query_string={"don-vi": office[chosen].id}).text
        assert names_on(page, "Lê Thị An", "Bùi Bình") == ["Lê Thị An"]
    assert "Bùi Bình" in admin.get("/nhan-su?don-vi=khong-phai-so").text


def test_people_who_left_are_not_listed(
    admin: FlaskClient, db: Session, office: dict[str, Unit]
) -> None:
    person = make_person(db, full_name="Lê Thị An", unit=office["pay"])
    person.left_on = date(2021, 1, 1)
    assert "Lê Thị An" not in admin.get("/nhan-su").text


def test_number_of_queries_does_not_grow_with_the_list(
    admin: FlaskClient,
    db: Session,
    office: dict[str, Unit],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for _more in range(3):
        make_person(db, unit=office["pay"], party_unit=office["cell"])
        with count_queries() as statements:
            assert admin.get("/nhan-su").status_code == 200
        counts.append(len(statements))
        make_person(db, unit=office["legal"])
    assert counts[1] == counts[2]


def test_heads_see_the_people_below_them_and_nobody_else(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    mine = make_person(db, full_name="Lê Thị An", unit=office["room"])
    other = make_person(db, full_name="Bùi Bình", unit=office["pay"])
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office["legal"]))
    page = client.get("/nhan-su").text
    assert names_on(page, "Lê Thị An", "Bùi Bình") == ["Lê Thị An"]
    assert "Vụ Tiền lương" not in page
    pay = client.get("/nhan-su", query_string={"don-vi": office["pay"].id}).text
    assert "Bùi Bình" not in pay
    assert client.get(f"/nhan-su/{mine.id}").status_code == 200
    assert client.get(f"/nhan-su/{other.id}").status_code == 404


def test_head_of_a_party_organisation_sees_its_members(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    member = make_person(db, full_name="Lê An", unit=office["pay"], party_unit=office["cell"])
    login(client, make_account(db, role=Role.CELL_COMMITTEE, unit=office["cell"]))
    assert "Lê An" in client.get("/nhan-su").text
    page = client.get(f"/nhan-su/{member.id}").text
    assert "Vụ Tiền lương" in page
    assert f"/nhan-su/{member.id}/mat-khau" not in page


def test_party_membership_is_shown_to_those_who_may_know_it(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    member = make_person(db, unit=office["pay"], party_unit=office["cell"])
    name = "Chi bộ"
    pages = ("/nhan-su", f"/nhan-su/{member.id}")
    knowing = {
        Role.CELL_COMMITTEE: office["cell"],
        Role.CAMPAIGN_OFFICE: office["pay"],
        Role.RECORDS_CLERK: office["pay"],
        Role.ADMINISTRATOR: None,
    }
    for role, unit in knowing.items():
        login(client, make_account(db, role=role, unit=unit))
        assert [name in client.get(page).text for page in pages] == [True, True], role
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=office["pay"]))
    for page in pages:
        assert "Đảng viên" not in client.get(page).text
        assert db.get_one(Unit, office["cell"].id).code not in client.get(page).text
        assert f'href="/don-vi/{office["cell"].id}"' not in client.get(page).text


def test_looking_at_a_person_is_traced(
    admin: FlaskClient, db: Session, office: dict[str, Unit]
) -> None:
    person = make_person(db, unit=office["pay"])
    admin.get(f"/nhan-su?don-vi={office['pay'].id}")
    admin.get(f"/nhan-su/{person.id}")
    looks = db.scalars(select(AccessEntry).order_by(AccessEntry.id))
    assert [(entry.action, entry.subject_id) for entry in looks] == [
        ("list of people seen", office["pay"].id),
        ("person viewed", person.id),
    ]


def test_trainers_learners_and_strangers_find_nothing(
    client: FlaskClient, db: Session, office: dict[str, Unit], login: Login
) -> None:
    person = make_person(db, unit=office["pay"])
    own = make_account(db, person=person)
    addresses = ("/nhan-su", f"/nhan-su/{person.id}", "/nhan-su/nhap", "/nhan-su/nhap/1")
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, "/dang-nhap" in answer.location) == (303, True)
    for account in (own, make_account(db, role=Role.TRAINER, unit=office["ministry"])):
        login(client, account)
        assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_person_page_shows_places_with_their_days(
    admin: FlaskClient, db: Session, office: dict[str, Unit]
) -> None:
    person = make_person(db, unit=office["pay"], party_unit=office["cell"])
    page = admin.get(f"/nhan-su/{person.id}").text
    assert "Vụ Tiền lương" in page
    assert "Chi bộ Pháp chế" in page
    assert "01/01/2020" in page
    assert admin.get("/nhan-su/999999").status_code == 404
    assert db.get_one(Person, person.id).full_name in page
