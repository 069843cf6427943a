"""Who hands out activation slips."""

from dataclasses import dataclass
from enum import StrEnum

from flask import request

from lms.errors import NotFound
from lms.numbers import number_sent
from lms.people.actor import Actor
from lms.people.cards import PersonCard
from lms.people.policy import SEEING, sees_people, sees_person
from lms.people.unit_offers import ROSTER, offer_units
from lms.policy import PermissionMap, Right, RightsTable
from lms.units.tree import UnitTree
from lms.web.i18n import lazy_gettext as _l


class SlipPermission(StrEnum):
    """Acts on activation slips: those who read the roster of a unit are those who hand them out in it."""

    HAND_OUT = "slips.hand-out"
    """To the people of the units under the grant"""
    HAND_TO = "slips.hand-to"
    """To one person"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The unit whose people are handed slips, in its tree of today."""

    tree: UnitTree
    unit_id: int

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.tree.name(self.unit_id)


def find_desk(wanted: int | None = None) -> Desk | None:
    """The unit wanted or chosen in the address (`don-vi=12`), else the first within reach; None without any.

    Raises NotFound for a unit outside the reach of the person asking.
    """
    if wanted is None:
        wanted = number_sent(request.values.get("don-vi", ""))
    for tree, _depth, node in offer_units(ROSTER).units():
        if wanted is None or node.id == wanted:
            return Desk(tree, node.id)
    if wanted is not None:
        raise NotFound(_l("This unit does not stand today, or it is not yours to see."))
    return None


def get_desk() -> Desk:
    """The same. Raises NotFound where there is no unit at all."""
    desk = find_desk()
    if desk is None:
        raise NotFound(_l("This unit does not stand today, or it is not yours to see."))
    return desk


def hands_to(actor: Actor, card: PersonCard) -> bool:
    """Whoever may read the roster of one of the units the person stands in today."""
    return sees_person(actor, card)


PERMISSIONS: PermissionMap = {
    SlipPermission.HAND_OUT: sees_people,
    SlipPermission.HAND_TO: hands_to,
}
_ADMINISTRATOR = ("administrator",)
RIGHTS: RightsTable = {
    SlipPermission.HAND_OUT: Right(
        _l(
            "Hand out activation slips and make accounts for them, cut to the units under the grant"
        ),
        is_cut=True,
        anywhere=(*_ADMINISTRATOR, *SEEING),
    ),
    SlipPermission.HAND_TO: Right(
        _l("Hand a person an activation slip, with an account where there is none"),
        anywhere=_ADMINISTRATOR,
        within=SEEING,
    ),
}
