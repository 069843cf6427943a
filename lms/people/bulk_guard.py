"""What is asked before an act on many lets people leave: the same guard as for the missing of an import."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.people.actor import Actor
from lms.people.belonging import holds_on, units_of_people
from lms.people.bulk import BulkAct
from lms.people.importing.approval_rules import Guard, guard_of
from lms.people.importing.approving import approvers_beside
from lms.people.importing.missing import GUARDED_SHARE, covered_units
from lms.people.importing.stamp import hold_stamp
from lms.people.importing.unit_index import UnitIndex
from lms.people.let_leave import last_units, let_leave_lately
from lms.people.models import Membership
from lms.people.scope_rules import Scope
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

LETTING_LEAVE: Final = frozenset((BulkAct.LEAVE, BulkAct.LEAVE_UNITS))
BARRED: Final = {
    Guard.SECOND_PERSON: _l(
        "So many leave only by an import, which a second person approves: import the list of those who stay."
    ),
    Guard.NOBODY: _l(
        "So many leave only with a second person's approval, and nobody is entitled to give it. Please ask the administrator."
    ),
}
"""Why the act cannot be done here."""
_TOGETHER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What must happen before these people leave, of how many they are, and how many left before them."""

    guard: Guard = Guard.NONE
    covered: int = 0
    before: int = 0
    """Let leave by the same account within a day, and counted with them."""


@dataclass(frozen=True, slots=True)
class _Share:
    """So many of one tree leave, of so many."""

    leaving: int = 0
    covered: int = 0
    before: int = 0

    @property
    def is_guarded(self) -> bool:
        return self.leaving > GUARDED_SHARE * self.covered


def guard_for(
    db: Session, act: BulkAct, person_ids: Collection[int], scope: Scope, actor: Actor
) -> Asked:
    """What is asked before these people leave by an act of many; nothing for acts by which nobody does.

    The units covered are those an import of the same people would cover (`covered_units`): over 2 % of those who
    stand there today is guarded. Somebody in no state unit counts where they stand in the Party. Whom the same
    account let leave within a day counts with them, so that nothing is gained by taking slices.
    """
    if act not in LETTING_LEAVE or not person_ids:
        return Asked()
    rest, found = set(person_ids), list[_Share]()
    lately = let_leave_lately(db, actor.account_id) - rest
    for tree in (Tree.STATE, Tree.PARTY):
        picture = load_tree(db, tree, clock.today())
        held = {
            person_id: unit_id
            for person_id, unit_id in units_of_people(db, tree, clock.today(), list(rest)).items()
            if unit_id in picture and (act is BulkAct.LEAVE or scope.holds([unit_id]))
        }
        rest -= held.keys()
        if not held:
            continue
        gone = {
            person_id: unit_id
            for person_id, unit_id in last_units(db, tree, lately).items()
            if unit_id in picture and scope.holds([unit_id])
        }
        found.append(_worst_share(db, picture, held, gone))
    guarded = [each for each in found if each.is_guarded]
    if not guarded:
        return Asked()
    guard = guard_of(
        is_guarded=True,
        leaving=sum(each.leaving for each in guarded),
        has_others=bool(approvers_beside(db, actor.account_id)),
        is_admin=actor.is_admin,
    )
    before = sum(each.before for each in guarded)
    return Asked(guard, sum(each.covered for each in guarded), before)


def check_leaving(db: Session, act: BulkAct, person_id: int, scope: Scope, actor: Actor) -> None:
    """Conflict where one person more is too many. The number is not asked for: one is seen by name."""
    hold_stamp(db)
    asked = guard_for(db, act, [person_id], scope, actor)
    if asked.guard in BARRED:
        together = _(
            "With those whom you let leave in the last 24 hours it is %(leaving)s of %(covered)s people.",
            leaving=asked.before + 1,
            covered=asked.covered,
        )
        raise Conflict(f"{together} {BARRED[asked.guard]}")


def _worst_share(
    db: Session, tree: UnitTree, held: Mapping[int, int], gone: Mapping[int, int]
) -> _Share:
    """The largest guarded share: of these alone, with those gone from the same units, with all who are gone."""
    index, standing = UnitIndex(tree), units_of_people(db, tree.tree, clock.today(), list(gone))
    own = covered_units(index, set(held.values()))
    near = {person_id: unit_id for person_id, unit_id in gone.items() if unit_id in own}
    shares = []
    for before in ({}, near, gone) if gone else ({},):
        units = covered_units(index, {*held.values(), *before.values()})
        left = sum(standing.get(each) not in units for each in before)
        shares.append(_Share(len(held) + len(before), _count(db, units) + left, len(before)))
    return max(shares, key=lambda each: (each.is_guarded, each.leaving))


def _count(db: Session, unit_ids: Collection[int]) -> int:
    ids, found = sorted(unit_ids), 0
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        wanted = select(func.count()).select_from(Membership).where(Membership.unit_id.in_(some))
        found += db.scalar(wanted.where(holds_on(clock.today()))) or 0
    return found
