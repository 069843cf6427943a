"""What this part of the institution plugs into the product."""

from lms.areas import Area
from lms.people.auth import first_steps, views
from lms.people.auth.cli import accounts_cli
from lms.people.auth.devices.views import bp as devices_bp
from lms.people.auth.second_step.setting_up import bp as setting_up_bp
from lms.people.auth.second_step.views import bp as second_step_bp
from lms.people.auth.single_sign_on.views import bp as single_sign_on_bp

feature = Area(
    name="lms.people.auth",
    blueprints=(
        views.bp,
        first_steps.bp,
        second_step_bp,
        setting_up_bp,
        devices_bp,
        single_sign_on_bp,
    ),
    commands=(accounts_cli,),
    # A language chosen by a page of somebody else's is a nuisance and no more.
    csrf_exempt=(views.set_language,),
)
