"""What this part of the institution plugs into the product."""

from typing import cast

from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState

from lms.areas import Area
from lms.mail.cli import mail_cli
from lms.mail.settings import mail_settings
from lms.mail.worker import Mailer

bp = Blueprint("mail", __name__)


@bp.record_once
def _set_up(state: BlueprintSetupState) -> None:
    init_mail(cast(Flask, state.app))


@bp.before_app_request
def _go_on() -> None:
    mailer: Mailer = current_app.extensions["mailer"]
    mailer.go_on()


def init_mail(app: Flask) -> None:
    """Give the application its mailer. Raises SettingError when MAIL_SENDER is no address."""
    app.extensions["mailer"] = Mailer(app, mail_settings(app.extensions["settings"]))


feature = Area(name="lms.mail", blueprints=[bp], commands=[mail_cli])
