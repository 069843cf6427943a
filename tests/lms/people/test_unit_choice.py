"""Choosing a unit of many: suggested is what may be chosen, and a page without a script asks as well."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.units import choosing
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
Units = dict[str, Unit]
FIND = "/don-vi/chon"


@pytest.fixture
def units(db: Session) -> Units:
    top = make_unit(db, name="Bộ", kind=UnitKind.MINISTRY)
    first = make_unit(db, name="Cục Một", parent=top)
    second = make_unit(db, name="Cục Hai", parent=top)
    return {
        "top": top,
        "first": first,
        "second": second,
        "first office": make_unit(db, name="Phòng Tổ chức", code="M.TC", parent=first),
        "second office": make_unit(db, name="Phòng Tổ chức", code="H.TC", parent=second),
        "cell": make_unit(db, name="Chi bộ Tổ chức", tree=Tree.PARTY),
    }


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were more units than a list can show."""
    monkeypatch.setattr(choosing, "FEW", 0)


@pytest.fixture
def clerk(db: Session, units: Units) -> Account:
    return make_account(db, role=Role.RECORDS_CLERK, unit=units["first"])


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR))


@pytest.fixture
def person(db: Session, units: Units) -> Person:
    return make_person(db, full_name="Cao Minh Đức", unit=units["first"])


def found(client: FlaskClient, scope: str, words: str, **more: str) -> list[str]:
    answer = client.get(FIND, query_string={"pham-vi": scope, "q": words, **more})
    assert answer.status_code == 200
    assert answer.json is not None
    return [each["code"] for each in answer.json["units"]]


def test_answers_name_the_unit_its_code_and_the_unit_above(
    admin: FlaskClient, units: Units
) -> None:
    answer = admin.get(FIND, query_string={"pham-vi": "ho-so", "q": "to chuc cuc hai"})
    office = units["second office"]
    assert answer.json == {
        "units": [
            {"id": office.id, "name": "Phòng Tổ chức", "code": "H.TC", "note": "H.TC · Cục Hai"}
        ]
    }
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert found(admin, "ho-so", "to chuc", cay="party") == [units["cell"].code]


def test_only_units_under_the_grant_are_suggested(
    client: FlaskClient, login: Login, clerk: Account, units: Units
) -> None:
    login(client, clerk)
    for scope in ("ho-so", "danh-sach"):
        assert found(client, scope, "to chuc") == ["M.TC"]
        assert found(client, scope, "cuc") == [units["first"].code]
        assert found(client, scope, "bo") == []
    for scope in ("vai-tro", "to-chuc", "phu-trach"):
        assert found(client, scope, "to chuc") == []
        assert found(client, scope, "") == []


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.ADMINISTRATOR, {"ho-so", "danh-sach", "vai-tro", "to-chuc", "phu-trach"}),
        (Role.CAMPAIGN_OFFICE, {"danh-sach", "phu-trach"}),
        (Role.TRAINER, {"phu-trach"}),
        (Role.UNIT_HEAD, {"danh-sach"}),
    ],
)
def test_each_role_chooses_for_what_it_may_do(
    db: Session, client: FlaskClient, login: Login, units: Units, role: Role, scopes: set[str]
) -> None:
    login(
        client,
        make_account(db, role=role, unit=None if role is Role.ADMINISTRATOR else units["top"]),
    )
    every = ("ho-so", "danh-sach", "vai-tro", "to-chuc", "phu-trach")
    assert {scope for scope in every if found(client, scope, "phong to chuc")} == scopes


def test_learners_and_strangers_are_told_nothing(
    db: Session, client: FlaskClient, login: Login, units: Units
) -> None:
    assert client.get(f"{FIND}?pham-vi=danh-sach&q=to").status_code == 303
    login(client, make_account(db))
    assert client.get(f"{FIND}?pham-vi=danh-sach&q=to").status_code == 404


def test_an_unknown_scope_is_no_page(admin: FlaskClient) -> None:
    assert admin.get(f"{FIND}?pham-vi=moi-thu&q=to").status_code == 404
    assert admin.get(FIND).status_code == 404


def test_units_of_another_day_are_found_under_their_names_of_that_day(
    db: Session, admin: FlaskClient, units: Units
) -> None:
    day = clock.today() + timedelta(days=30)
    make_unit(db, name="Cục Sắp lập", parent=units["top"], starts_on=day)
    assert found(admin, "to-chuc", "sap lap") == []
    assert len(found(admin, "to-chuc", "sap lap", ngay=day.isoformat())) == 1
    assert found(admin, "to-chuc", "sap lap", ngay="hom-nay") == []


def test_suggesting_asks_the_database_twice_at_most(
    admin: FlaskClient,
    units: Units,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    found(admin, "ho-so", "to chuc")
    with count_queries() as statements:
        found(admin, "ho-so", "to chuc")
    assert len([each for each in statements if "SELECT" in each]) <= 1  # who is asking


@pytest.mark.usefixtures("many")
class TestWithoutScript:
    """The page is answered with the units that the words may mean."""

    def move(self, client: FlaskClient, person: Person, **sent: object) -> tuple[int, str]:
        data = {"on": clock.today().isoformat(), **sent}
        answer = client.post(f"/nhan-su/{person.id}/sua/dieu-chuyen", data=data)
        return answer.status_code, answer.text

    def unit_of(self, db: Session, person: Person) -> int:
        held = select(Membership.unit_id).where(
            Membership.person_id == person.id, Membership.ends_on.is_(None)
        )
        return db.scalars(held).one()

    def test_words_of_several_units_are_asked_about_and_then_chosen(
        self, db: Session, admin: FlaskClient, units: Units, person: Person
    ) -> None:
        status, page = self.move(admin, person, **{"unit_id-tim": "tổ chức"})
        assert status == 422
        assert "chọn đúng đơn vị" in page
        for each in ("first office", "second office", "cell"):
            assert f'type="radio" name="unit_id" id="unit_id-{units[each].id}"' in page
        assert 'name="unit_id-tim" value="tổ chức"' in page
        assert self.unit_of(db, person) == units["first"].id
        chosen = {
            "unit_id-tim": "tổ chức",
            "unit_id-cua": "tổ chức",
            "unit_id": units["second office"].id,
        }
        assert self.move(admin, person, **chosen)[0] == 303
        db.expire_all()
        assert self.unit_of(db, person) == units["second office"].id

    def test_a_code_or_a_whole_name_is_enough(
        self, db: Session, admin: FlaskClient, units: Units, person: Person
    ) -> None:
        assert self.move(admin, person, **{"unit_id-tim": "h.tc"})[0] == 303
        db.expire_all()
        assert self.unit_of(db, person) == units["second office"].id

    def test_other_words_undo_a_choice(
        self, db: Session, admin: FlaskClient, units: Units, person: Person
    ) -> None:
        sent = {
            "unit_id-tim": "cuc hai gi do",
            "unit_id-cua": "tổ chức",
            "unit_id": units["second office"].id,
        }
        status, page = self.move(admin, person, **sent)
        assert (status, "Không có đơn vị nào khớp" in page) == (422, True)
        assert self.unit_of(db, person) == units["first"].id

    def test_nothing_typed_is_no_unit(
        self, admin: FlaskClient, person: Person, units: Units
    ) -> None:
        status, page = self.move(admin, person, **{"unit_id-tim": " "})
        assert (status, "chọn đơn vị" in page) == (422, True)

    def test_a_unit_outside_the_grant_is_neither_listed_nor_taken(
        self,
        db: Session,
        client: FlaskClient,
        login: Login,
        clerk: Account,
        units: Units,
        person: Person,
    ) -> None:
        login(client, clerk)
        status, page = self.move(client, person, **{"unit_id-tim": "tổ chức"})
        assert status == 422
        assert (
            f'id="unit_id-{units["first office"].id}" value="{units["first office"].id}" checked'
            in page
        )
        assert f'id="unit_id-{units["second office"].id}"' not in page
        outside = units["second office"].id
        status, page = self.move(client, person, unit_id=outside)
        assert (status, "không thuộc phạm vi" in page) == (422, True)
        taken = {"unit_id": outside, "unit_id-tim": "x", "unit_id-cua": "x"}
        assert self.move(client, person, **taken)[0] == 422
        assert self.unit_of(db, person) == units["first"].id

    def test_the_list_is_narrowed_by_words_and_asks_where_they_mean_several(
        self, db: Session, admin: FlaskClient, units: Units, person: Person
    ) -> None:
        make_person(db, full_name="Đỗ Thị Dung", unit=units["second office"])
        page = admin.get("/nhan-su", query_string={"don-vi-tim": "cục hai"}).text
        assert ("Đỗ Thị Dung" in page, person.full_name in page) == (True, False)
        page = admin.get("/nhan-su", query_string={"don-vi-tim": "phong to"}).text
        assert 'type="radio" name="don-vi"' in page
        stale = {
            "don-vi-tim": "",
            "don-vi": units["second"].id,
            "don-vi-cua": "Cục Hai",
        }
        page = admin.get("/nhan-su", query_string=stale).text
        assert person.full_name in page

    def test_everything_is_not_granted_by_an_empty_box(
        self, db: Session, admin: FlaskClient, person: Person, units: Units
    ) -> None:
        account = make_account(db, person=person)
        sent = {"role": "records clerk", "reason": "QĐ 1", "unit_id-tim": ""}
        address = f"/nhan-su/{person.id}/vai-tro"
        granted = select(RoleGrant.unit_id).where(RoleGrant.account_id == account.id)
        assert admin.post(address, data=sent).status_code == 422
        both = sent | {"unit_id-tim": "h.tc", "is_everywhere": "1"}
        assert admin.post(address, data=both).status_code == 422
        assert db.scalars(granted).all() == []
        assert admin.post(address, data=sent | {"is_everywhere": "1"}).status_code == 303
        assert db.scalars(granted).all() == [None]


@pytest.mark.parametrize(
    "address",
    [
        "/nhan-su",
        "/nhan-su/moi",
        "/phan-quyen",
        "/nhan-su/phieu-kich-hoat",
        "/don-vi/lap",
        "/dot-hoc-tap/moi",
    ],
)
@pytest.mark.usefixtures("many")
def test_pages_do_not_grow_with_the_number_of_units(
    db: Session, admin: FlaskClient, units: Units, address: str
) -> None:
    before = len(admin.get(address).text)
    for number in range(80):
        make_unit(db, name=f"Đội {number}", parent=units["first"])
    assert abs(len(admin.get(address).text) - before) < 200
