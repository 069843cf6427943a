"""Who grants roles, and who sees who holds what."""

from enum import StrEnum

from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


class RolePermission(StrEnum):
    """Acts on roles; those of a conference and its venues are named on the conference's own page."""

    LIST = "roles.list"
    GRANT = "roles.grant"


def administers_roles(actor: Actor, _thing: object = None) -> bool:
    """Administrators only."""
    return actor.is_admin


PERMISSIONS: PermissionMap = {
    RolePermission.LIST: administers_roles,
    RolePermission.GRANT: administers_roles,
}
RIGHTS: RightsTable = {
    RolePermission.LIST: Right(
        _l("See who holds which role, and this table"), anywhere=(Role.ADMINISTRATOR,)
    ),
    RolePermission.GRANT: Right(_l("Grant and end roles"), anywhere=(Role.ADMINISTRATOR,)),
}
