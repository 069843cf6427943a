"""What this part of the institution plugs into the product."""

from lms.areas import Area

feature = Area(name="lms.campaigns")
