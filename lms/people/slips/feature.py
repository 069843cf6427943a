"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.slips.panel import home_panels, record_links
from lms.people.slips.policy import PERMISSIONS, RIGHTS
from lms.people.slips.privacy import personal_data
from lms.people.slips.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.people.slips",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("People and units"),
    home_panels=home_panels,
    record_links=record_links,
    personal_data=personal_data,
)
