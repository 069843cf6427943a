"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.units.cli import units_cli

feature = Area(name="lms.units", commands=[units_cli])
