"""Pages on which a conference is planned, one step after the other."""

from flask import Blueprint

bp = Blueprint("conferences", __name__, url_prefix="/hoi-nghi")

from sessions.conferences.views import conference, people, sittings, summons, venues  # noqa: E402, F401 - each adds its pages
