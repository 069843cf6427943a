"""How large a part of the people leave: those of one act, and with them those let leave before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import holds_on, units_of_people
from lms.people.importing.missing import GUARDED_SHARE, covered_units
from lms.people.importing.unit_index import UnitIndex
from lms.people.models import Membership
from lms.people.scope_rules import Scope
from lms.units.tree import UnitTree

_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Share:
    """So many of one tree leave, of so many."""

    leaving: int = 0
    covered: int = 0
    before: int = 0
    """Of those who leave: let leave by the same hand within a day."""

    @property
    def is_guarded(self) -> bool:
        """Whether they are more than 2 %."""
        return self.leaving > GUARDED_SHARE * self.covered


def worst_share(
    db: Session,
    tree: UnitTree,
    leaving: int,
    own: frozenset[int],
    gone: Mapping[int, int],
    scope: Scope,
    *,
    besides: int = 0,
) -> Share:
    """The largest guarded share: of these alone, with those gone from the same units, with all who are gone.

    `own`: the units that the act covers (`covered_units`). `gone`: person → the unit in which they stood last, of
    those whom the same hand let leave within a day. Those gone elsewhere bring the people of their units with
    them: who leaves one large unit holds up nobody in another. `besides`: so many more are gone of whom no place
    tells where they stood.
    """
    index, standing = UnitIndex(tree), units_of_people(db, tree.tree, clock.today(), list(gone))
    near = {person_id: unit_id for person_id, unit_id in gone.items() if unit_id in own}
    shares = []
    for before in ({}, near, gone) if gone or besides else ({},):
        units = own
        if before and before is not near:
            units = scope.within(covered_units(index, {*own, *before.values()}))
        left = sum(standing.get(each) not in units for each in before)
        more = besides if before is gone else 0
        count = len(before) + more
        shares.append(Share(leaving + count, _count(db, units) + left + more, count))
    return max(shares, key=lambda each: (each.is_guarded, each.leaving))


def _count(db: Session, unit_ids: Collection[int]) -> int:
    ids, found = sorted(unit_ids), 0
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        wanted = select(func.count()).select_from(Membership).where(Membership.unit_id.in_(some))
        found += db.scalar(wanted.where(holds_on(clock.today()))) or 0
    return found
