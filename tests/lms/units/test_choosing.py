"""Which units the words typed mean, and what a form's answer says."""

from collections.abc import Sequence
from datetime import date

import pytest

from lms.units.choosing import (
    FEW,
    MOST_ASKED,
    Choice,
    Match,
    Offer,
    Problem,
    find_units,
    read_choice,
)
from lms.units.enums import Tree, UnitKind
from lms.units.tree import Node, UnitTree

ROWS: Sequence[tuple[int, str, str, int | None]] = (
    (1, "BO", "Bộ Nội vụ", None),
    (2, "TCCB", "Vụ Tổ chức cán bộ", 1),
    (3, "VT", "Cục Văn thư và Lưu trữ", 1),
    (4, "VT.TC", "Phòng Tổ chức", 3),
    (5, "VT.NV", "Phòng Nghiệp vụ", 3),
    (6, "VP", "Văn phòng", 1),
    (7, "VP.TC", "Phòng Tổ chức", 6),
    (8, "A-12", "Đội Đặc biệt", 6),
)


def tree_of(rows: Sequence[tuple[int, str, str, int | None]], tree: Tree = Tree.STATE) -> UnitTree:
    nodes = {
        id_: Node(id_, code, name, UnitKind.UNIT, "", above, id_) for id_, code, name, above in rows
    }
    children: dict[int | None, tuple[int, ...]] = {}
    for node in nodes.values():
        children[node.parent_id] = (*children.get(node.parent_id, ()), node.id)
    return UnitTree(tree, date(2026, 6, 1), nodes, children)


EVERYTHING = Offer([tree_of(ROWS)])


def ids(found: Sequence[Match]) -> list[int]:
    return [each.id for each in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("to chuc", [2, 4, 7]),
        ("TỔ CHỨC cán", [2]),
        ("can to", [2]),
        ("vp.tc", [7]),
        ("VT.", [3, 4, 5]),
        ("phong to chuc van thu", [4]),
        ("dac biet", [8]),
        ("a-12", [8]),
        ("12", [8]),
        ("chuc to van phong", [4, 7]),
        ("ccb", [2]),
        ("tNV", [5]),
        ("T.NV", [5]),
        ("-1", [8]),
        ("1", [8]),
        ("cb phong", []),
        ("phong pt", [7]),
        ("hòng", []),
        ("noi vu nghiep", [5]),
        ("%", [1, 2, 3, 6, 4, 5, 7, 8]),
        ("", [1, 2, 3, 6, 4, 5, 7, 8]),
        ("vu", [2, 1, 5]),
    ],
)
def test_words_find_units_by_name_code_and_the_units_above(typed: str, found: list[int]) -> None:
    assert ids(find_units(EVERYTHING, typed)) == found


def test_an_answer_says_its_code_and_where_it_stands() -> None:
    first, second = find_units(EVERYTHING, "phong to chuc")
    assert first.note == "VT.TC · Cục Văn thư và Lưu trữ"
    assert second.note == "VP.TC · Văn phòng"
    top = find_units(EVERYTHING, "bo noi")[0]
    assert top.note == "BO"


def test_what_is_out_of_reach_is_neither_found_nor_named() -> None:
    offer = Offer(EVERYTHING.trees, {4, 5})
    assert ids(find_units(offer, "to chuc")) == [4]
    assert find_units(offer, "phong to chuc van thu") == []
    assert find_units(offer, "to chuc")[0].note == "VT.TC"
    assert [(depth, node.id) for _tree, depth, node in offer.units()] == [(0, 4), (0, 5)]
    assert (4 in offer, 7 in offer, offer.name(7)) == (True, False, "")


def test_no_more_than_asked_for_are_found() -> None:
    assert len(find_units(EVERYTHING, "", 3)) == 3


@pytest.mark.parametrize(
    ("sent", "choice"),
    [
        ((None, None, ""), Choice()),
        (("", None, ""), Choice()),
        (("0", None, ""), Choice()),
        (("4", None, ""), Choice(4, "Phòng Tổ chức")),
        (("4", "Phòng Tổ chức", "Phòng Tổ chức"), Choice(4, "Phòng Tổ chức")),
        (("4", "", "Phòng Tổ chức"), Choice()),
        (("4", "vp.tc", "Phòng Tổ chức"), Choice(7, "vp.tc")),
        ((None, "van phong", ""), Choice(6, "van phong")),
        ((None, "tccb", ""), Choice(2, "tccb")),
        (("99", None, ""), Choice(None, "", (), Problem.NOT_OFFERED)),
        (("²", None, ""), Choice(None, "", (), Problem.NOT_OFFERED)),
        (("99999999999", None, ""), Choice(None, "", (), Problem.NOT_OFFERED)),
        (("99", "x", "x"), Choice(None, "x", (), Problem.NOT_OFFERED)),
        ((None, "khong co", ""), Choice(None, "khong co", (), Problem.NONE_FOUND)),
    ],
)
def test_what_a_form_says(sent: tuple[str | None, str | None, str], choice: Choice) -> None:
    assert read_choice(EVERYTHING, *sent) == choice


@pytest.mark.parametrize(("words", "asked"), [("phòng tổ chức", [4, 7]), ("can bo", [2])])
def test_words_that_are_no_whole_name_are_asked_about(words: str, asked: list[int]) -> None:
    choice = read_choice(EVERYTHING, None, words, "")
    assert (choice.unit_id, choice.problem, ids(choice.matches)) == (None, Problem.SEVERAL, asked)


def test_a_choice_made_for_other_words_does_not_count() -> None:
    choice = read_choice(EVERYTHING, "4", "phong to", "to chuc")
    assert (choice.unit_id, choice.problem) == (None, Problem.SEVERAL)


def test_few_units_are_a_plain_list_and_many_are_not() -> None:
    many = [
        (1, "BO", "Bộ", None),
        *((id_, f"D{id_}", f"Đội {id_}", 1) for id_ in range(2, FEW + 2)),
    ]
    assert Offer([tree_of(many[:-1])]).is_short()
    large = Offer([tree_of(many)])
    assert not large.is_short()
    assert Offer(large.trees, {3, 4}).is_short()
    assert Offer(large.trees, frozenset(range(1_000, 2_000))).is_short()
    assert len(read_choice(large, None, "doi", "").matches) == MOST_ASKED
