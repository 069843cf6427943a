"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.campaigns.offers import UNIT_SCOPES
from lms.campaigns.policy import PERMISSIONS, RIGHTS, runs_campaigns
from lms.campaigns.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.campaigns",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("Study campaigns and materials"),
    unit_scopes=UNIT_SCOPES,
    nav=[NavItem(_l("Study campaigns"), "campaigns.index", runs_campaigns, "book", 20)],
)
