"""The first page of everybody, and what the system knows about the person asking."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.policy import signed_in

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """The learner's next steps, or the dashboard of those who run things."""
    return render_template("home/learner.html")


@bp.get("/ve-toi")
@signed_in
def about_me() -> ResponseReturnValue:
    """All that is held about the person asking."""
    return render_template("home/about_me.html")
