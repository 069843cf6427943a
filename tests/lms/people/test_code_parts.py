"""Any part of a personnel code finds its owner, as one types and in every list; what only has it inside comes last."""

import random
from collections.abc import Callable, Sequence

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people import search_scope
from lms.people.code_parts import INSIDE, ends_of_code, sought_inside, words_of_code
from lms.people.enums import Role
from lms.people.models import Account, Person
from lms.people.on_day_chosen import people_on
from lms.people.queries import choose_people, find_listed
from lms.people.question import Question
from lms.people.search import found_in_turn, suggest_people
from lms.people.search_counts import Counts
from lms.people.word_index import words_of_person
from lms.text import fold
from lms.units.enums import Tree
from lms.units.tree import load_tree
from sessions.conferences.audience import matches
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
CODES = ["BNV00123", "NV-0123/A", "Đ.07/TW", "0912", "CB", "2024.HN.000777", "ab-cd"]
codes = st.text("ABNVXĐ01279.-/_", min_size=2, max_size=12).filter(
    lambda code: any(map(str.isalnum, code))
)
SLOWLY = settings(max_examples=150, deadline=None)


@pytest.fixture(params=["few are looked at", "words are read"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "words are read":
        monkeypatch.setattr(search_scope, "_FEW", 0)
    return str(request.param)


def coded(db: Session, code: str, name: str = "Lê Văn Ân") -> Person:
    """Somebody who is found by nothing but the name and the code."""
    person = make_person(db, full_name=name, personnel_code=code)
    person.phone, person.email = "", None
    db.flush()
    return person


def signs(text: str) -> int:
    return sum(map(str.isalnum, text))


def begins_a_word(words: set[str], typed: str) -> bool:
    part = sought_inside(typed, [typed])
    return any(
        word.startswith(typed) or (part is not None and word.startswith(part)) for word in words
    )


def test_rows_are_made_for_each_end_of_a_code() -> None:
    assert words_of_code("nv-0123/a") == {"nv-0123/a", "nv0123a", "0123", "123"}
    ends = {"nv0123a", "v0123a", "0123a", "123a", "23a", "3a"}
    assert ends_of_code("nv-0123/a") == {INSIDE + each for each in ends}
    assert words_of_code("nv000123") == {"nv000123", "123"}
    plain = {"v000123", "000123", "00123", "0123", "123", "23"}
    assert ends_of_code("nv000123") == {INSIDE + each for each in plain}
    assert ends_of_code("7") == ends_of_code("ab") == ends_of_code("-") == set()


@pytest.mark.parametrize(
    ("word", "typed", "part"),
    [
        ("0012", ["0012"], "0012"),
        ("v0", ["v0"], "v0"),
        ("3/a", ["3/a"], "3a"),
        ("-1", ["-1"], None),
        ("1", ["1"], None),
        ("%", ["%"], None),
        ("a@b", ["a@b"], None),
        ("012", ["an", "012"], "012"),
        ("12", ["an", "12"], None),
        ("v05", ["an", "v05"], None),
    ],
)
def test_what_is_sought_inside_codes(word: str, typed: Sequence[str], part: str | None) -> None:
    assert sought_inside(word, typed) == (None if part is None else INSIDE + part)


@given(codes, st.data())
def test_any_part_of_any_code_begins_a_word(code: str, data: st.DataObject) -> None:
    words = words_of_person("le van an", code, None, "")
    written = fold(code)
    for text in (written, "".join(filter(str.isalnum, written))):
        start = data.draw(st.integers(0, len(text) - 1))
        typed = text[start : data.draw(st.integers(start + 1, len(text)))]
        assert signs(typed) < 2 or begins_a_word(words, typed), typed


def test_any_part_finds_the_owner_wherever_people_are_searched(db: Session, way: str) -> None:
    unit = make_unit(db, name="Vụ Pháp chế", code="XYZ")
    people = [coded(db, code) for code in CODES]
    for person in people:
        person.full_name, person.name_fold = "Ô Ý", "o y"
    here = {person.id: make_person(db, unit=unit, full_name="Ô Ý") for person in people}
    assert here
    tree = load_tree(db, Tree.STATE, clock.today())

    @SLOWLY
    @given(st.sampled_from(people), st.booleans(), st.data())
    def check(person: Person, as_written: bool, data: st.DataObject) -> None:
        code = str(person.personnel_code)
        text = code if as_written else "".join(filter(str.isalnum, code))
        start = data.draw(st.integers(0, len(text) - 2))
        typed = text[start : data.draw(st.integers(start + 2, len(text)))]
        if signs(typed) < 2:
            return
        assert person.id in {each.id for each in suggest_people(db, typed, limit=100)}, typed
        assert person.id in set(db.scalars(choose_people(Question(typed)))), typed
        assert person.id in set(db.scalars(find_listed(db, [tree], Question(typed)))), typed
        in_turn = found_in_turn(typed, None)
        assert in_turn is not None
        assert person.id in set(db.scalars(select(Person.id).where(in_turn))), typed
        assert person.id in set(db.scalars(select(Person.id).where(matches(typed)))), typed

    check()


@pytest.mark.parametrize("typed", ["0012", "00123", "NV001", "0123", "23", "bnv0", "v00123", "nv"])
def test_parts_of_a_plain_code_find_it_alone(db: Session, typed: str) -> None:
    person = coded(db, "BNV00123")
    coded(db, "KHAC9")
    assert [each.id for each in suggest_people(db, typed)] == [person.id]
    assert db.scalars(choose_people(Question(typed))).all() == [person.id]


def test_who_stands_in_units_is_found_by_a_part_too(db: Session, way: str) -> None:
    unit, other = make_unit(db, name="Vụ Một"), make_unit(db, name="Vụ Hai")
    person = make_person(db, full_name="Lê Văn Ân", personnel_code="BNV00123", unit=unit)
    make_person(db, full_name="Lê Văn Bình", personnel_code="CNV00123", unit=other)
    assert [each.id for each in suggest_people(db, "nv0012", [unit.id])] == [person.id]
    assert suggest_people(db, "nv0013", [unit.id]) == []


@pytest.mark.parametrize("of_many", [False, True])
def test_the_list_of_a_day_finds_by_a_part(db: Session, of_many: bool) -> None:
    unit = make_unit(db, name="Vụ Một", code="S0512")
    person = make_person(db, full_name="Lê Văn Ân", personnel_code="BNV00123", unit=unit)
    trees = [load_tree(db, each, clock.today()) for each in Tree]
    for typed in ("nv0012", "an 0012", "512"):
        found = people_on(trees, Question(typed, party_units=None), of_many=of_many)
        assert db.scalars(found).all() == [person.id], typed


def test_names_come_first_then_codes_that_begin_so_then_those_inside(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = make_unit(db, name="Vụ Một")
    named = make_person(db, full_name="Ô Nvan", personnel_code="X1", unit=unit)
    inside = make_person(db, full_name="Ô An", personnel_code="BNV1", unit=unit)
    begins = make_person(db, full_name="Ô Ý", personnel_code="NV1", unit=unit)
    order = [named.id, begins.id, inside.id]
    assert [each.id for each in suggest_people(db, "nv", [unit.id])] == order
    assert db.scalars(choose_people(Question("nv"))).all() == order
    monkeypatch.setattr(search_scope, "_FEW", 0)
    assert [each.id for each in suggest_people(db, "nv", [unit.id])] == order


def test_an_exact_number_comes_before_codes_that_hold_it(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = make_unit(db, name="Vụ Một")
    inside = make_person(db, full_name="Ô An", personnel_code="NV1234567", unit=unit)
    exact = make_person(db, full_name="Ô Ý", personnel_code="NV000456", unit=unit)
    order = [exact.id, inside.id]
    for typed in ("456", "0456", "o 456"):
        held = order if typed != "0456" else [exact.id]
        assert [each.id for each in suggest_people(db, typed)] == held
        assert [each.id for each in suggest_people(db, typed, [unit.id])] == held
        assert db.scalars(choose_people(Question(typed))).all() == held
    monkeypatch.setattr(Counts, "have_few", lambda *_asked: False)
    assert [each.id for each in suggest_people(db, "o 456")] == order


def test_numbers_beside_each_other_are_all_asked_for(db: Session) -> None:
    person = coded(db, "BNV00123")
    person.phone = "0912345678"
    db.flush()
    coded(db, "CNV00124")
    for typed in ("0912 0012", "0012 0912", "an 0012 0912345"):
        assert [each.id for each in suggest_people(db, typed)] == [person.id], typed
        assert db.scalars(choose_people(Question(typed))).all() == [person.id], typed
    assert suggest_people(db, "0913 0012") == []


def test_a_units_code_beside_a_name_is_not_taken_for_a_part_of_a_code(db: Session) -> None:
    unit = make_unit(db, name="Vụ Một", code="V05")
    person = make_person(db, full_name="Lê Văn Ân", personnel_code="XX1", unit=unit)
    make_person(db, full_name="Lê Văn Bình", personnel_code="NV05123")
    trees = [load_tree(db, each, clock.today()) for each in Tree]
    assert [each.id for each in suggest_people(db, "le v05", trees=trees)] == [person.id]


def test_a_part_takes_one_statement_more_and_only_where_too_few_were_found(db: Session) -> None:
    for number in range(12):
        coded(db, f"NV{number:04}")
    asked: list[str] = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(suggest_people(db, "nv00")) == 10
    direct = len(asked)
    asked.clear()
    assert len(suggest_people(db, "v000")) == 10
    assert len(asked) == direct + 1


def test_a_changed_code_is_found_by_its_parts_alone(db: Session) -> None:
    person = coded(db, "BNV00123")
    person.personnel_code = "BNV00456"
    db.flush()
    assert suggest_people(db, "0012") == []
    assert [each.id for each in suggest_people(db, "0045")] == [person.id]


def test_the_page_finds_by_a_part(db: Session, client: FlaskClient, login: Login) -> None:
    boss = coded(
        db, "ZZZ", "Trần Văn An"
    )  # a code of the factory's own may have the part by chance
    login(client, make_account(db, person=boss, role=Role.ADMINISTRATOR))
    coded(db, "BNV00123", "Cao Minh Đức")
    coded(db, "KHAC9", "Đỗ Thị Dung")
    answer = client.get("/nhan-su/tim?q=V0012").json
    assert answer is not None
    assert [each["name"] for each in answer["people"]] == ["Cao Minh Đức"]
    assert "BNV00123" in answer["people"][0]["note"]
    coded(db, "TV-07/12", "Hồ Sen")
    answer = client.get("/nhan-su/tim?q=v0712").json
    assert answer is not None
    assert "TV-07/12" in answer["people"][0]["note"]
    page = client.get("/nhan-su?tim=V0012").text
    assert "Cao Minh Đức" in page
    assert "Đỗ Thị Dung" not in page


def test_random_parts_are_found_among_many(db: Session) -> None:
    draw = random.Random(3)
    people = [coded(db, f"NV{draw.randrange(10**6):06}{number}") for number in range(60)]
    for person in people:
        code = str(person.personnel_code)
        start = draw.randrange(len(code) - 3)
        typed = code[start : start + draw.randint(2, 5)]
        found = [each.id for each in suggest_people(db, typed, limit=100)]
        having = {each.id for each in people if typed in str(each.personnel_code)}
        assert having <= set(found)
