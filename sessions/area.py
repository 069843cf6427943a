"""What study conferences plug into the institution."""

from lms.areas import Area

area = Area(name="sessions")
