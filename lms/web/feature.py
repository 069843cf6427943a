"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.web.views import bp

feature = Area(name="lms.web", blueprints=(bp,))
