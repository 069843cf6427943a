"""Pages of the interface itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.policy import public

bp = Blueprint("web", __name__)


@bp.get("/kieu-dang")
@public
def design_system() -> ResponseReturnValue:
    """Every token and component on one page; no data of anybody."""
    return render_template("web/design_system.html")
