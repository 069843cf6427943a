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
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.units.tree import UnitTree, load_tree
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
    raw = request.args.get("ngay", "")
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return clock.today()


def load_card(unit_id: int) -> UnitCard:
    """The unit an address names. Raises NotFound."""
    life = find_life(get_db(), unit_id)
    if life is None:
        raise NotFound(_l("This unit is not on record."))
    wanted = chosen_day()
    tree = load_tree(get_db(), life.unit.tree, life.day_to_show(wanted))
    return UnitCard(life, tree, wanted)


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
