"""Pages of the interface itself."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.policy import public
from lms.web.paging import Page, page_number, sort_choice
from lms.web.sample import SampleForm

bp = Blueprint("web", __name__)


@bp.get("/kieu-dang")
@public
def design_system() -> ResponseReturnValue:
    """Every token and component on one page; no data of anybody."""
    return render_template(
        "web/design_system.html",
        form=SampleForm.with_a_mistake(),
        moment=datetime(2021, 3, 27, 0, 52, 14, tzinfo=UTC),
        rows=Page(range(1, 51), page_number(request.args), 50, 1200),
        sort=sort_choice(request.args, ("name", "came")),
    )
