"""Importing lists of units: what is written, what a second list changes, what is left out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from lms.organisation.list_writing import Decided, import_list
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import Tree
from lms.units.importing.planning import plan_units_import
from lms.units.importing.reading import ParsedUnits, parse_units
from lms.units.tree import load_tree
from tests.lms.units.lists import TODAY, import_lines, outline, read_list

LATER = date(2027, 3, 1)


def sample() -> ParsedUnits:
    data = Path("tests/data/units.csv").read_bytes()
    return parse_units(open_spreadsheet(data, "units.csv"))


def test_sample_makes_both_trees(db: Session) -> None:
    plan = import_list(db, sample(), Decided(TODAY), None)
    assert (len(plan.units.new), plan.units.rejected) == (60, [])
    state, party = (load_tree(db, tree, TODAY) for tree in Tree)
    assert [state.name(root) for root in state.roots] == ["Bộ Nội vụ"]
    assert len(state.children(state.roots[0])) == 23
    assert len(party.children(party.roots[0])) == 23
    rooms = [unit for unit in state.nodes.values() if unit.code == "S17.4"]
    assert state.path(rooms[0].id).startswith("Cục Văn thư và Lưu trữ nhà nước › ")


def test_units_of_a_first_list_held_before_today(db: Session) -> None:
    import_lines(db, "state,S,Bộ,,,", "state,S1,Vụ,S,,")
    assert outline(db, on=date(2026, 1, 1)) == ["S Bộ", "  S1 Vụ"]
    import_lines(db, "state,S2,Cục,S,,")
    assert "  S2 Cục" not in outline(db, on=date(2026, 1, 1))
    assert "  S2 Cục" in outline(db)


def test_same_list_again_changes_nothing(db: Session) -> None:
    import_list(db, sample(), Decided(TODAY), None)
    plan = import_list(db, sample(), Decided(LATER), None)
    assert plan.changes_nothing
    assert (plan.units.unchanged, plan.units.rejected, plan.missing) == (60, [], [])


def test_planning_writes_nothing(db: Session) -> None:
    plan = plan_units_import(db, sample(), TODAY)
    assert len(plan.new) == 60
    assert outline(db) == []


def test_renamed_unit_keeps_its_old_name_for_its_time(db: Session) -> None:
    import_lines(db, "state,S,Bộ,,,", "state,S1,Vụ A,S,,")
    plan = import_lines(db, "state,S,Bộ,,,", "state,S1,Vụ B,S,,", on=LATER)
    assert (len(plan.units.changed), plan.units.unchanged) == (1, 1)
    assert outline(db, on=TODAY) == ["S Bộ", "  S1 Vụ A"]
    assert outline(db, on=LATER) == ["S Bộ", "  S1 Vụ B"]


def test_name_that_began_on_the_day_is_left_out_with_the_reason(db: Session) -> None:
    import_lines(db, "state,S,Bộ,,,")
    import_lines(db, "state,S1,Vụ AA,S,,", on=LATER)
    plan = import_lines(db, "state,S1,Vụ A,S,,", on=LATER)
    assert [(bad.row, plan.acts) for bad in plan.left_out] == [(2, [])]
    assert "Vụ AA" in plan.left_out[0].sentence
    assert outline(db, on=LATER) == ["S Bộ", "  S1 Vụ AA"]


def test_moved_unit_keeps_its_old_place_for_its_time(db: Session) -> None:
    lines = ["state,S,Bộ,,,", "state,A,Cục A,S,,", "state,B,Cục B,S,,", "state,P,Phòng,A,,"]
    import_lines(db, *lines)
    import_lines(db, *lines[:3], "state,P,Phòng,B,,", on=LATER)
    assert outline(db, on=TODAY) == ["S Bộ", "  A Cục A", "    P Phòng", "  B Cục B"]
    assert outline(db, on=LATER) == ["S Bộ", "  A Cục A", "  B Cục B", "    P Phòng"]


def test_list_of_one_branch_leaves_the_others_alone(db: Session) -> None:
    import_lines(db, "state,S,Bộ,,,", "state,A,Cục A,S,,", "state,A1,Phòng 1,A,,")
    plan = import_lines(db, "state,A2,Phòng 2,A,,")
    assert (len(plan.units.new), plan.units.changed, plan.missing) == (1, [], [])
    assert len(outline(db)) == 4


def test_rows_that_cannot_be_placed_are_left_out_with_those_below_them(db: Session) -> None:
    plan = import_lines(
        db,
        "state,S,Bộ,,,",
        "state,A,Cục A,X,,",
        "state,A1,Phòng A1,A,,",
        "party,P,Đảng bộ,S,,",
        "state,B,Cục B,C,,",
        "state,C,Cục C,B,,",
        "state,C1,Phòng C1,C,,",
        "state,D,Cục D,D,,",
        "state,S,Bộ lần hai,,,",
        "khác,E,Cục E,S,,",
        "state,E1,Phòng E1,E,,",
    )
    assert {bad.row: bad.problem.value for bad in plan.units.rejected} == {
        3: "unknown parent",
        4: "parent left out",
        5: "parent in the other tree",
        6: "cycle",
        7: "cycle",
        8: "parent left out",
        9: "cycle",
        10: "duplicate code",
        11: "no tree",
        12: "parent left out",
    }
    assert all(bad.sentence for bad in plan.units.rejected)
    assert outline(db) == ["S Bộ"]


def test_circle_through_units_on_record_is_refused(db: Session) -> None:
    import_lines(db, "state,A,Cục A,,,", "state,B,Cục B,A,,")
    plan = import_lines(db, "state,A,Cục A,B,,")
    assert [bad.problem.value for bad in plan.units.rejected] == ["cycle"]
    assert outline(db) == ["A Cục A", "  B Cục B"]


def test_long_chain_is_planned_quickly(db: Session) -> None:
    lines = ["state,U0,Đơn vị,,,"]
    lines += [f"state,U{number},Đơn vị,U{number - 1},," for number in range(1, 5_000)]
    plan = plan_units_import(db, read_list(*lines[::-1]), TODAY)
    assert (len(plan.new), plan.rejected) == (5_000, [])


def test_number_of_queries_does_not_grow_with_the_list(
    db: Session, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for size in (5, 10, 200):
        lines = [f"state,{size}-{number},Đơn vị,,," for number in range(size)]
        with count_queries() as statements:
            import_lines(db, *lines)
        counts.append(len(statements))
    assert counts[1] == counts[2]
    assert outline(db, Tree.PARTY) == []
