"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.people.bulk_views import bp as bulk_bp
from lms.people.cli import people_cli, roster_cli
from lms.people.export_views import bp as export_bp
from lms.people.going_along import take_over_day
from lms.people.importing import (  # noqa: F401 - add their acts to the import's
    approval_views,
    heading_views,
    remembered_views,
)
from lms.people.importing.forgetting import expiring
from lms.people.importing.panels import home_panels
from lms.people.importing.views import bp as roster_bp
from lms.people.leavers_views import bp as leavers_bp
from lms.people.policy import PERMISSIONS, RIGHTS, sees_people
from lms.people.record_views import bp as record_bp
from lms.people.search_views import bp as search_bp
from lms.people.unit_offers import UNIT_SCOPES
from lms.people.unit_offers import bp as unit_choice_bp
from lms.people.views import bp
from lms.people.vouching_views import bp as vouching_bp
from lms.web.i18n import lazy_gettext as _l

bp.register_blueprint(roster_bp)
bp.register_blueprint(search_bp)
bp.register_blueprint(record_bp)
bp.register_blueprint(bulk_bp)
bp.register_blueprint(leavers_bp)
bp.register_blueprint(vouching_bp)
bp.register_blueprint(export_bp)
bp.register_blueprint(unit_choice_bp)

feature = Area(
    name="lms.people",
    blueprints=[bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("People and units"),
    commands=[roster_cli, people_cli],
    home_panels=home_panels,
    expiring=expiring,
    unit_scopes=UNIT_SCOPES,
    each_day=take_over_day,
    nav=[NavItem(_l("People"), "people.index", sees_people, "people", 70)],
)
