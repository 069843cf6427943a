"""Pages of a rehearsal: starting and ending it, how ready the venues are, and their sheets."""

from flask import Blueprint

bp = Blueprint("rehearsals", __name__)

from sessions.rehearsals.views import papers, rehearsal, venue  # noqa: E402, F401 - each adds its pages
