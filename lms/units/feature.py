"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.units.policy import PERMISSIONS, RIGHTS, has_units
from lms.units.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.units",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("People and units"),
    nav=[NavItem(_l("Units"), "units.index", has_units, "tree", 72)],
)
