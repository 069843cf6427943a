"""What this part of the institution plugs into the product: pages over units and people together."""

from lms.areas import Area
from lms.organisation import (
    act_views,
    correction_views,
    list_views,
    register_views,
    views,
)
from lms.organisation.cli import units_cli
from lms.organisation.offers import UNIT_SCOPES
from lms.organisation.panels import home_panels
from lms.organisation.policy import PERMISSIONS, RIGHTS
from lms.web.i18n import lazy_gettext as _l

PAGES = (views, act_views, list_views, register_views, correction_views)
"""They add their addresses to the pages of `lms.units`, on import."""

feature = Area(
    name="lms.organisation",
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("People and units"),
    commands=[units_cli],
    home_panels=home_panels,
    unit_scopes=UNIT_SCOPES,
)
