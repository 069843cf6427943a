"""A personnel code typed with a blank in it, as it is read aloud: PTCD 0106."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people import search_scope
from lms.people.code_parts import drawn_together
from lms.people.models import Membership, Person
from lms.people.queries import choose_people, find_listed
from lms.people.question import Question
from lms.people.search import found_in_turn, suggest_people
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.conferences.audience import matches
from tests.factories import make_unit
from tests.lms.people.test_code_parts import coded


@pytest.fixture(params=["few are looked at", "words are read"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "words are read":
        monkeypatch.setattr(search_scope, "_FEW", 0)
    return str(request.param)


@pytest.mark.parametrize(
    ("typed", "together"),
    [
        ("PTCD 0106", "PTCD0106"),
        ("bnv 00123 an", "bnv00123 an"),
        ("BNV-VP  0042", "BNV-VP0042"),
        ("nv 0 12", "nv012"),
        ("an binh 0912", "an binh0912"),
        ("0912 345", None),
        ("lê văn an", None),
        ("0912 an", None),
        ("a@b.vn 12", None),
        ("", None),
    ],
)
def test_a_code_typed_in_parts_is_drawn_together(typed: str, together: str | None) -> None:
    assert drawn_together(typed) == together


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("PTCD0106", ["PTCD 0106", "ptcd 01", "cd 0106", "ptcd 0106 an", "lê ptcd 0106"]),
        ("BNV-PTCD.0106", ["BNV-PTCD 0106", "ptcd 0106", "bnv-ptcd 010"]),
        ("NV000123", ["nv 000123", "NV 0001"]),
        ("BNV00123", ["bnv 00123", "bnv 0012"]),
    ],
)
def test_a_code_typed_with_a_blank_finds_its_owner_wherever_people_are_searched(
    db: Session, way: str, code: str, typed: list[str]
) -> None:
    person, day = coded(db, code, "Lê Văn An"), clock.today()
    coded(db, "KHAC9", "Trần Văn An")
    tree = load_tree(db, Tree.STATE, day)
    for each in typed:
        in_turn = found_in_turn(each, None)
        assert in_turn is not None
        assert [found.id for found in suggest_people(db, each)] == [person.id], each
        assert set(db.scalars(choose_people(Question(each)))) == {person.id}, each
        assert set(db.scalars(select(Person.id).where(in_turn))) == {person.id}, each
        assert set(db.scalars(select(Person.id).where(matches(each)))) == {person.id}, each
    unit = make_unit(db, name="Vụ Pháp chế")
    db.add(Membership(person_id=person.id, unit_id=unit.id, tree=Tree.STATE, starts_on=day))
    db.flush()
    for each in typed:
        assert set(db.scalars(find_listed(db, [tree], Question(each)))) == {person.id}, each


def test_a_name_and_a_number_come_before_a_code_with_a_blank(db: Session, way: str) -> None:
    named = coded(db, "Z0123", "Lê Dung")
    coded(db, "DUNG0123", "Trần Bình")
    assert [each.id for each in suggest_people(db, "dung 0123")] == [named.id]
