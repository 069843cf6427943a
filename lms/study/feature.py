"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.study.views import bp

feature = Area(name="lms.study", blueprints=[bp])
