"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.tls.views import bp

feature = Area(name="lms.tls", blueprints=(bp,))
