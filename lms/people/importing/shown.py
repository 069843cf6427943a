"""The plan's rows as the preview shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.people.enums import Category, PartyStatus, Sex
from lms.people.importing.cells import shown
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.parsed import RejectedRow
from lms.people.importing.planning import PersonChange, RosterPlan
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS, SEX_WORDS
from lms.units.enums import Tree
from lms.units.tree import load_tree
from lms.web.format import format_date
from lms.web.i18n import _


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One person on record and what becomes of each column."""

    row: int
    full_name: str
    columns: Sequence[tuple[str, str, str]]
    """Label, before, after."""


def row_name(header: Header, bad: RejectedRow) -> str:
    """The name a rejected row carries, as it stands in the file."""
    fields = (Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
    places = [header.column_of(field) for field in fields]
    return " ".join(filter(None, (shown(bad.cells[each]) for each in places if each is not None)))


def changes_shown(db: Session, plan: RosterPlan, most: int) -> list[ChangeShown]:
    """The first changed people with each column's old and new value. Four queries at most."""
    if not plan.changed:
        return []
    names = {
        id_: node.name for tree in Tree for id_, node in load_tree(db, tree, plan.on).nodes.items()
    }
    return [_shown(change, names) for change in plan.changed[:most]]


def _shown(change: PersonChange, names: dict[int, str]) -> ChangeShown:
    columns = [
        (str(COLUMN_WORDS[name]), _worded(change.before.values[name]), _worded(value))
        for name, value in change.values.items()
    ]
    moves = (
        ("unit", change.before.unit_id, change.unit_id, False),
        ("party_unit", change.before.party_unit_id, change.party_unit_id, change.leaves_party_unit),
    )
    for name, before, after, ends in moves:
        if after or ends:
            label = str(COLUMN_WORDS[name])
            columns.append((label, names.get(before or 0, "–"), names.get(after or 0, "–")))
    return ChangeShown(change.row.row, change.row.full_name, columns)


def _worded(value: Any) -> str:
    if isinstance(value, Sex):
        return str(SEX_WORDS[value])
    if isinstance(value, PartyStatus):
        return str(PARTY_WORDS[value])
    if isinstance(value, Category):
        return str(CATEGORY_WORDS[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return format_date(value)
    return str(value) if value not in (None, "") else "–"
