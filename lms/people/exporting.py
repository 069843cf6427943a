"""The list of people as a workbook: in the list's order, sent as it is written, at any length up to its bound.

Who is in it is read at once; the rest a chunk at a time, each in a transaction of its own that is over before the
chunk is sent: however long a download takes, it keeps nothing open in the database, and no more than a chunk in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.db.engine import Database
from lms.errors import Invalid
from lms.papers.long_sheet import MOST_ROWS, Cell, long_sheet
from lms.people.belonging import holds_on
from lms.people.list_numbers import UNNUMBERED
from lms.people.models import Membership, Person
from lms.people.standing import other_standings_on
from lms.people.standing_rules import Standing
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS, SEX_WORDS
from lms.units.enums import Tree
from lms.units.tree import UnitTree
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l

CHUNK: Final = 2_000
_TOO_MANY: Final = _l(
    "This list is longer than 500,000 people. Narrow it to a unit or by a filter."
)
_WIDTHS: Final = {
    "personnel_code": 14,
    "full_name": 30,
    "born_on": 12,
    "sex": 9,
    "position": 28,
    "unit": 40,
    "unit_above": 40,
    "category": 18,
    "is_exempt": 10,
    "email": 30,
    "phone": 14,
}
_OF_PARTY: Final = {"party_status": 18, "party_position": 22, "party_unit": 40}
_OF_TODAY: Final = frozenset({"personnel_code", "full_name", "email", "phone"})
"""Columns without days: in the list of another day they are as recorded today, and say so."""


def ids_to_write(db: Session, people: Select[int]) -> list[int]:
    """Everybody of the list in its order. Raises Invalid for more than 500,000. One query."""
    ids = list(db.scalars(people.limit(MOST_ROWS + 1)))
    if len(ids) > MOST_ROWS:
        raise Invalid(_TOO_MANY)
    return ids


def write_people(
    database: Database,
    ids: Sequence[int],
    trees: Sequence[UnitTree],
    *,
    party_units: frozenset[int] | None,
) -> Iterator[bytes]:
    """The file with these people in this order, piece by piece.

    `trees`: the state tree, then the Party's, as of the day of the list. Party membership and exemption stand only beside people
    of `party_units` (None: all), and its columns only where there may be any. A query for each two thousand people,
    two in a list of another day than today.
    """
    day, knows_party = trees[0].on, party_units is None or bool(party_units)
    widths = _WIDTHS | (_OF_PARTY if knows_party else {})
    columns = [
        (str(COLUMN_WORDS["list_no"]), 6),
        *((_heading(name, day), at) for name, at in widths.items()),
    ]
    state, party = ({id_: node.name for id_, node in tree.nodes.items()} for tree in trees)
    above = {id_: trees[0].above(id_) for id_ in state}
    told = _Told(
        yes=_("yes"),
        categories={key: str(words) for key, words in CATEGORY_WORDS.items()},
        statuses={key: str(words) for key, words in PARTY_WORDS.items()},
        sexes={key: str(words) for key, words in SEX_WORDS.items()},
        state=state,
        above=above,
        party=party,
        party_units=party_units,
        knows_party=knows_party,
    )
    return long_sheet(_("People"), columns, _rows(database, ids, day, told))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the cells say, in the language of the reader, ready before the first of them is sent."""

    yes: str
    categories: Mapping[Any, str]
    statuses: Mapping[Any, str]
    sexes: Mapping[Any, str]
    state: Mapping[int, str]
    above: Mapping[int, str]
    party: Mapping[int, str]
    party_units: frozenset[int] | None
    knows_party: bool


def _heading(name: str, day: date) -> str:
    if name == "unit_above":
        return _("Unit above")
    heading = str(COLUMN_WORDS[name])
    if day == clock.today() or name not in _OF_TODAY:
        return heading
    return _("%(column)s (as recorded today)", column=heading)


def _rows(
    database: Database, ids: Sequence[int], day: date, told: _Told
) -> Iterator[Sequence[Cell]]:
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        with database.reading() as db:
            found = {row.id: row for row in db.execute(_chunk(some, day))}
            then = {} if day == clock.today() else other_standings_on(db, day, some)
        for each in some:
            row = found.get(each)
            if row is not None:  # else removed since the ids were read
                number = None if row.list_no == UNNUMBERED else row.list_no
                yield [number, *_cells(row, then.get(each, row), told)]


def _cells(row: Row[Any], then: Standing | Row[Any], told: _Told) -> list[Cell]:
    cells: list[Cell] = [
        row.personnel_code,
        row.full_name,
        row.born_on or row.birth_year,
        told.sexes.get(row.sex),
        then.position,
        told.state.get(row.state_unit),
        told.above.get(row.state_unit) or None,
        told.categories[then.category],
        told.yes if then.is_exempt and _is_known(row, told) else None,
        row.email,
        row.phone,
    ]
    return [*cells, *_party(row, then, told)] if told.knows_party else cells


def _is_known(row: Row[Any], told: _Told) -> bool:
    """Whether the reader may know the person's Party membership, and that they are exempt from its work."""
    units = told.party_units
    return units is None or not units.isdisjoint((row.state_unit, row.party_unit))


def _party(row: Row[Any], then: Standing | Row[Any], told: _Told) -> list[Cell]:
    if not _is_known(row, told) or not then.party_status.is_member:
        return [None, None, None]
    return [
        told.statuses[then.party_status],
        then.party_position,
        told.party.get(row.party_unit),
    ]


def _chunk(ids: Sequence[int], day: date) -> Select[*tuple[Any, ...]]:
    state, party = aliased(Membership), aliased(Membership)
    question = select(
        Person.id,
        Person.list_no,
        Person.personnel_code,
        Person.full_name,
        Person.born_on,
        Person.birth_year,
        Person.sex,
        Person.position,
        Person.category,
        Person.is_exempt,
        Person.email,
        Person.phone,
        Person.party_status,
        Person.party_position,
        state.unit_id.label("state_unit"),
        party.unit_id.label("party_unit"),
    )
    for place, tree in ((state, Tree.STATE), (party, Tree.PARTY)):
        held = and_(place.person_id == Person.id, place.tree == tree, holds_on(day, place))
        question = question.outerjoin(place, held)
    return question.where(Person.id.in_(ids))
