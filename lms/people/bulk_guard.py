"""What is asked before an act on many lets people leave: the same guard as for the missing of an import."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.people.actor import Actor
from lms.people.belonging import units_of_people
from lms.people.bulk import BulkAct
from lms.people.importing.approval_rules import Guard, guard_of
from lms.people.importing.approving import approvers_beside
from lms.people.importing.missing import covered_units
from lms.people.importing.stamp import hold_stamp
from lms.people.importing.unit_index import UnitIndex
from lms.people.let_leave import last_units, let_leave_lately, without_place
from lms.people.let_leave_share import Share, worst_share
from lms.people.scope_rules import Scope
from lms.units.enums import Tree
from lms.units.tree import load_tree
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What must happen before these people leave, of how many they are, and how many left before them."""

    guard: Guard = Guard.NONE
    covered: int = 0
    before: int = 0
    """Let leave by the same account within a day, and counted with them."""


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
    rest, found = set(person_ids), list[Share]()
    lately = let_leave_lately(db, actor.account_id) - rest
    besides = len(without_place(db, lately))
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
        own = scope.within(covered_units(UnitIndex(picture), set(held.values())))
        found.append(worst_share(db, picture, len(held), own, gone, scope, besides=besides))
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
