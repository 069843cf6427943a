"""Signs that a roster is older than what is on record: it moves people back, and takes back those who left.

Each may be right for one person. For many at once it is an old list, and importing it would undo what was done since.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.importing.missing import GUARDED_SHARE
from lms.people.models import Membership
from lms.units.enums import Tree

FEW: Final = 2
"""So many come or go back now and then, whatever the size of the unit."""
_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Stay:
    """A place of a person in a tree."""

    tree: Tree
    unit_id: int
    starts_on: date
    ends_on: date | None


Undone = Mapping[int, date]
"""person id → the day of what the roster would undo: of the last move, or of leaving"""


def moved_back_since(stays: Iterable[Stay], to: Mapping[Tree, int], on: date) -> date | None:
    """When the person came from the unit to which they are to move now; None where it is no way back.

    The unit must be the one of the place that ended the day before the present one began.
    """
    known = list(stays)
    for tree, unit_id in to.items():
        here = [each for each in known if each.tree is tree and _holds(each, on)]
        for present in here:
            eve = present.starts_on - timedelta(days=1)
            if any(
                each.tree is tree and each.ends_on == eve and each.unit_id == unit_id
                for each in known
            ):
                return present.starts_on
    return None


def is_many(undone: int, covered: int) -> bool:
    """Whether so many would be undone that their number is to be typed."""
    return undone > FEW and undone > GUARDED_SHARE * covered


def find_undone(
    db: Session,
    moves: Mapping[int, Mapping[Tree, int]],
    returning: Mapping[int, date],
    on: date,
) -> Undone:
    """Of whom the roster would undo something: `moves` are by person the units to move to, `returning` the days
    on which those left who would be there again. A query for each five thousand who move.
    """
    undone = dict(returning)
    stays = _stays_of(db, moves.keys() - returning.keys())
    for person_id, known in stays.items():
        since = moved_back_since(known, moves[person_id], on)
        if since is not None:
            undone[person_id] = since
    return undone


def _stays_of(db: Session, person_ids: Collection[int]) -> dict[int, list[Stay]]:
    stays: dict[int, list[Stay]] = {}
    ids = sorted(person_ids)
    for start in range(0, len(ids), _TOGETHER):
        rows = db.execute(
            select(
                Membership.person_id,
                Membership.tree,
                Membership.unit_id,
                Membership.starts_on,
                Membership.ends_on,
            ).where(Membership.person_id.in_(ids[start : start + _TOGETHER]))
        )
        for row in rows:
            stay = Stay(row.tree, row.unit_id, row.starts_on, row.ends_on)
            stays.setdefault(row.person_id, []).append(stay)
    return stays


def _holds(stay: Stay, on: date) -> bool:
    return stay.starts_on <= on and (stay.ends_on is None or stay.ends_on >= on)
