"""Who may make, run and follow a campaign."""

from enum import StrEnum

from lms.campaigns.activities import is_in_audience
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Campaign
from lms.campaigns.queries import get_campaign
from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap


class CampaignPermission(StrEnum):
    """Acts on campaigns."""

    LIST = "campaigns.list"
    CREATE = "campaigns.create"
    MANAGE = "campaigns.manage"
    STUDY = "campaigns.study"


def load_campaign(campaign_id: int) -> Campaign:
    """The campaign an address names. Raises NotFound."""
    return get_campaign(get_db(), campaign_id)


def runs_campaigns(actor: Actor, _thing: object = None) -> bool:
    """Trainers of any unit, and administrators."""
    return actor.is_admin or actor.has_role(Role.TRAINER)


def manages_campaign(actor: Actor, campaign: Campaign) -> bool:
    """Trainers over the owning unit, and administrators."""
    return actor.manages(campaign.owner_unit_id)


def studies_campaign(actor: Actor, campaign: Campaign) -> bool:
    """The people it is meant for, once it is no draft any more; and its staff always."""
    if manages_campaign(actor, campaign):
        return True
    if campaign.state is CampaignState.DRAFT or actor.person_id is None:
        return False
    return is_in_audience(get_db(), campaign, actor.person_id)


PERMISSIONS: PermissionMap = {
    CampaignPermission.LIST: runs_campaigns,
    CampaignPermission.CREATE: runs_campaigns,
    CampaignPermission.MANAGE: manages_campaign,
    CampaignPermission.STUDY: studies_campaign,
}
