"""The page of those who are not there any more, from which somebody is found who comes back."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.db import get_db
from lms.people.access import log_access
from lms.people.actor import current_actor
from lms.people.enums import Role
from lms.people.leavers import list_leavers
from lms.people.policy import PersonPermission
from lms.policy import requires
from lms.web.paging import page_number

bp = Blueprint("leavers", __name__)


@bp.get("/nhan-su/da-roi")
@requires(PersonPermission.EDIT)
def index() -> ResponseReturnValue:
    """Leavers, and of some units those whom they let go, found by name or code."""
    words = request.args.get("tim", "")
    units = current_actor().units_of(Role.RECORDS_CLERK)
    page = list_leavers(get_db(), units, words, page_number(request.args))
    shown = [line.person.id for line in page.items]
    log_access("people who left seen", "unit", None, words, people=shown)
    return render_template(
        "people/leavers.html", page_of_people=page, words=words, of_some_units=units is not None
    )
