"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.auth import first_steps, views

feature = Area(name="lms.people.auth", blueprints=(views.bp, first_steps.bp))
