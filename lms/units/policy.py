"""Who sees the trees and who changes them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


class UnitPermission(StrEnum):
    """Acts on units."""

    VIEW = "units.view"
    MANAGE = "units.manage"


class SupportsGrant(Protocol):
    """What these rules ask of one role that was granted."""

    @property
    def place_id(self) -> int | None:
        """The conference or venue it was granted over, or None for units."""
        ...


class SupportsRoles(Protocol):
    """What these rules ask of an actor, who stands above units."""

    @property
    def is_staff(self) -> bool:
        """Whether any role beyond learner was granted."""
        ...

    @property
    def grants(self) -> Sequence[SupportsGrant]:
        """The roles that hold today."""
        ...

    @property
    def keeps_all_records(self) -> bool:
        """Whether the roster and the units of everything are kept by the person asking."""
        ...


def sees_units(actor: SupportsRoles, _thing: object = None) -> bool:
    """Everybody with a role; which part of a tree each sees is decided by `lms.organisation`."""
    return actor.is_staff


def has_units(actor: SupportsRoles) -> bool:
    """Whether a tree shows the actor anything: secretaries and venue officers stand over no unit."""
    return any(grant.place_id is None for grant in actor.grants)


def manages_units(actor: SupportsRoles, _thing: object = None) -> bool:
    """Administrators, and records clerks of everything: a change of a tree concerns all of it."""
    return actor.keeps_all_records


PERMISSIONS: PermissionMap = {
    UnitPermission.VIEW: sees_units,
    UnitPermission.MANAGE: manages_units,
}
RIGHTS: RightsTable = {
    UnitPermission.VIEW: Right(
        _l("See the unit trees"),
        anywhere=(
            "administrator",
            "campaign office",
            "trainer",
            "secretary",
            "venue officer",
            "unit head",
            "cell committee",
            "records clerk",
        ),
    ),
    UnitPermission.MANAGE: Right(
        _l("Change the unit trees"), anywhere=("administrator",), everything=("records clerk",)
    ),
}
