"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.reports.choice import UNIT_SCOPES
from lms.reports.policy import PERMISSIONS, RIGHTS, reads_reports
from lms.reports.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.reports",
    blueprints=(bp,),
    permissions=(PERMISSIONS,),
    rights=(RIGHTS,),
    rights_under=_l("Certificates and reports"),
    unit_scopes=UNIT_SCOPES,
    nav=(NavItem(_l("Unit reports"), "reports.page", reads_reports, "chart", 50),),
)
