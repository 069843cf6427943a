"""Who may make, run and follow a campaign."""

from enum import StrEnum

from lms.campaigns.activities import is_in_audience
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Campaign
from lms.campaigns.queries import get_campaign
from lms.db import get_db
from lms.people.actor import RUNNING, Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


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
    """Campaign offices and trainers of any unit, and administrators."""
    return actor.has_any(*RUNNING)


def manages_campaign(actor: Actor, campaign: Campaign) -> bool:
    """Campaign offices and trainers over the owning unit, and administrators."""
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
_RUNNING = (Role.CAMPAIGN_OFFICE, Role.TRAINER)
RIGHTS: RightsTable = {
    CampaignPermission.LIST: Right(
        _l("See the campaigns of the units under the grant"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, *_RUNNING),
    ),
    CampaignPermission.CREATE: Right(
        _l("Make a campaign"), anywhere=(Role.ADMINISTRATOR, *_RUNNING)
    ),
    CampaignPermission.MANAGE: Right(
        _l("Run a campaign: plan, materials, question bank, quizzes"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_RUNNING,
    ),
    CampaignPermission.STUDY: Right(
        _l("Study in a campaign"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_RUNNING, Role.LEARNER),
    ),
}
