"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.forgotten.privacy import forget_person, personal_data
from lms.people.forgotten.views import bp

feature = Area(
    name="lms.people.forgotten",
    blueprints=[bp],
    personal_data=personal_data,
    forget_person=forget_person,
)
