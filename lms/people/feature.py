"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.cli import roster_cli

feature = Area(name="lms.people", commands=[roster_cli])
