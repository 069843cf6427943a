"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.auth import first_steps, views

feature = Area(
    name="lms.people.auth",
    blueprints=(views.bp, first_steps.bp),
    # A language chosen by a page of somebody else's is a nuisance and no more.
    csrf_exempt=(views.set_language,),
)
