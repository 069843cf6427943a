"""Places and positions given after an act to come was recorded: they end with it, and are given back with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisation.orders import NewUnit
from lms.organisation.queries import find_life
from lms.organisation.undoing import undo_act
from lms.people.going_along import take_over_day
from lms.people.models import Membership
from lms.people.place_days import correct_place, get_place
from lms.people.places import leave, move
from lms.people.standing import change_standing
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit
from tests.factories import make_unit
from tests.lms.organisation.coming import COMMITTEE, ONE, SECRETARY, Coming


@pytest.fixture
def coming(app, db: Session) -> Coming:
    return Coming(db)


@pytest.mark.parametrize("days", [-100, 0, 5])
def test_a_position_given_since_ends_on_the_day_of_the_act(coming: Coming, days: int) -> None:
    coming.merge()
    coming.give(coming.member, SECRETARY, coming.today + timedelta(days=days))
    assert coming.around(coming.member) == (SECRETARY, "")


def test_one_in_a_committee_above_goes_on(coming: Coming) -> None:
    coming.merge()
    coming.give(coming.member, COMMITTEE)
    assert coming.around(coming.member) == (COMMITTEE, COMMITTEE)


def test_one_told_for_the_day_of_the_act_or_later_is_one_in_the_new_cell(coming: Coming) -> None:
    coming.merge()
    coming.give(coming.member, SECRETARY, coming.on)
    assert coming.around(coming.member) == ("", SECRETARY)


def test_who_stays_in_a_cell_that_is_split_keeps_it(coming: Coming) -> None:
    new = NewUnit("CBM", "Chi bộ Mới", UnitKind.PARTY_CELL, parent_id=coming.top.id)
    coming.act(ActKind.SPLIT, coming.one, results=(new,), people={})
    coming.give(coming.member, SECRETARY)
    assert coming.around(coming.member) == (SECRETARY, SECRETARY)


def test_taking_the_act_back_lets_it_go_on(coming: Coming) -> None:
    act = coming.merge()
    coming.give(coming.member, SECRETARY)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held(coming.member, coming.on + timedelta(days=99)) == SECRETARY


def test_given_twice_it_is_given_back_as_it_was_last(coming: Coming) -> None:
    act = coming.merge()
    for position in (SECRETARY, "", "Phó Bí thư"):
        coming.give(coming.member, position)
    assert coming.around(coming.member) == ("Phó Bí thư", "")
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.around(coming.member) == ("Phó Bí thư", "Phó Bí thư")


def test_one_that_ends_before_the_act_is_not_touched(coming: Coming) -> None:
    act = coming.merge()
    last = coming.on - timedelta(days=5)
    change_standing(coming.db, {coming.member.id: {"party_position": "Chi ủy viên"}}, last + ONE)
    coming.give(coming.member, SECRETARY)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held(coming.member, last) == SECRETARY
    assert coming.around(coming.member) == ("Chi ủy viên", "Chi ủy viên")


def test_who_left_on_the_day_of_the_act_does_not_hold_it_again(coming: Coming) -> None:
    act = coming.merge()
    coming.give(coming.member, SECRETARY)
    leave(coming.db, [coming.member.id], coming.on)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.around(coming.member) == (SECRETARY, "")


def test_who_moves_elsewhere_on_the_day_of_the_act_does_not_hold_it_again(coming: Coming) -> None:
    act = coming.merge()
    coming.give(coming.member, SECRETARY)
    move(coming.db, [coming.member.id], coming.three.id, coming.on)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.around(coming.member) == (SECRETARY, "")


def test_a_move_planned_and_a_last_day_on_record_end_it_too(coming: Coming) -> None:
    move(coming.db, [coming.member.id], coming.three.id, coming.on)
    coming.give(coming.member, SECRETARY)
    assert coming.around(coming.member) == (SECRETARY, "")
    leaver = coming.person("Vũ Bình", coming.one)
    leave(coming.db, [leaver.id], coming.on)
    coming.give(leaver, COMMITTEE)
    assert coming.around(leaver) == (COMMITTEE, "")


def test_who_comes_to_the_cell_later_goes_along(coming: Coming) -> None:
    act = coming.merge()
    late = coming.person("Vũ Bình", coming.three)
    move(coming.db, [late.id], coming.one.id, coming.today)
    coming.give(late, SECRETARY)
    *_before, there, after = coming.places(late)
    assert there == (coming.one.id, coming.today, coming.on - ONE)
    assert after == (coming.two.id, coming.on, None)
    assert coming.around(late) == (SECRETARY, "")
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.places(late)[1:] == [(coming.one.id, coming.today, None)]
    assert coming.around(late) == (SECRETARY, SECRETARY)


def test_a_position_kept_when_coming_ends_with_the_act(coming: Coming) -> None:
    coming.merge()
    late = coming.person("Vũ Bình", coming.three, SECRETARY)
    move(coming.db, [late.id], coming.one.id, coming.today, keeps_position=True)
    assert coming.around(late) == (SECRETARY, "")


def test_one_act_after_another_takes_the_newcomer_along(coming: Coming) -> None:
    first, day = coming.merge(), coming.on
    coming.on += timedelta(days=30)
    second = coming.act(ActKind.MERGE, coming.two, target=coming.three.id)
    late = coming.person("Vũ Bình")
    move(coming.db, [late.id], coming.one.id, coming.today)
    whole = [
        (coming.one.id, coming.today, day - ONE),
        (coming.two.id, day, coming.on - ONE),
        (coming.three.id, coming.on, None),
    ]
    assert coming.places(late) == whole
    undo_act(coming.db, second.id, "Hoãn", None)
    assert coming.places(late) == [*whole[:1], (coming.two.id, day, None)]
    undo_act(coming.db, first.id, "Hoãn", None)
    assert coming.places(late) == [(coming.one.id, coming.today, None)]


def test_of_a_split_the_one_that_takes_the_rest_takes_the_newcomer(coming: Coming) -> None:
    new = [
        NewUnit(f"CB{each}", f"Chi bộ {each}", UnitKind.PARTY_CELL, parent_id=coming.top.id)
        for each in ("X", "Y", "Z")
    ]
    act = coming.act(
        ActKind.SPLIT, coming.one, results=tuple(new), heir=1, people={coming.member.id: 0}
    )
    late = coming.person("Vũ Bình")
    move(coming.db, [late.id], coming.one.id, coming.today)
    heir = coming.db.scalar(select(Unit.id).where(Unit.code == "CBY"))
    assert coming.places(late)[1] == (heir, coming.on, None)
    (told,) = find_life(coming.db, coming.one.id).acts
    assert sorted(part for _unit, part, _name in told.units) == ["result"] * 3 + ["source"]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.places(late) == [(coming.one.id, coming.today, None)]


def test_where_nobody_takes_over_the_place_ends(coming: Coming) -> None:
    empty = make_unit(coming.db, name="Chi bộ Trống", tree=Tree.PARTY, parent=coming.top)
    act = coming.act(ActKind.CLOSE, empty)
    stays, moves, leaves = (coming.person(name) for name in ("Vũ Bình", "Đỗ Chi", "Mai Dung"))
    ids = [stays.id, moves.id, leaves.id]
    move(coming.db, ids, empty.id, coming.today)
    until_then = [(empty.id, coming.today, coming.on - ONE)]
    assert all(coming.places(each) == until_then for each in (stays, moves, leaves))
    later = coming.today + timedelta(days=3)
    move(coming.db, [moves.id], coming.two.id, later)
    leave(coming.db, [leaves.id], coming.on)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.places(stays) == [(empty.id, coming.today, None)]
    assert coming.places(moves)[0] == (empty.id, coming.today, later - ONE)
    assert coming.places(leaves) == until_then


def test_a_place_opened_again_goes_along(coming: Coming) -> None:
    late = coming.person("Vũ Bình", coming.one)
    place_id = coming.db.scalar(select(Membership.id).where(Membership.person_id == late.id))
    place = get_place(coming.db, late.id, place_id)
    since = place.starts_on
    correct_place(coming.db, place, since, coming.today)
    coming.merge()
    correct_place(coming.db, place, since, None)
    assert coming.places(late) == [
        (coming.one.id, since, coming.on - ONE),
        (coming.two.id, coming.on, None),
    ]


def test_whoever_came_at_the_same_moment_is_found_on_the_next_day(coming: Coming) -> None:
    coming.merge()
    late = coming.person("Vũ Bình", coming.one, SECRETARY)
    ((_unit, since, last),) = coming.places(late)
    assert last is None
    take_over_day(coming.db)
    there = (coming.one.id, since, coming.on - ONE)
    assert coming.places(late) == [there, (coming.two.id, coming.on, None)]
    assert coming.around(late) == (SECRETARY, "")
    take_over_day(coming.db)
    assert len(coming.places(late)) == 2
