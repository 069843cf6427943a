"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.campaigns.policy import runs_campaigns
from lms.certificates import issuing, privacy, verify, views
from lms.certificates.policy import PERMISSIONS, RIGHTS
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.certificates",
    blueprints=(views.bp, issuing.bp, verify.bp),
    permissions=(PERMISSIONS,),
    rights=(RIGHTS,),
    rights_under=_l("Certificates and reports"),
    personal_data=privacy.personal_data,
    nav=(
        NavItem(
            _l("Certificate register"),
            "certificate_issuing.register_page",
            runs_campaigns,
            "award",
            60,
        ),
    ),
)
