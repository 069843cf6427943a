"""Importing the office's own roster: what is written, and that a second time changes nothing."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.organisation.list_writing import Decided, import_list
from lms.people.belonging import units_of_people
from lms.people.importing.applying import apply_roster_import
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.roster import parse_roster
from lms.people.models import Account, Membership, Person
from lms.spreadsheets import open_spreadsheet
from lms.units.enums import Tree
from lms.units.importing.reading import parse_units
from lms.units.tree import load_tree
from tests.lms.people.rosters import TODAY, problems_of

DATA = Path("tests/data")
EXPECTED = json.loads((DATA / "roster.expected.json").read_text())


@pytest.fixture(scope="module")
def roster() -> ParsedRoster:
    data = (DATA / "roster.xlsx").read_bytes()
    return parse_roster(open_spreadsheet(data, "roster.xlsx"), TODAY)


@pytest.fixture
def units(db: Session) -> Session:
    data = (DATA / "units.csv").read_bytes()
    import_list(db, parse_units(open_spreadsheet(data, "units.csv")), Decided(TODAY), None)
    return db


def test_sample_is_planned_exactly_and_nothing_is_written(
    units: Session, roster: ParsedRoster
) -> None:
    plan = plan_roster_import(units, roster, TODAY)
    assert (plan.people, plan.members) == (EXPECTED["people"], EXPECTED["members"])
    assert plan.by_unit == EXPECTED["by_unit"]
    assert [bad.row for bad in plan.rejected] == [bad["row"] for bad in EXPECTED["bad_rows"]]
    assert (len(plan.new), plan.changed, plan.unchanged) == (1200, [], [])
    assert units.scalar(select(func.count(Person.id))) == 0


def test_sample_is_written_with_places_in_both_trees_and_accounts(
    units: Session, roster: ParsedRoster
) -> None:
    apply_roster_import(units, roster, TODAY)
    assert units.scalar(select(func.count(Person.id))) == EXPECTED["people"]
    state, party = (units_of_people(units, tree, TODAY) for tree in Tree)
    assert (len(state), len(party)) == (EXPECTED["people"], EXPECTED["members"])
    person = units.scalars(select(Person).where(Person.personnel_code == "NV00796")).one()
    assert (person.full_name, person.name_fold) == ("Ngô Khánh Bình", "ngo khanh binh")
    assert load_tree(units, Tree.PARTY, TODAY).name(party[person.id]) == "Đảng bộ Văn phòng Bộ"
    account = units.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert (account.login, account.password_hash) == ("binhnk@moha.example", None)
    assert units.scalar(select(func.count(Account.id))) == EXPECTED["people"]


def test_first_roster_holds_from_the_beginning_of_the_year(
    units: Session, roster: ParsedRoster
) -> None:
    apply_roster_import(units, roster, TODAY)
    assert set(units.scalars(select(Membership.starts_on))) == {date(2026, 1, 1)}


def test_same_roster_again_changes_nothing(units: Session, roster: ParsedRoster) -> None:
    apply_roster_import(units, roster, TODAY)
    plan = apply_roster_import(units, roster, date(2026, 12, 24))
    assert plan.changes_nothing
    assert (plan.people, len(plan.unchanged)) == (EXPECTED["people"], EXPECTED["people"])
    assert plan.members == EXPECTED["members"]
    assert units.scalar(select(func.count(Membership.id))) == 1200 + 758


def test_roster_before_units_says_to_import_the_units_first(
    db: Session, roster: ParsedRoster
) -> None:
    plan = plan_roster_import(db, roster, TODAY)
    assert plan.people == 0
    assert len(plan.rejected) == 1206
    problem = plan.rejected[0].problems[0]
    assert (problem.kind, problem.value) == ("unknown unit", "Văn phòng Bộ")


def test_rejected_rows_stand_in_the_order_of_the_file(units: Session, roster: ParsedRoster) -> None:
    plan = plan_roster_import(units, roster, TODAY)
    assert problems_of(roster) == {
        bad.row: [problem.kind.value for problem in bad.problems] for bad in plan.rejected
    }


def test_number_of_queries_does_not_grow_with_the_roster(
    units: Session,
    roster: ParsedRoster,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    with count_queries() as statements:
        plan_roster_import(units, roster, TODAY)
    assert len(statements) <= 10
    with count_queries() as statements:
        apply_roster_import(units, roster, TODAY)
    assert len(statements) <= EXPECTED["people"] / 10
