"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.people.cli import roster_cli
from lms.people.importing.views import bp as roster_bp
from lms.people.policy import PERMISSIONS, RIGHTS, sees_people
from lms.people.views import bp
from lms.web.i18n import lazy_gettext as _l

bp.register_blueprint(roster_bp)

feature = Area(
    name="lms.people",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    commands=[roster_cli],
    nav=[NavItem(_l("People"), "people.index", sees_people, "people", 70)],
)
