"""Words of a name and of a unit in one search: nobody has them all, so they are parted."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account
from lms.people.search_parting import MOST_TRIED, part_words
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import UnitTree, load_tree
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def units(db: Session) -> dict[str, Unit]:
    """Two departments with a room each, people of the same names in both."""
    top = make_unit(db, name="Bộ Nội vụ")
    cadres = make_unit(db, name="Vụ Tổ chức cán bộ", parent=top, code="V05")
    room = make_unit(db, name="Phòng Chính sách", parent=cadres, code="V05.01")
    law = make_unit(db, name="Vụ Pháp chế", parent=top, code="VPC")
    make_person(db, full_name="Nguyễn Văn Dũng", unit=cadres)
    make_person(db, full_name="Nguyễn Vân Anh", unit=room)
    make_person(db, full_name="Nguyễn Văn Toàn", unit=law)
    make_person(db, full_name="Cao Minh Đức", unit=cadres)
    return {"top": top, "cadres": cadres, "room": room, "law": law}


@pytest.fixture
def tree(db: Session, units: dict[str, Unit]) -> UnitTree:
    return load_tree(db, Tree.STATE, clock.today())


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, full_name="Bùi Quản Trị", role=Role.ADMINISTRATOR))


def suggested(client: FlaskClient, words: str) -> list[str]:
    answer = client.get("/nhan-su/tim", query_string={"q": words})
    assert answer.json is not None
    return [each["name"] for each in answer.json["people"]]


def listed(client: FlaskClient, words: str, **more: object) -> set[str]:
    page = client.get("/nhan-su", query_string={"tim": words, **more}).text
    names = ("Nguyễn Văn Dũng", "Nguyễn Vân Anh", "Nguyễn Văn Toàn", "Cao Minh Đức")
    return {name for name in names if name in page}


BOTH = {"Nguyễn Văn Dũng", "Nguyễn Vân Anh"}


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nguyễn tổ chức", BOTH),
        ("nguyen van to chuc", BOTH),
        ("to chuc can bo nguyen", BOTH),
        ("vụ tổ chức cán bộ nguyễn văn dũng", {"Nguyễn Văn Dũng"}),
        ("nguyen phap ch", {"Nguyễn Văn Toàn"}),
        ("anh chinh sach", {"Nguyễn Vân Anh"}),
        ("nguyen can to", BOTH),
        ("nguyen v05", BOTH),
        ("V05 Nguyễn", BOTH),
        ("nguyen v05.0", {"Nguyễn Vân Anh"}),
        ("nguyen v0501", {"Nguyễn Vân Anh"}),
        ("nguyen 5.01", {"Nguyễn Vân Anh"}),
        ("nguyen – v05.01", {"Nguyễn Vân Anh"}),
        ("nguyen vpc", {"Nguyễn Văn Toàn"}),
        ("nguyen vp", set()),
        ("nguyen v06", set()),
        ("nguyen van toan", {"Nguyễn Văn Toàn"}),
        ("duc phap che", set()),
        ("nguyen khong co", set()),
        ("tran to chuc", set()),
    ],
)
def test_a_name_and_a_unit_find_people_as_one_types_and_in_the_list(
    admin: FlaskClient, words: str, found: set[str]
) -> None:
    assert set(suggested(admin, words)) == found
    assert listed(admin, words) == found


def test_whoever_has_all_words_is_not_mixed_with_others(
    db: Session, admin: FlaskClient, units: dict[str, Unit]
) -> None:
    make_person(db, full_name="Nguyễn Tổ Chức", unit=units["law"])
    assert suggested(admin, "nguyen to chuc") == ["Nguyễn Tổ Chức"]


def test_units_that_the_reader_may_not_see_part_nothing(
    db: Session, client: FlaskClient, login: Login, units: dict[str, Unit]
) -> None:
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=units["room"]))
    assert suggested(client, "nguyen chinh sach") == ["Nguyễn Vân Anh"]
    assert suggested(client, "nguyen to chuc") == ["Nguyễn Vân Anh"]
    assert suggested(client, "nguyen phap che") == []
    assert listed(client, "nguyen phap che") == set()


def test_all_people_found_are_those_of_the_list(
    db: Session, admin: FlaskClient, units: dict[str, Unit]
) -> None:
    chosen = {"tim": "nguyen to chuc", "tat-ca": "1"}
    assert "2 người" in admin.get("/nhan-su/hang-loat", query_string=chosen).text
    below = chosen | {"don-vi": units["room"].id}
    assert "1 người" in admin.get("/nhan-su/hang-loat", query_string=below).text
    assert listed(admin, "nguyen to chuc", **{"don-vi": units["room"].id}) == {"Nguyễn Vân Anh"}


def test_the_likeliest_way_comes_first(tree: UnitTree, units: dict[str, Unit]) -> None:
    first = next(part_words("Nguyễn Văn tổ chức", [tree]))
    assert first.words == "Nguyễn Văn"
    assert first.unit_ids == {units["cadres"].id, units["room"].id}
    assert len(list(part_words("vu vu vu vu vu vu", [tree]))) <= MOST_TRIED


@pytest.mark.parametrize("words", ["", " ", "nguyen", "% _", "- -", "nguyen -"])
def test_there_is_nothing_to_part(tree: UnitTree, words: str) -> None:
    assert list(part_words(words, [tree])) == []
