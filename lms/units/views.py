"""The addresses of units; `lms.organisation`, which knows the people in them as well, adds the pages."""

from flask import Blueprint

bp = Blueprint("units", __name__, url_prefix="/don-vi")
