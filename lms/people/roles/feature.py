"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.people.roles.cli import rights_cli
from lms.people.roles.policy import PERMISSIONS, RIGHTS, administers_roles
from lms.people.roles.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.people.roles",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("Roles and personal data"),
    commands=[rights_cli],
    nav=[NavItem(_l("Roles"), "roles.index", administers_roles, "lock", 75)],
)
