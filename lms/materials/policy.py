"""Who may read a material, and who may put it there."""

from enum import StrEnum

from lms.campaigns.policy import manages_campaign, studies_campaign
from lms.db import get_db
from lms.materials.models import Material
from lms.materials.queries import get_material
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


class MaterialPermission(StrEnum):
    """Acts on materials; adding one is managing its campaign."""

    READ = "materials.read"
    MANAGE = "materials.manage"


def load_material(material_id: int) -> Material:
    """The material an address names. Raises NotFound."""
    return get_material(get_db(), material_id)


def reads_material(actor: Actor, material: Material) -> bool:
    """The people the campaign is for, unless it is hidden; the campaign's staff always."""
    if material.hidden_at is not None:
        return manages_campaign(actor, material.campaign)
    return studies_campaign(actor, material.campaign)


def manages_material(actor: Actor, material: Material) -> bool:
    """Whoever runs its campaign."""
    return manages_campaign(actor, material.campaign)


PERMISSIONS: PermissionMap = {
    MaterialPermission.READ: reads_material,
    MaterialPermission.MANAGE: manages_material,
}
_RUNNING = (Role.CAMPAIGN_OFFICE, Role.TRAINER)
RIGHTS: RightsTable = {
    MaterialPermission.READ: Right(
        _l("Read a material"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_RUNNING, Role.LEARNER),
    ),
    MaterialPermission.MANAGE: Right(
        _l("Change, hide and show a material"), anywhere=(Role.ADMINISTRATOR,), within=_RUNNING
    ),
}
