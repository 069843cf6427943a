"""What this part of the institution plugs into the product."""

from lms.areas import Area, NavItem
from lms.home.views import bp
from lms.web.i18n import lazy_gettext as _l

feature = Area(
    name="lms.home",
    blueprints=(bp,),
    nav=(NavItem(_l("Home"), "home.index", lambda actor: True, "home", 0),),
)
