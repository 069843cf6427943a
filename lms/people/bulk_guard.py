"""What is asked before an act on many lets people leave: the same guard as for the missing of an import."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import Actor
from lms.people.belonging import holds_on, units_of_people
from lms.people.bulk import BulkAct
from lms.people.importing.approval_rules import Guard, guard_of
from lms.people.importing.approving import approvers_beside
from lms.people.importing.missing import GUARDED_SHARE, covered_units
from lms.people.importing.unit_index import UnitIndex
from lms.people.models import Membership
from lms.people.scope_rules import Scope
from lms.units.enums import Tree
from lms.units.tree import load_tree
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
    """What must happen before these people leave, and of how many they are."""

    guard: Guard = Guard.NONE
    covered: int = 0


def guard_for(
    db: Session, act: BulkAct, person_ids: Collection[int], scope: Scope, actor: Actor
) -> Asked:
    """What is asked before these people leave by an act of many; nothing for acts by which nobody does.

    The units covered are those an import of the same people would cover (`covered_units`): over 2 % of those who
    stand there today is guarded. Somebody in no state unit counts where they stand in the Party.
    """
    if act not in LETTING_LEAVE or not person_ids:
        return Asked()
    rest, leaving, covered, is_guarded = set(person_ids), 0, 0, False
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
        there = _count(db, covered_units(UnitIndex(picture), set(held.values())))
        if len(held) > GUARDED_SHARE * there:
            is_guarded = True
            leaving, covered = leaving + len(held), covered + there
    if not is_guarded:
        return Asked()
    guard = guard_of(
        is_guarded=True,
        leaving=leaving,
        has_others=bool(approvers_beside(db, actor.account_id)),
        is_admin=actor.is_admin,
    )
    return Asked(guard, covered)


def _count(db: Session, unit_ids: Collection[int]) -> int:
    ids, found = sorted(unit_ids), 0
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        wanted = select(func.count()).select_from(Membership).where(Membership.unit_id.in_(some))
        found += db.scalar(wanted.where(holds_on(clock.today()))) or 0
    return found
