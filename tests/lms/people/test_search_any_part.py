"""Whatever part of a name, a code or a unit somebody types, and however: it leads to the person."""

import random
import unicodedata
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people import search, search_counts, search_scope, search_walk
from lms.people.enums import Role
from lms.people.models import Account, Membership, Person
from lms.people.queries import choose_people
from lms.people.question import Question
from lms.people.search import suggest_people
from lms.people.search_walk import walk_people
from lms.text import fold, spelt_both_ways
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
SURNAMES = "Nguyễn Trần Đỗ Lò Ngô Hoàng Ức".split()
MIDDLES = "Thị Văn Hoàng Thuý Đức Nguyên Ngọc".split()
GIVEN = "An Ánh Ân Dung Dũng Duy Đạt Đức Hoà Hòa Hoàng Thùy Thủy Thuỷ Thúy Uyên Ước Ý Nguyên Lợi".split()
OTHERS = ["Y Thanh Hà Niê-Kđăm", "H’Hen Niê", "Đặng Nguyễn Ngọc Anh Thư", "Lâm"]
CODES = ["NV000{}", "BNV-VP-0{}", "TV/{}", "Đ.{}"]
SLOWLY = settings(max_examples=150, deadline=None)


def names() -> list[str]:
    draw = random.Random(5)
    made = {" ".join(map(draw.choice, (SURNAMES, MIDDLES, GIVEN))) for _ in range(70)}
    return sorted(made) + OTHERS


@pytest.fixture
def people(db: Session) -> list[Person]:
    unit = make_unit(db, name="Cục Văn thư và Lưu trữ Nhà nước")
    return [
        make_person(db, full_name=name, personnel_code=CODES[place % 4].format(place), unit=unit)
        for place, name in enumerate(names())
    ]


def as_typed(draw: st.DrawFn, text: str) -> str:
    """The same text as somebody may type it: without marks, in capitals, taken apart as macOS does."""
    written = draw(st.sampled_from([str, fold, str.upper, str.lower]))(text)
    form = draw(st.sampled_from(["NFC", "NFD"]))
    return unicodedata.normalize(form, draw(st.sampled_from(["", " "])) + written)


@st.composite
def part_of(draw: st.DrawFn, name: str) -> str:
    """Some words of a name in any order, the last of them perhaps only begun."""
    words = draw(st.permutations(name.split()))[: draw(st.integers(1, len(name.split())))]
    last = draw(st.integers(1, len(words[-1])))
    return as_typed(draw, " ".join([*words[:-1], words[-1][:last]]))


def listed(db: Session, words: str) -> set[int]:
    return set(db.scalars(choose_people(Question(words))))


def test_any_words_of_a_name_find_the_person(db: Session, people: list[Person]) -> None:
    @SLOWLY
    @given(st.sampled_from(people), st.data())
    def check(person: Person, data: st.DataObject) -> None:
        typed = data.draw(part_of(person.full_name))
        assert person.id in {each.id for each in suggest_people(db, typed, limit=100)}, typed
        assert person.id in listed(db, typed), typed

    check()


def test_everybody_found_has_every_word(db: Session, people: list[Person]) -> None:
    @SLOWLY
    @given(st.sampled_from(people), st.data())
    def check(person: Person, data: st.DataObject) -> None:
        typed = data.draw(part_of(person.full_name))
        for found in suggest_people(db, typed, limit=100):
            code, email = fold(found.personnel_code or ""), f"nguoi{found.id}"
            name = " " + fold(found.full_name).replace("-", " ").replace("’", "'")
            for word in fold(typed).replace("’", "'").split():
                begins = f" {word}" in name or f" {word}" in " " + fold(found.full_name)
                assert begins or code.startswith(word) or email.startswith(word), (typed, found)

    check()


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("NV000123", ["nv000123", "NV0001", "123", "000123", "12"]),
        ("BNV-VP-0042", ["bnv-vp", "0042", "42", "BNV-VP-0042", "0042 an"]),
        ("Đ.07/TW", ["Đ.07", "d.07", "07", "7"]),
        ("0912", ["0912", "912", "091"]),
    ],
)
def test_any_part_of_a_code_finds_the_person(db: Session, code: str, typed: list[str]) -> None:
    person = make_person(db, full_name="Lê Văn An", personnel_code=code)
    person.phone, person.email = "", None
    make_person(db, full_name="Lê Văn Bình", personnel_code="KHAC")
    db.flush()
    for each in typed:
        assert [found.id for found in suggest_people(db, each)] == [person.id], each
        assert listed(db, each) == {person.id}, each


def test_any_words_of_a_unit_list_its_people(db: Session, people: list[Person]) -> None:
    other = make_person(db, full_name="Bế Xuân Quỳnh", unit=make_unit(db, name="Vụ Pháp chế"))

    @SLOWLY
    @given(part_of("Cục Văn thư và Lưu trữ Nhà nước"))
    def check(typed: str) -> None:
        assert {person.id for person in people} <= listed(db, typed), typed
        assert other.id not in listed(db, "Vu Phap che, " + typed)

    check()
    assert listed(db, "phap che") == {other.id}


def test_both_ways_give_the_same_answers(
    db: Session, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    @SLOWLY
    @given(st.sampled_from(people), st.integers(1, 12), st.sampled_from([8, 40, 8_000]), st.data())
    def check(person: Person, limit: int, read: int, data: st.DataObject) -> None:
        typed = data.draw(part_of(person.full_name))
        monkeypatch.setattr(search_walk, "READ_OF_STRETCH", read)
        monkeypatch.setattr(search_walk, "READ_OF_ALL", read)
        walked = walk_people(db, typed, None, limit)
        monkeypatch.setattr(search, "walk_people", lambda *_asked: None)
        looked_at = [each.id for each in suggest_people(db, typed, limit=limit)]
        monkeypatch.undo()
        assert walked is None or walked == looked_at, typed

    check()


@pytest.mark.parametrize("read_first", [0, 1_000_000])
def test_units_limit_the_answers_however_their_people_are_read(
    db: Session, people: list[Person], monkeypatch: pytest.MonkeyPatch, read_first: int
) -> None:
    """All at once or one by one, by a count or by what is expected, walking or looking at all who have a word."""
    unit = make_unit(db, name="Vụ Pháp chế")
    for person in people[::2]:
        person_of_unit = make_person(db, full_name=person.full_name, unit=unit)
        assert person_of_unit.id != person.id
    monkeypatch.setattr(search_scope, "_FEW", 0)
    monkeypatch.setattr(search, "_SOON_READ", read_first)
    monkeypatch.setattr(search, "_READ_FOR_ONE_ASKED", read_first)
    monkeypatch.setattr(search_counts, "_REMEMBERED_FROM", 1)
    everybody = [person.id for person in db.scalars(select(Person))]
    inside = set(db.scalars(select(Membership.person_id).where(Membership.unit_id == unit.id)))

    @SLOWLY
    @given(st.sampled_from(people), st.sampled_from([8, 8_000]), st.data())
    def check(person: Person, read: int, data: st.DataObject) -> None:
        typed = data.draw(part_of(person.full_name))
        monkeypatch.setattr(search_counts, "_remembered", {})
        monkeypatch.setattr(search_walk, "READ_OF_STRETCH", read)
        monkeypatch.setattr(search_walk, "READ_OF_ALL", read)
        found = [each.id for each in suggest_people(db, typed, [unit.id], limit=len(everybody))]
        of_all = [each.id for each in suggest_people(db, typed, limit=len(everybody))]
        assert found == [each for each in of_all if each in inside], typed

    check()


@pytest.mark.parametrize("typed", ["Hoà", "Hòa", "hòa", unicodedata.normalize("NFD", "Hoà")])
def test_a_tone_put_elsewhere_is_the_same_name(db: Session, typed: str) -> None:
    for name in ("Bùi Thị Hoa", "Bùi Thị Hoà", "Bùi Văn Hòa"):
        make_person(db, full_name=name)
    found = [each.full_name for each in suggest_people(db, typed)]
    assert sorted(found[:2]) == ["Bùi Thị Hoà", "Bùi Văn Hòa"]
    assert found[2] == "Bùi Thị Hoa"


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("Hoà", {"Hoà", "Hòa"}),
        ("Thủy", {"Thủy", "Thuỷ"}),
        ("khoẻ", {"khoẻ", "khỏe"}),
        ("Quý", {"Quý"}),
        ("Hoàng", {"Hoàng"}),
        ("Hoa", {"Hoa"}),
        ("Ý", {"Ý"}),
    ],
)
def test_words_are_spelt_in_two_ways_at_most(word: str, spellings: set[str]) -> None:
    assert set(spelt_both_ways(word)) == spellings


def test_people_of_one_name_stand_in_name_order(
    db: Session, client: FlaskClient, login: Login
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    for _ in range(30):
        make_person(db, full_name="Nguyễn Văn Dũng")
    first = make_person(db, full_name="Bùi Văn Dũng")
    answer = client.get("/nhan-su/tim?q=d%C5%A9ng v").json
    assert answer is not None
    assert len(answer["people"]) == 10
    assert answer["people"][0]["url"] == f"/nhan-su/{first.id}"


def test_two_words_that_begin_alike_meet_nobody_twice(db: Session, people: list[Person]) -> None:
    """Whose given name begins with one of them begins with the other as well."""
    looked_at = [each.id for each in suggest_people(db, "hoang thuy hoa", limit=10)]
    for limit in range(1, 11):
        assert walk_people(db, "hoang thuy hoa", None, limit) == looked_at[:limit]
