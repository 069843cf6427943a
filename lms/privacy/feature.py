"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.privacy import holdings, retention
from lms.privacy.cli import privacy_cli
from lms.privacy.panels import home_panels
from lms.privacy.policy import PERMISSIONS, RIGHTS, guards_data
from lms.privacy.views import leaving, notice, office, own, trace
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.privacy",
    blueprints=[own.bp, office.bp, trace.bp, leaving.bp, notice.bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("Roles and personal data"),
    commands=[privacy_cli],
    home_panels=home_panels,
    nav=[NavItem(_l("Personal data"), "data_requests.index", guards_data, "shield", 80)],
    personal_data=holdings.personal_data,
    expiring=retention.expiring,
)
