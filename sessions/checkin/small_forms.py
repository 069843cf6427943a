"""A small form read without a framework; whoever comes after can read it again."""

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LARGEST = 8 * 1024
"""Bytes"""
_MOST_FIELDS = 20
_KIND = "application/x-www-form-urlencoded"


def read_small_form(environ: "WSGIEnvironment") -> dict[str, str] | None:
    """The fields of a request's form, each once; None for what is no form, too large, or makes no sense."""
    length = environ.get("CONTENT_LENGTH", "")
    if not environ.get("CONTENT_TYPE", "").startswith(_KIND) or not length.isdecimal():
        return None
    if int(length) > LARGEST:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        pairs = [pair.partition("=") for pair in body.decode().split("&", _MOST_FIELDS)]
    except ValueError:
        return None
    if len(pairs) > _MOST_FIELDS:
        return None
    # From the last to the first, which is then the one that counts, as in the views.
    return {unquote_plus(name): unquote_plus(value) for name, _, value in reversed(pairs)}
