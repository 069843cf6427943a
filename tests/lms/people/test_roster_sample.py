"""The office's own roster: 1,200 people, 758 members, exactly six bad rows, each for its reason."""

import json
from collections import Counter
from pathlib import Path

import pytest

from lms.people.enums import Category, PartyStatus, Sex
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.roster import parse_roster
from lms.spreadsheets import open_spreadsheet
from lms.text import fold
from tests.lms.people.rosters import TODAY, problems_of

DATA = Path("tests/data")
EXPECTED = json.loads((DATA / "roster.expected.json").read_text())


@pytest.fixture(scope="module")
def roster() -> ParsedRoster:
    data = (DATA / "roster.xlsx").read_bytes()
    return parse_roster(open_spreadsheet(data, "roster.xlsx"), TODAY)


def test_people_and_members_are_counted_exactly(roster: ParsedRoster) -> None:
    assert len(roster.people) == EXPECTED["people"]
    members = [person for person in roster.people if person.party_status.is_member]
    assert len(members) == EXPECTED["members"]
    assert roster.remarks == []


def test_people_stand_under_the_headings_of_their_units(roster: ParsedRoster) -> None:
    counted = Counter(fold(person.headings[0]) for person in roster.people)
    assert counted == {fold(unit): count for unit, count in EXPECTED["by_unit"].items()}


def test_exactly_the_six_bad_rows_are_rejected(roster: ParsedRoster) -> None:
    assert problems_of(roster) == {
        1236: ["duplicate"],
        1237: ["no name"],
        1238: ["bad e-mail"],
        1239: ["bad date"],
        1240: ["legacy font"],
        1241: ["formula"],
    }
    assert [bad["row"] for bad in EXPECTED["bad_rows"]] == [row.row for row in roster.rejected]
    assert roster.rejected[0].problems[0].other_row == 17


def test_values_are_put_right(roster: ParsedRoster) -> None:
    by_code = {person.personnel_code: person for person in roster.people}
    first = by_code["NV00001"]
    assert (first.list_no, first.phone, first.sex) == (1, "0925148935", Sex.FEMALE)
    assert first.category is Category.CADRE
    assert by_code["NV00132"].full_name == "Phạm Thùy My"
    assert by_code["NV00308"].full_name == "Hà Xuân Huy"
    assert by_code["NV00614"].phone == "0977929400"
    assert (by_code["NV00808"].born_on, by_code["NV00808"].birth_year) == (None, 1974)
    assert by_code["NV00796"].party_status is PartyStatus.PROBATIONARY
