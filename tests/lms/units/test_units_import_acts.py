"""A later list of units means acts: dated, under one decision, undoable; what it does not name stays unless ticked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.organisation.headcounts import count
from lms.organisation.list_planning import plan_list
from lms.organisation.list_writing import Decided, NeedsDecision, ShownAnew, import_list
from lms.organisation.queries import find_life
from lms.organisation.sentences import NeedsHeir
from lms.organisation.sheet import tree_paper
from lms.organisation.undoing import undo_act
from lms.papers.csvfile import write_csv
from lms.people.models import AccessEntry, Membership
from lms.people.places import leave
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.importing.reading import parse_units
from lms.units.models import Unit, UnitAct
from lms.units.tree import load_tree
from tests.factories import make_person
from tests.lms.units.lists import DECISION, TODAY, import_lines, outline, read_list

LATER = date(2027, 3, 1)
BEFORE = LATER - timedelta(days=1)
LIST = (
    "state,S,Bộ,,ministry,Bộ trưởng",
    "state,A,Cục A,S,unit,Cục trưởng",
    "state,A1,Phòng 1,A,sub-unit,",
    "state,A2,Phòng 2,A,sub-unit,",
    "state,B,Vụ B,S,unit,Vụ trưởng",
)
FIRST = ["S Bộ", "  A Cục A", "    A1 Phòng 1", "    A2 Phòng 2", "  B Vụ B"]
CHANGED = (
    LIST[0],
    "state,A,Cục Á,S,unit,Cục trưởng",
    "state,A1,Phòng 1,B,sub-unit,",
    LIST[3],
    LIST[4],
    "state,C1,Phòng C1,C,sub-unit,",
    "state,C,Cục C,S,unit,",
)


@pytest.fixture(autouse=True)
def first(db: Session) -> None:
    plan = import_lines(db, *LIST, decision="")
    assert plan.acts == []
    assert db.scalar(select(UnitAct.id)) is None


def unit(db: Session, code: str) -> Unit:
    return db.scalars(select(Unit).where(Unit.code == code)).one()


def acts_of(db: Session, code: str) -> list[tuple[ActKind, date, str]]:
    life = find_life(db, unit(db, code).id)
    assert life is not None
    return [(each.act.kind, each.act.effective_on, each.act.decision) for each in life.acts]


def test_changes_are_acts_of_the_day_under_the_decision(db: Session) -> None:
    plan = import_lines(db, *CHANGED, on=LATER)
    assert (len(plan.acts), plan.left_out, plan.missing) == (4, [], [])
    for code, kind in (
        ("A", ActKind.RENAME),
        ("A1", ActKind.MOVE),
        ("C", ActKind.FOUND),
        ("C1", ActKind.FOUND),
    ):
        assert acts_of(db, code) == [(kind, LATER, DECISION)]
    assert acts_of(db, "B") == []
    assert outline(db, on=BEFORE) == FIRST
    after = ["S Bộ", "  A Cục Á", "    A2 Phòng 2", "  B Vụ B", "    A1 Phòng 1"]
    assert outline(db, on=LATER) == [*after, "  C Cục C", "    C1 Phòng C1"]
    again = plan_list(db, read_list(*CHANGED), LATER)
    assert again.changes_nothing


def test_each_act_is_taken_back_like_any(db: Session) -> None:
    import_lines(db, *CHANGED, on=LATER)
    acts = {
        code: db.scalars(select(UnitAct.id).where(UnitAct.id == life.acts[0].act.id)).one()
        for code in ("A", "A1", "C", "C1")
        for life in [find_life(db, unit(db, code).id)]
        if life is not None
    }
    with pytest.raises(Conflict):
        undo_act(db, acts["C"], "nhầm", None)  # C1 stands under it
    db.rollback()


def test_all_acts_taken_back_leave_the_old_tree(db: Session) -> None:
    import_lines(db, *CHANGED, on=LATER)
    for act_id in db.scalars(select(UnitAct.id).order_by(UnitAct.id.desc())).all():
        undo_act(db, act_id, "nhầm", None)
    assert sorted(outline(db, on=LATER)) == sorted(FIRST)
    plan = import_lines(
        db, *CHANGED, on=LATER
    )  # the codes of units founded by mistake are free again
    assert (len(plan.acts), plan.left_out) == (4, [])


def test_acts_need_a_decision_and_corrections_do_not(db: Session) -> None:
    with pytest.raises(NeedsDecision):
        import_lines(db, *CHANGED, on=LATER, decision="")
    corrected = (*LIST[:4], "state,B,Vụ B,S,sub-unit,Trưởng phòng")
    plan = import_lines(db, *corrected, on=LATER, decision="")
    assert plan.acts == []
    assert unit(db, "B").kind is UnitKind.SUB_UNIT
    entry = db.scalars(select(AccessEntry).where(AccessEntry.action == "unit corrected")).one()
    assert entry.subject_id == unit(db, "B").id
    assert entry.detail == "Unit → Sub-unit; Vụ trưởng → Trưởng phòng"


def test_columns_that_the_list_lacks_change_nothing(db: Session) -> None:
    short = [",".join(line.split(",")[:4]) for line in LIST]
    parsed = read_list(*short, heading="tree,code,name,parent_code")
    assert plan_list(db, parsed, LATER).changes_nothing


def test_units_not_in_the_file_are_named_and_closed_only_when_ticked(db: Session) -> None:
    person = make_person(db, unit=unit(db, "B"))
    shorter = LIST[:2]
    plan = import_lines(db, *shorter, on=LATER)
    assert [(each.node.code, each.people) for each in plan.missing] == [
        ("A1", 0),
        ("A2", 0),
        ("B", 1),
    ]
    assert plan.changes_nothing
    assert outline(db, on=LATER) == FIRST
    ticked = frozenset({unit(db, "A1").id, unit(db, "A2").id})
    import_lines(db, *shorter, on=LATER, closing=ticked)
    assert outline(db, on=LATER) == ["S Bộ", "  A Cục A", "  B Vụ B"]
    assert outline(db, on=BEFORE) == FIRST
    assert acts_of(db, "A1") == [(ActKind.CLOSE, LATER, DECISION)]
    with pytest.raises(NeedsHeir):
        import_lines(db, *shorter, on=LATER, closing=frozenset({unit(db, "B").id}))
    leave(db, [person.id], LATER)
    import_lines(db, *shorter, on=LATER, closing=frozenset({unit(db, "B").id}))
    assert "  B Vụ B" not in outline(db, on=LATER)
    assert db.scalars(select(Membership.ends_on)).all() == [BEFORE]


def test_closed_with_all_below_it_or_not_at_all(db: Session) -> None:
    shorter = (LIST[0], LIST[4])
    ids = {code: unit(db, code).id for code in ("A", "A1", "A2")}
    with pytest.raises(NeedsHeir):
        import_lines(db, *shorter, on=LATER, closing=frozenset({ids["A"], ids["A1"]}))
    import_lines(db, *shorter, on=LATER, closing=frozenset(ids.values()))
    assert outline(db, on=LATER) == ["S Bộ", "  B Vụ B"]


def test_what_was_ticked_but_is_in_the_file_or_unknown_is_not_closed(db: Session) -> None:
    ticked = frozenset({unit(db, "B").id, 999_999})
    assert import_lines(db, *LIST, on=LATER, closing=ticked).acts == []
    assert outline(db, on=LATER) == FIRST


def test_row_left_out_still_names_its_unit(db: Session) -> None:
    lines = [*LIST[:4], "state,B,,S,unit,Vụ trưởng"]
    plan = plan_list(db, read_list(*lines), LATER)
    assert ([bad.code for bad in plan.units.rejected], plan.missing) == (["B"], [])


def test_code_of_a_closed_unit_is_refused(db: Session) -> None:
    import_lines(db, *LIST[:2], on=LATER, closing=frozenset({unit(db, "B").id}))
    plan = plan_list(db, read_list(*LIST), LATER)
    assert [(bad.code, bad.problem) for bad in plan.units.rejected] == [("B", "code of another")]


def test_tree_without_units_is_put_on_record_beside_one_that_has_some(db: Session) -> None:
    plan = import_lines(db, "party,P,Đảng bộ,,,", "party,P1,Chi bộ,P,,", decision="")
    assert (len(plan.put_on_record), plan.acts) == (2, [])
    assert outline(db, Tree.PARTY, date(2026, 1, 1)) == ["P Đảng bộ", "  P1 Chi bộ"]


def test_order_is_what_comes_before_what(db: Session) -> None:
    swapped = (LIST[0], LIST[4], *LIST[1:4])
    plan = import_lines(db, *swapped, on=LATER, decision="")
    assert (plan.units.siblings.reordered, plan.acts) == ([(Tree.STATE, "s")], [])
    assert outline(db) == ["S Bộ", "  B Vụ B", "  A Cục A", "    A1 Phòng 1", "    A2 Phòng 2"]
    for number, each in enumerate(db.scalars(select(Unit).order_by(Unit.position.desc()))):
        each.position = 1000 - number * 7  # other numbers, the same order
    db.flush()
    assert plan_list(db, read_list(*swapped), LATER).changes_nothing


def test_new_unit_stands_where_the_list_names_it(db: Session) -> None:
    lines = (LIST[0], "state,N,Cục N,S,unit,", *LIST[1:])
    plan = import_lines(db, *lines, on=LATER)
    assert plan.units.siblings.reordered == []
    assert outline(db, on=LATER)[:2] == ["S Bộ", "  N Cục N"]
    assert [line for line in outline(db, on=LATER) if "N" not in line] == FIRST


def test_own_export_changes_nothing(db: Session) -> None:
    for place, each in enumerate(db.scalars(select(Unit).order_by(Unit.id)), 17):
        each.position = place
    db.flush()
    tree = load_tree(db, Tree.STATE, TODAY)
    data = write_csv(tree_paper(tree, tree.roots, count(db, tree)))
    plan = plan_list(db, parse_units(open_spreadsheet(data, "tree.csv")), TODAY)
    assert plan.units.units == 5
    assert (plan.changes_nothing, plan.missing, plan.units.rejected) == (True, [], [])


def test_what_was_shown_is_written_or_nothing(db: Session) -> None:
    parsed = read_list(*CHANGED)
    shown = plan_list(db, parsed, LATER).digest
    make_person(db, unit=unit(db, "A"))
    import_lines(db, "state,D,Cục D,S,unit,", on=LATER)
    with pytest.raises(ShownAnew):
        import_list(db, parsed, Decided(LATER, DECISION), None, shown)
    anew = plan_list(db, parsed, LATER).digest
    assert len(import_list(db, parsed, Decided(LATER, DECISION), None, anew).acts) == 4


def test_acts_together_that_make_no_tree_are_refused(db: Session) -> None:
    closing = date(2028, 1, 1)
    import_lines(db, *LIST[:2], on=closing, closing=frozenset({unit(db, "B").id}))
    lines = (*LIST, "state,B1,Phòng B1,B,sub-unit,")
    with pytest.raises(Invalid, match="Phòng B1") as refused:
        import_lines(db, *lines, on=LATER)
    assert "01/01/2028" in str(refused.value.message)
