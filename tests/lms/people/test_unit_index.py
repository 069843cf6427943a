"""Which unit a row means: codes, names, headings above, names with their upper unit."""

import pytest
from sqlalchemy.orm import Session

from lms.people.importing.problems import Problem
from lms.people.importing.unit_index import UnitIndex
from lms.units.enums import Tree
from lms.units.tree import load_tree
from tests.lms.people.rosters import TODAY
from tests.lms.units.lists import import_lines


@pytest.fixture
def index(db: Session) -> UnitIndex:
    import_lines(
        db,
        "state,S,Bộ Nội vụ,,,",
        "state,S01,Văn phòng Bộ,S,,",
        "state,S01.1,Phòng Hành chính,S01,,",
        "state,S17,Cục Văn thư và Lưu trữ nhà nước,S,,",
        "state,S17.1,Phòng Hành chính,S17,,",
        "state,S17.2,Trung tâm Hoà Bình,S17,,",
        'state,S06,"Vụ Đào tạo, bồi dưỡng cán bộ",S,,',
    )
    return UnitIndex(load_tree(db, Tree.STATE, TODAY))


@pytest.mark.parametrize(
    ("name", "headings", "code"),
    [
        ("Văn phòng Bộ", (), "S01"),
        ("VĂN PHÒNG BỘ", (), "S01"),
        ("Van phong Bo", (), "S01"),
        ("s17", (), "S17"),
        ("Trung tâm Hòa Bình", (), "S17.2"),
        ("Vụ Đào tạo, bồi dưỡng cán bộ", (), "S06"),
        ("", ("VĂN PHÒNG BỘ",), "S01"),
        ("Phòng Hành chính", ("VĂN PHÒNG BỘ",), "S01.1"),
        ("Phòng Hành chính", ("CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC",), "S17.1"),
        ("", ("CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC", "Phòng Hành chính"), "S17.1"),
        ("", ("KHỐI CƠ QUAN BỘ", "VĂN PHÒNG BỘ", "Phòng Hành chính"), "S01.1"),
        ("", ("VĂN PHÒNG BỘ", "Lãnh đạo Văn phòng"), "S01"),
        ("Phòng Hành chính, Văn phòng Bộ", (), "S01.1"),
        ("Cục Văn thư và Lưu trữ nhà nước - Phòng Hành chính", (), "S17.1"),
        ("Phòng Hành chính (Văn phòng Bộ)", (), "S01.1"),
    ],
)
def test_unit_is_found(index: UnitIndex, name: str, headings: tuple[str, ...], code: str) -> None:
    found = index.find(name, headings)
    assert not isinstance(found, Problem)
    assert index.tree.nodes[found].code == code


@pytest.mark.parametrize(
    ("name", "headings", "problem"),
    [
        ("", (), Problem.NO_UNIT),
        ("", ("Lãnh đạo Bộ",), Problem.NO_UNIT),
        ("Vụ Lạ", ("VĂN PHÒNG BỘ",), Problem.UNKNOWN_UNIT),
        ("", ("VĂN PHÒNG BỘ", "Phòng Lạ"), Problem.UNKNOWN_UNIT),
        ("Phòng Hành chính", (), Problem.AMBIGUOUS_UNIT),
    ],
)
def test_unit_is_not_guessed(
    index: UnitIndex, name: str, headings: tuple[str, ...], problem: Problem
) -> None:
    assert index.find(name, headings) is problem


def test_people_are_counted_at_the_unit_below_the_root(index: UnitIndex) -> None:
    room = index.find("S17.1")
    root = index.find("S")
    assert not isinstance(room, Problem)
    assert not isinstance(root, Problem)
    assert index.tree.nodes[index.top_of(room)].code == "S17"
    assert index.top_of(root) == root
