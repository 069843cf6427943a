"""The names by which finding and ordering people is judged, through the pages that do it."""

import random
import re
import unicodedata
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from tests.factories import make_account, make_person
from tests.lms.test_text_name_order import FULL_NAMES

Login = Callable[[FlaskClient, Account], FlaskClient]
OLD_SPELLING = "Hoàng Thị Thu Thuỷ"
ALL_THUY = {f"Hoàng Thị Thu {name}" for name in ("Thùy", "Thủy", "Thuỷ", "Thúy")}


@pytest.fixture
def reader(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    for name in random.Random(51).sample([*FULL_NAMES, OLD_SPELLING], len(FULL_NAMES) + 1):
        make_person(db, full_name=name)
    boss = make_person(db, full_name="Zzz")
    return login(client, make_account(db, person=boss, role=Role.ADMINISTRATOR))


def suggested(client: FlaskClient, typed: str) -> list[str]:
    answer = client.get("/nhan-su/tim", query_string={"q": typed}).json
    assert answer is not None
    return [each["name"] for each in answer["people"]]


def listed(client: FlaskClient, typed: str = "") -> list[str]:
    page = client.get("/nhan-su", query_string={"tim": typed}).text
    return re.findall(r'<a href="/nhan-su/\d+">([^<]+)</a>', page)


@pytest.mark.parametrize("find", [suggested, listed])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen van dung", {"Nguyễn Văn Dũng", "Nguyễn Vân Dũng"}),
        ("đức", {"Cao Minh Đức", "Phạm Đức Đạt"}),
        ("duc", {"Cao Minh Đức", "Phạm Đức Đạt"}),
        ("ĐỨC", {"Cao Minh Đức", "Phạm Đức Đạt"}),
        ("thuy", ALL_THUY),
        ("Thuỷ", ALL_THUY),
        ("Thúy", ALL_THUY),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_way_to_type_a_name_finds_whoever_bears_it(
    reader: FlaskClient,
    find: Callable[[FlaskClient, str], list[str]],
    typed: str,
    found: set[str],
    form: str,
) -> None:
    assert set(find(reader, unicodedata.normalize(form, typed))) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("đức", {"Cao Minh Đức"}),
        ("Thúy", {"Hoàng Thị Thu Thúy"}),
        ("Thuỷ", {"Hoàng Thị Thu Thủy", OLD_SPELLING}),
        ("Thủy", {"Hoàng Thị Thu Thủy", OLD_SPELLING}),
        ("nguyễn vân dũng", {"Nguyễn Vân Dũng"}),
    ],
)
def test_those_written_as_typed_come_first(
    reader: FlaskClient, typed: str, first: set[str]
) -> None:
    assert set(suggested(reader, typed)[: len(first)]) == first
    assert set(listed(reader, typed)[: len(first)]) == first


def test_whole_list_stands_in_vietnamese_name_order(reader: FlaskClient) -> None:
    found = listed(reader)[:-1]
    place = FULL_NAMES.index("Hoàng Thị Thu Thủy")
    assert set(found[place : place + 2]) == {"Hoàng Thị Thu Thủy", OLD_SPELLING}
    assert [each for each in found if each != OLD_SPELLING] == FULL_NAMES
