"""The line under each name while one types: what tells somebody from their namesakes, of what may be told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import PartyStatus, Role
from lms.people.models import Account
from lms.people.search_answers import LINE, Found, notes_of
from lms.units.enums import Tree, UnitKind
from lms.units.tree import Node, UnitTree
from tests.factories import make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = {
    1: "Bộ Nội vụ",
    2: "Vụ Pháp chế",
    3: "Vụ Tiền lương",
    4: "Phòng Tổng hợp",
    5: "Phòng Tổng hợp",
}
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 3}


def tree() -> UnitTree:
    nodes = {
        unit: Node(unit, f"S{unit}", name, UnitKind.UNIT, "", PARENTS[unit], unit)
        for unit, name in NAMES.items()
    }
    return UnitTree(Tree.STATE, date(2026, 1, 1), nodes, {})


def person(
    id_: int, unit: int, name: str = "Nguyễn Văn An", code: str | None = None, **more: object
) -> Found:
    values: Mapping[str, object] = {"born_on": None, "birth_year": None, "position": ""} | more
    return Found(id_, name, personnel_code=code, places={Tree.STATE: unit}, **values)  # type: ignore[arg-type] # as named


def notes(*found: Found, words: str = "an") -> Sequence[str]:
    return notes_of(found, words, [tree()], None)


def test_a_unit_stands_with_the_one_above_it_but_not_with_the_whole_office() -> None:
    assert notes(person(1, 4), person(2, 5), person(3, 2)) == [
        "Phòng Tổng hợp, Vụ Pháp chế",
        "Phòng Tổng hợp, Vụ Tiền lương",
        "Vụ Pháp chế",
    ]


def test_what_fits_on_a_line_of_a_phone_is_told_and_no_more() -> None:
    long = person(1, 4, position="Chuyên viên cao cấp", birth_year=1980, code="NV1")
    assert notes(long) == ["NV1 · 1980 · Phòng Tổng hợp, Vụ Pháp chế"]
    assert notes(person(1, 2, position="Chuyên viên", birth_year=1980)) == [
        "1980 · Chuyên viên · Vụ Pháp chế"
    ]


def test_namesakes_of_one_unit_are_told_apart_even_on_a_longer_line() -> None:
    born = date(1980, 5, 17), date(1991, 1, 2)
    one, other = (
        person(at, 4, born_on=day, position="Chuyên viên") for at, day in enumerate(born, 1)
    )
    assert notes(one, other) == [
        "17/05/1980 · Phòng Tổng hợp, Vụ Pháp chế",
        "02/01/1991 · Phòng Tổng hợp, Vụ Pháp chế",
    ]
    alike = [
        person(at, 4, position="Chuyên viên chính", code=f"NV00000{at}", born_on=born[0])
        for at in (1, 2)
    ]
    told = notes(*alike)
    assert len(set(told)) == len(told) == 2
    assert all(len(each) > LINE for each in told)


def test_a_code_is_told_where_it_was_typed() -> None:
    found = person(1, 4, position="Chuyên viên", code="NV000012", birth_year=1980)
    assert "NV000012" not in notes(found)[0]
    assert notes(found, words="nv00001")[0].startswith("NV000012")
    assert "NV000012" not in notes(found, words="an s4")[0]


def test_a_party_unit_is_told_to_those_alone_who_may_know_it(
    db: Session, client: FlaskClient, login: Login
) -> None:
    law = make_unit(db, name="Vụ Pháp chế")
    cell = make_unit(db, name="Chi bộ Kín", tree=Tree.PARTY)
    make_person(db, full_name="Cao Minh Đức", unit=law, party_unit=cell)
    make_person(db, full_name="Cao Minh Phú", party_unit=cell, party_status=PartyStatus.OFFICIAL)
    login(client, make_account(db, role=Role.UNIT_HEAD, unit=law))
    answer = client.get("/nhan-su/tim?q=cao minh").text
    assert "Chi b" not in answer
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    answer_of_all = client.get("/nhan-su/tim?q=cao minh").json
    assert answer_of_all is not None
    told = {each["name"]: each["note"] for each in answer_of_all["people"]}
    assert told["Cao Minh Phú"].endswith("Chi bộ Kín")
    assert told["Cao Minh Đức"].endswith("Vụ Pháp chế")


def test_a_head_of_both_trees_is_not_told_the_cell_of_who_stands_there_alone() -> None:
    party = UnitTree(
        Tree.PARTY,
        date(2026, 1, 1),
        {9: Node(9, "P9", "Chi bộ Kín", UnitKind.PARTY_CELL, "", None, 9)},
        {},
    )
    lone = Found(1, "Cao Minh Phú", None, None, "", None, {Tree.PARTY: 9})
    assert notes_of([lone], "cao", [tree(), party], frozenset()) == [""]
    assert notes_of([lone], "cao", [tree(), party], frozenset({9})) == ["Chi bộ Kín"]


def test_units_of_one_name_are_told_apart_by_code_and_the_unit_above(
    db: Session, client: FlaskClient, login: Login
) -> None:
    top = make_unit(db, name="Bộ Nội vụ")
    for number, name in enumerate(("Vụ Pháp chế", "Vụ Tiền lương")):
        above = make_unit(db, name=name, parent=top)
        make_unit(db, name="Phòng Tổng hợp", parent=above, code=f"TH{number}")
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    answer = client.get("/nhan-su/tim?q=tong hop").json
    assert answer is not None
    assert [each["note"] for each in answer["units"]] == [
        "TH0 · Vụ Pháp chế",
        "TH1 · Vụ Tiền lương",
    ]
