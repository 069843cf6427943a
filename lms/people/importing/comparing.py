"""What a row says about somebody on record. Silence is no news: an empty cell erases little."""

from typing import Any, Final

from lms.people.importing.columns import Field
from lms.people.importing.kinds import is_exempt
from lms.people.importing.parsed import ParsedRoster, RosterPerson

_ALWAYS_TOLD: Final = {
    "position": (Field.POSITION,),
    "category": (Field.CATEGORY,),
    "is_exempt": (Field.EXEMPT,),
    "note": (Field.NOTE,),
    "party_position": (Field.PARTY_POSITION,),
    "list_no": (Field.LIST_NO,),
}
"""Columns that speak for everybody when the roster has them, even by being empty."""

_BIRTH: Final = ("born_on", "birth_year")
_TOLD_WHEN_FILLED: Final = ("personnel_code", "sex", "email", "phone", "sort_name")


def known_values(row: RosterPerson, parsed: ParsedRoster) -> dict[str, Any]:
    """The person's columns that this row of this roster speaks about, with what it says.

    None of `is_exempt`: no word of it in the remarks, which ends only what remarks had said before.
    """
    told: dict[str, Any] = {"full_name": row.full_name, "left_on": None}
    for name, fields in _ALWAYS_TOLD.items():
        if any(parsed.has(each) for each in fields):
            told[name] = getattr(row, name)
    if parsed.has(Field.NOTE) and not parsed.has(Field.EXEMPT):
        told["is_exempt"] = row.is_exempt or None
    for name in _TOLD_WHEN_FILLED:
        if getattr(row, name):
            told[name] = getattr(row, name)
    if parsed.tells_members or row.party_status.is_member:
        told["party_status"] = row.party_status
        if not row.party_status.is_member:
            told["party_position"] = ""
    if row.born_on or row.birth_year:
        told |= {"born_on": row.born_on, "birth_year": row.birth_year}
    return told


def changed_values(before: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Of what a row says, that which is not on record already.

    Whoever is no member holds no position in the Party. A bare year does not erase a known birth date of that year, nor the date the year beside it.
    """
    if told.get("is_exempt", False) is None:
        told = {name: value for name, value in told.items() if name != "is_exempt"}
        if is_exempt(before["note"]):
            told["is_exempt"] = False
    if "party_position" in told and not told.get("party_status", before["party_status"]).is_member:
        told = told | {"party_position": ""}
    born_on, year = before["born_on"], told.get("birth_year")
    if born_on is not None and year == born_on.year:
        told = {name: value for name, value in told.items() if name not in _BIRTH}
    if told.get("born_on") is not None and before["birth_year"] == told["born_on"].year:
        told = {name: value for name, value in told.items() if name != "birth_year"}
    return {name: value for name, value in told.items() if before[name] != value}
