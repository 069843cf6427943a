"""Units are found by any word of their name and any part of their code; and so are their people, as one types and in lists."""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import Account
from lms.people.queries import choose_people
from lms.people.question import Question
from lms.people.search import suggest_units
from lms.units.codes import (
    Codes,
    finding,
    has_part,
    is_found,
    meaning_people,
    plain_code,
    unit_means_people,
)
from lms.units.enums import Tree
from lms.units.models import Unit
from lms.units.tree import UnitTree, load_tree
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
TYPED = ["s", "s0", "05", "5.1", "051", "S05.1", "S051", "tccb", "ccb", "5", "-", "%", "_", "05.1"]


@pytest.fixture
def units(db: Session) -> dict[str, Unit]:
    top = make_unit(db, name="Bộ Nội vụ", code="BNV")
    return {
        "law": make_unit(db, name="Vụ Pháp chế", code="S05", parent=top),
        "room": make_unit(db, name="Phòng Thẩm định", code="S05.1", parent=top),
        "cadres": make_unit(db, name="Vụ Tổ chức cán bộ", code="TCCB", parent=top),
        "other": make_unit(db, name="Vụ Đào tạo 05", code="Đ-12", parent=top),
    }


@pytest.fixture
def tree(db: Session, units: dict[str, Unit]) -> UnitTree:
    return load_tree(db, Tree.STATE, clock.today())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("s05", ["law", "room"]),
        ("5.1", ["room"]),
        ("051", ["room"]),
        ("ccb", ["cadres"]),
        ("d-1", ["other"]),
        ("d12", ["other"]),
        ("12", ["other"]),
        ("05", ["other", "law", "room"]),
        ("dinh 05", ["room"]),
        ("tham ccb", []),
        ("am", []),
        ("-", []),
    ],
)
def test_any_word_of_the_name_and_any_part_of_the_code_find_a_unit(
    units: dict[str, Unit], tree: UnitTree, typed: str, found: list[str]
) -> None:
    met = [each.id for each in suggest_units(typed, [tree], limit=9)]
    assert met == [units[each].id for each in found]


def test_every_place_that_finds_units_finds_them_by_a_part(
    db: Session, client: FlaskClient, login: Login, units: dict[str, Unit]
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    db.commit()
    offered = client.get("/don-vi/chon?pham-vi=danh-sach&q=CCB").json
    suggested = client.get("/nhan-su/tim?q=CCB").json
    assert offered is not None
    assert suggested is not None
    assert [each["name"] for each in offered["units"]] == ["Vụ Tổ chức cán bộ"]
    assert [each["name"] for each in suggested["units"]] == ["Vụ Tổ chức cán bộ"]
    assert f'id="u{units["cadres"].id}"' in client.get("/don-vi?tim=CCB").text


@pytest.mark.parametrize("typed", TYPED)
def test_the_database_means_the_same_units_as_the_rule(
    db: Session, units: dict[str, Unit], typed: str
) -> None:
    part = meaning_people(typed)
    coded = [(each.id, plain_code(each.code)) for each in db.scalars(select(Unit))]
    meant = {unit_id for unit_id, code in coded if is_found(code, part)}
    assert set(Codes(coded).with_part(part)) == meant
    assert set(db.scalars(select(Unit.id).where(unit_means_people(typed)))) == meant


def test_letters_alone_mean_no_people_unless_they_are_the_whole_code(
    db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, full_name="Lê Văn Ân", personnel_code="1", unit=units["cadres"])
    assert db.scalars(choose_people(Question("tccb"))).all() == [person.id]
    assert db.scalars(choose_people(Question("ccb"))).all() == []


def test_a_part_of_a_units_code_with_a_figure_lists_its_people(
    db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, full_name="Lê Văn Ân", personnel_code="X", unit=units["room"])
    for typed in ("5.1", "S051", "05.1", "051"):
        assert db.scalars(choose_people(Question(typed))).all() == [person.id], typed


def test_two_signs_are_the_fewest_inside_a_code() -> None:
    assert has_part("S05.1", "51")
    assert not has_part("S05.1", "5")
    assert is_found("s051", finding("s"))
    assert not is_found("s051", finding("5"))
    assert not is_found("s051", finding(""))


@given(
    st.lists(st.text("s05", max_size=4), max_size=6),
    st.text("s05", max_size=3).map(meaning_people) | st.text("s05", max_size=3).map(finding),
)
def test_all_codes_at_once_are_found_as_one_by_one(codes: list[str], part: str) -> None:
    found = list(Codes(enumerate(codes)).with_part(part))
    assert found == [unit for unit, code in enumerate(codes) if is_found(code, part)]
