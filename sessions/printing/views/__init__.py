"""Pages on which papers are printed and come back."""

from flask import Blueprint

bp = Blueprint("printing", __name__)

from sessions.printing.views import lists, papers, slips  # noqa: E402, F401 - each adds its pages
