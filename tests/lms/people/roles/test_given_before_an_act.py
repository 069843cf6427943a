"""Roles over a unit granted after an act to come on it was recorded: they go along with it, and are given back with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from lms.organisation.orders import NewUnit
from lms.organisation.undoing import undo_act
from lms.people.enums import Role
from lms.people.going_along import take_over_day
from lms.people.models import Account, RoleGrant
from lms.people.places import leave
from lms.people.roles.services import NotGranted
from lms.units.enums import ActKind, UnitKind
from tests import factories
from tests.factories import make_account
from tests.lms.people.roles.coming import ONE, Coming, Held

Login = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def coming(app: Flask, db: Session) -> Coming:
    return Coming(app, db)


def test_with_a_merger_it_goes_on_over_the_unit_merged_into(
    coming: Coming, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = coming.merge()
    coming.grant()
    assert coming.held() == [
        ("A", coming.today, coming.on - ONE),
        ("B", coming.on, None),
    ]
    days = (coming.today, coming.on - ONE, coming.on, coming.on + ONE)
    # What the merged unit owned is run by whoever runs the other.
    assert [coming.runs(day, monkeypatch) for day in days] == [{"A"}, {"A"}, {"A", "B"}, {"A", "B"}]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, None)]
    assert coming.runs(coming.on, monkeypatch) == {"A"}


@pytest.mark.parametrize("kind", [ActKind.CLOSE, ActKind.SPLIT])
@pytest.mark.parametrize("is_later", [True, False])
def test_where_nobody_takes_over_it_ends_the_day_before(
    coming: Coming, monkeypatch: pytest.MonkeyPatch, kind: ActKind, *, is_later: bool
) -> None:
    if not is_later:
        coming.grant()
    act = coming.split() if kind is ActKind.SPLIT else coming.act(ActKind.CLOSE, "A")
    if is_later:
        coming.grant()
    assert coming.held() == [("A", coming.today, coming.on - ONE)]
    days = (coming.today, coming.on - ONE, coming.on, coming.on + ONE)
    assert [coming.runs(day, monkeypatch) for day in days] == [{"A"}, {"A"}, set(), set()]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, None)]
    assert coming.runs(coming.on, monkeypatch) == {"A"}


def test_a_split_that_leaves_the_unit_standing_changes_nothing(coming: Coming) -> None:
    new = NewUnit("X", "Vụ X", UnitKind.UNIT, parent_id=coming.top.id)
    coming.act(ActKind.SPLIT, "A", results=(new,), people={})
    coming.grant()
    assert coming.held() == [("A", coming.today, None)]


def test_one_that_ends_before_the_act_is_not_touched(coming: Coming) -> None:
    act = coming.merge()
    last = coming.on - ONE
    coming.grant(ends_on=last)
    assert coming.held() == [("A", coming.today, last)]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, last)]


def test_its_last_day_goes_along(coming: Coming) -> None:
    act, last = coming.merge(), coming.on + ONE
    coming.grant(ends_on=last)
    assert coming.held() == [("A", coming.today, coming.on - ONE), ("B", coming.on, last)]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, last)]


def test_one_act_after_another_takes_it_along(coming: Coming) -> None:
    first, day = coming.merge(), coming.on
    coming.on += timedelta(days=30)
    second = coming.merge("B", "C")
    coming.grant()
    whole: Held = [
        ("A", coming.today, day - ONE),
        ("B", day, coming.on - ONE),
        ("C", coming.on, None),
    ]
    assert coming.held() == whole
    undo_act(coming.db, second.id, "Hoãn", None)
    assert coming.held() == [whole[0], ("B", day, None)]
    undo_act(coming.db, first.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, None)]


@pytest.mark.parametrize("is_later", [True, False])
def test_held_over_the_other_unit_already_it_is_held_once(
    coming: Coming, *, is_later: bool
) -> None:
    if not is_later:
        coming.grant()
    coming.grant("B")
    act = coming.merge()
    if is_later:
        coming.grant()
    assert coming.held() == [("A", coming.today, coming.on - ONE), ("B", coming.today, None)]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.today, None), ("B", coming.today, None)]


def test_one_that_begins_with_the_act_is_over_the_other_unit_at_once(coming: Coming) -> None:
    act = coming.merge()
    coming.grant(starts_on=coming.on)
    assert coming.held() == [("B", coming.on, None)]
    with pytest.raises(Conflict):
        coming.grant(starts_on=coming.on + ONE)
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", coming.on, None)]


def test_one_that_begins_when_nobody_takes_over_is_refused(coming: Coming) -> None:
    coming.act(ActKind.CLOSE, "A")
    with pytest.raises(NotGranted):
        coming.grant(starts_on=coming.on)
    assert coming.held() == []
    coming.grant(starts_on=coming.on - ONE)
    assert coming.held() == [("A", coming.on - ONE, coming.on - ONE)]


@pytest.mark.parametrize("is_later", [True, False])
def test_what_is_ended_does_not_begin_again_with_the_act(coming: Coming, *, is_later: bool) -> None:
    act = coming.merge() if is_later else None
    grant = coming.grant()
    act = act or coming.merge()
    coming.end(grant)
    assert coming.held() == []
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == []


def test_where_what_follows_alone_is_ended_the_role_ends_before(coming: Coming) -> None:
    act = coming.merge()
    coming.grant()
    following = coming.db.scalars(
        select(RoleGrant).where(RoleGrant.unit_id == coming.units["B"].id)
    ).one()
    coming.end(following)
    until_then: Held = [("A", coming.today, coming.on - ONE)]
    assert coming.held() == until_then
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == until_then


def test_what_follows_two_roles_ends_with_the_second(coming: Coming) -> None:
    act = coming.act(ActKind.MERGE, "A", "C", target=coming.units["B"].id)
    first, second = coming.grant("A"), coming.grant("C")
    both, follows = ("A", coming.today, coming.on - ONE), ("B", coming.on, None)
    assert coming.held() == [both, ("C", *both[1:]), follows]
    coming.end(first)
    assert coming.held() == [("C", *both[1:]), follows]
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("C", coming.today, None)]
    coming.end(second)
    assert coming.held() == []


@pytest.mark.parametrize("days", [-5, 0, 5])
def test_with_leaving_it_ends_and_the_act_can_be_taken_back(coming: Coming, days: int) -> None:
    act = coming.merge()
    coming.grant()
    gone = coming.on + timedelta(days=days)
    leave(coming.db, [coming.account.person_id], gone)
    assert all(last is not None and last < gone for _unit, _since, last in coming.held())
    undo_act(coming.db, act.id, "Hoãn", None)
    last = min(gone, coming.on if days <= 0 else gone) - ONE
    assert coming.held() == [("A", coming.today, last)]


def test_whatever_was_granted_at_the_same_moment_is_found_on_the_next_day(coming: Coming) -> None:
    act = coming.merge()
    factories.grant_role(coming.db, coming.account, Role.TRAINER, coming.units["A"])
    ((_unit, since, last),) = coming.held()
    assert last is None
    whole: Held = [("A", since, coming.on - ONE), ("B", coming.on, None)]
    for _twice in range(2):
        take_over_day(coming.db)
        assert coming.held() == whole
    undo_act(coming.db, act.id, "Hoãn", None)
    assert coming.held() == [("A", since, None)]


@pytest.fixture
def admin(db: Session, client: FlaskClient, login: Login) -> FlaskClient:
    return login(client, make_account(db, role=Role.ADMINISTRATOR, full_name="Phạm Quản Trị"))


@pytest.mark.parametrize("is_merged", [True, False])
def test_whoever_grants_it_is_told_before_and_after(
    coming: Coming, admin: FlaskClient, *, is_merged: bool
) -> None:
    _act = coming.merge() if is_merged else coming.act(ActKind.CLOSE, "A")
    address = f"/nhan-su/{coming.account.person_id}/vai-tro"
    assert "goes_along" not in admin.get(address).text
    form = {"role": "trainer", "unit_id": coming.units["A"].id, "reason": "7/QĐ"}
    asked = admin.post(address, data=form)
    assert asked.status_code == 422
    assert 'name="goes_along"' in asked.text
    last = (coming.on - ONE).strftime("%d/%m/%Y")
    words = "chuyển sang phạm vi “Vụ B”" if is_merged else f"vai trò kết thúc ngày {last}"
    assert coming.held() == []
    done = admin.post(address, data={**form, "goes_along": "1"}, follow_redirects=True)
    for page in (asked, done):
        assert words in page.text
        assert "“Vụ A” không còn" in page.text
        assert "9/QĐ" in page.text
    assert len(coming.held()) == (2 if is_merged else 1)
    assert last in done.text


def test_nothing_is_asked_of_units_that_stay(coming: Coming, admin: FlaskClient) -> None:
    coming.merge()
    form = {"role": "trainer", "unit_id": coming.units["C"].id, "reason": "7/QĐ"}
    address = f"/nhan-su/{coming.account.person_id}/vai-tro"
    assert admin.post(address, data=form).status_code == 303
    assert coming.held() == [("C", coming.today, None)]
