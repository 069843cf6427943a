"""Who sees the trees and who changes them."""

from enum import StrEnum
from typing import Protocol

from lms.policy import PermissionMap


class UnitPermission(StrEnum):
    """Acts on units."""

    VIEW = "units.view"
    MANAGE = "units.manage"


class SupportsRoles(Protocol):
    """What these rules ask of an actor, who stands above units."""

    @property
    def is_staff(self) -> bool:
        """Whether any role beyond learner was granted."""
        ...

    @property
    def is_admin(self) -> bool:
        """Whether everything is open to the person asking."""
        ...


def sees_units(actor: SupportsRoles, _thing: object = None) -> bool:
    """Everybody with a role; which part of a tree each sees is decided by `lms.organisation`."""
    return actor.is_staff


def manages_units(actor: SupportsRoles, _thing: object = None) -> bool:
    """Administrators only."""
    return actor.is_admin


PERMISSIONS: PermissionMap = {
    UnitPermission.VIEW: sees_units,
    UnitPermission.MANAGE: manages_units,
}
