"""Who browses which part of the trees; who decides about units is said in `lms.units.policy`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import request

from lms import clock
from lms.db import get_db
from lms.errors import NotFound
from lms.organisation.browsing import may_see
from lms.organisation.queries import UnitLife, find_life
from lms.people.actor import Actor, current_actor
from lms.people.enums import Role
from lms.people.roles.trees import remembered_tree
from lms.policy import PermissionMap, Right, RightsTable
from lms.units.enums import Tree
from lms.units.tree import UnitTree
from lms.web.days import read_day
from lms.web.i18n import lazy_gettext as _l


class OrganisationPermission(StrEnum):
    """Acts on one unit of the trees."""

    SEE_UNIT = "units.see-one"


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit through time, and its tree as of the day its page shows."""

    life: UnitLife
    tree: UnitTree
    wanted: date
    """The day asked for; the tree's may differ where the unit did not stand then."""


def chosen_day() -> date:
    """The day in the address (`ngay=2026-01-31`), otherwise today."""
    return read_day(request.args) or clock.today()


def tree_of_day(tree: Tree) -> UnitTree:
    """A tree as of the chosen day, from memory while no unit changes."""
    return _tree(tree, chosen_day())


def load_card(unit_id: int) -> UnitCard:
    """The unit an address names. Raises NotFound."""
    life = find_life(get_db(), unit_id)
    if life is None:
        raise NotFound(_l("This unit is not on record."))
    wanted = chosen_day()
    tree = _tree(life.unit.tree, life.day_to_show(wanted))
    return UnitCard(life, tree, wanted)


def _tree(tree: Tree, on: date) -> UnitTree:
    return remembered_tree(get_db(), tree, on, current_actor().unit_stamp)


def sees_unit(actor: Actor, card: UnitCard) -> bool:
    """Administrators everything; others with a role what stands below their units on the day shown."""
    unit_id = card.life.unit.id
    return actor.is_admin or (unit_id in card.tree and may_see(actor, card.tree, unit_id))


PERMISSIONS: PermissionMap = {OrganisationPermission.SEE_UNIT: sees_unit}
RIGHTS: RightsTable = {
    OrganisationPermission.SEE_UNIT: Right(
        _l("See a unit through time, and browse what stands below it"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(
            Role.CAMPAIGN_OFFICE,
            Role.TRAINER,
            Role.UNIT_HEAD,
            Role.CELL_COMMITTEE,
            Role.RECORDS_CLERK,
        ),
    ),
}
