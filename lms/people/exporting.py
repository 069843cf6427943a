"""The list of people as a workbook: in the list's order, a chunk at a time, at any length up to its bound."""

from collections.abc import Iterator, Sequence
from itertools import count
from tempfile import TemporaryFile
from typing import IO, Final

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from lms import clock
from lms.errors import Invalid
from lms.papers.long_sheet import MOST_ROWS, Cell, write_long_sheet
from lms.people.belonging import holds_on
from lms.people.enums import PartyStatus
from lms.people.models import Membership, Person
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS, SEX_WORDS
from lms.units.enums import Tree
from lms.units.tree import UnitTree
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l

CHUNK: Final = 10_000
_TOO_MANY: Final = _l(
    "This list is longer than 200,000 people. Narrow it to a unit or by a filter."
)
_WIDTHS: Final = {
    "personnel_code": 14,
    "full_name": 30,
    "born_on": 12,
    "sex": 9,
    "position": 28,
    "unit": 40,
    "category": 18,
    "is_exempt": 10,
    "email": 30,
    "phone": 14,
}
_OF_PARTY: Final = {"party_status": 18, "party_unit": 40}


def write_people(
    db: Session,
    people: Select[int],
    trees: Sequence[UnitTree],
    *,
    party_units: frozenset[int] | None,
) -> tuple[IO[bytes], list[int]]:
    """A file, at its beginning, with everybody of the list, and who they are. Whoever gets it closes it.

    `people`: their ids in the list's order. `trees`: the state tree, then the Party's. Party membership stands
    only beside people of `party_units` (None: all), and its columns only where there may be any. Raises Invalid
    for more than 200,000. One query for the ids, one more for each ten thousand people.
    """
    ids = list(db.scalars(people.limit(MOST_ROWS + 1)))
    if len(ids) > MOST_ROWS:
        raise Invalid(_TOO_MANY)
    knows_party = party_units is None or bool(party_units)
    widths = _WIDTHS | (_OF_PARTY if knows_party else {})
    columns = [(_("No."), 6), *((str(COLUMN_WORDS[name]), at) for name, at in widths.items())]
    out = TemporaryFile()  # noqa: SIM115 - handed on; whoever sends it closes it
    rows = _rows(db, ids, trees, party_units, with_party=knows_party)
    write_long_sheet(out, _("People"), columns, rows)
    out.seek(0)
    return out, ids


def _rows(
    db: Session,
    ids: Sequence[int],
    trees: Sequence[UnitTree],
    party_units: frozenset[int] | None,
    *,
    with_party: bool,
) -> Iterator[Sequence[Cell]]:
    numbers, yes = count(1), _("yes")
    categories = {key: str(words) for key, words in CATEGORY_WORDS.items()}
    statuses = {key: str(words) for key, words in PARTY_WORDS.items()}
    sexes = {key: str(words) for key, words in SEX_WORDS.items()}
    state, party = ({id_: node.name for id_, node in tree.nodes.items()} for tree in trees)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {row.id: row for row in db.execute(_chunk(some))}
        for each in some:
            row = found.get(each)
            if row is None:  # removed since the ids were read
                continue
            cells: list[Cell] = [
                next(numbers),
                row.personnel_code,
                row.full_name,
                row.born_on or row.birth_year,
                sexes.get(row.sex),
                row.position,
                state.get(row.state_unit),
                categories[row.category],
                yes if row.is_exempt else None,
                row.email,
                row.phone,
            ]
            if with_party:
                cells += _party(row, party_units, statuses, party)
            yield cells


def _party(
    row: Row[*tuple[object, ...]],
    party_units: frozenset[int] | None,
    statuses: dict[PartyStatus, str],
    names: dict[int, str],
) -> list[Cell]:
    known = party_units is None or not party_units.isdisjoint((row.state_unit, row.party_unit))
    if not known or not row.party_status.is_member:
        return [None, None]
    return [statuses[row.party_status], names.get(row.party_unit)]


def _chunk(ids: Sequence[int]) -> Select[*tuple[object, ...]]:
    today = clock.today()
    state, party = aliased(Membership), aliased(Membership)
    question = select(
        Person.id,
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
        state.unit_id.label("state_unit"),
        party.unit_id.label("party_unit"),
    )
    for place, tree in ((state, Tree.STATE), (party, Tree.PARTY)):
        held = and_(place.person_id == Person.id, place.tree == tree, holds_on(today, place))
        question = question.outerjoin(place, held)
    return question.where(Person.id.in_(ids))
