"""One answer to everything that goes wrong: a page or JSON, with a sentence that helps."""

import logging
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from flask import Flask, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException

from lms.db.trouble import TROUBLES, Trouble, is_clash, trouble_of
from lms.errors import DomainError
from lms.policy import wants_json
from lms.web.i18n import lazy_gettext as _l
from lms.web.links import is_safe_path

MOST_UNREAD = 1024**3
"""Bytes of an upload that is too large which are still taken, so that its sender hears why."""

log = logging.getLogger(__name__)

_SENTENCES: dict[int, str] = {
    400: _l("The browser sent something that cannot be read. Please go back and try again."),
    404: _l("This page does not exist, or it is not yours to see."),
    405: _l("This address is not used that way. Please go back and use the buttons."),
    413: _l("The file is too large. The limit is %(limit)s MB."),
    429: _l("Too many tries. Please wait a moment and try again."),
    500: _l("Something went wrong on our side. Nothing was saved; please try again."),
}
_TROUBLES: dict[Trouble, tuple[str, int]] = {
    Trouble.FULL: (
        _l(
            "The system's disk is full, so nothing was saved. Please tell the organisers; once they "
            "have made room, try again."
        ),
        60,
    ),
    Trouble.READ_ONLY: (
        _l("The system can only show its data at the moment; nothing was saved."),
        60,
    ),
    Trouble.BUSY: (
        _l("Very many requests arrive at this moment. Please try again in a few seconds."),
        5,
    ),
    Trouble.AWAY: (
        _l("The system cannot reach its data at the moment. Please try again in a minute."),
        10,
    ),
    Trouble.OTHER: (
        _l("The system cannot save anything at the moment. Please try again in a minute."),
        10,
    ),
}
"""What is said, and after how many seconds a try may help."""
_CLASH = _l("Somebody else saved the same at this moment. Please go back and look again.")
_STALE_FORM = _l("The page was open too long. Please go back, reload it and send it again.")


def init_refusals(app: Flask) -> None:
    """Register the handlers for refusals, HTTP errors and what nobody foresaw."""
    app.register_error_handler(DomainError, _on_refusal)
    app.register_error_handler(CSRFError, _on_stale_form)
    app.register_error_handler(HTTPException, _on_http_error)
    for kind in TROUBLES:
        app.register_error_handler(kind, _on_trouble)
    app.register_error_handler(IntegrityError, _on_clash)
    app.register_error_handler(DataError, _on_impossible_value)  # PostgreSQL: out of range, NUL
    app.register_error_handler(OverflowError, _on_impossible_value)  # SQLite's driver
    if not app.testing:
        app.register_error_handler(Exception, _on_surprise)


def refuse(status: int, sentence: str) -> ResponseReturnValue:
    """The refusal as JSON for scripts, as a page for people."""
    if wants_json():
        return jsonify(error=sentence, status=status), status
    page = render_template(
        "errors/error.html",
        status=status,
        title=_title(status),
        message=sentence,
        back=_page_before(),
    )
    return make_response(page, status)


def _page_before() -> str:
    """Where the form stood whose answer was refused: a page of this site, or nothing."""
    if request.method == "GET" or not request.referrer:
        return ""
    parts = urlsplit(request.referrer)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if parts.netloc == request.host and is_safe_path(path) else ""


def _take_the_rest() -> None:
    """Read what the browser is still sending, up to MOST_UNREAD.

    Closing the connection on it makes the browser show an error of its own instead of our sentence.
    """
    body: IO[bytes] = request.environ["wsgi.input"]
    left = min(request.content_length or 0, MOST_UNREAD)
    while left > 0 and (piece := body.read(min(left, 1024 * 1024))):
        left -= len(piece)


def refuse_for(trouble: Trouble) -> ResponseReturnValue:
    """The refusal of a database that cannot do its work now: 503, and when to try again."""
    sentence, seconds = _TROUBLES[trouble]
    response = make_response(refuse(int(HTTPStatus.SERVICE_UNAVAILABLE), str(sentence)))
    response.headers["Retry-After"] = str(seconds)
    return response


def trouble_sentence(trouble: Trouble) -> str:
    """What people are told of it."""
    return str(_TROUBLES[trouble][0])


def _on_refusal(error: DomainError) -> ResponseReturnValue:
    return refuse(int(error.status), str(error.message))


def _on_stale_form(_error: CSRFError) -> ResponseReturnValue:
    return refuse(400, str(_STALE_FORM))


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _take_the_rest()
    sentence = _SENTENCES.get(code, _SENTENCES[400 if code < 500 else 500])
    limit = str((current_app.config["MAX_CONTENT_LENGTH"] or 0) // 1024**2)
    return refuse(code, str(sentence).replace("%(limit)s", limit))


def _on_trouble(error: Exception) -> ResponseReturnValue:
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    log.error("the database is %s at %s: %s", trouble, request.path, error)
    return refuse_for(trouble)


def _on_clash(error: IntegrityError) -> ResponseReturnValue:
    if not is_clash(error):
        raise error
    log.warning("two wrote the same at once at %s: %s", request.path, error.orig)
    return refuse(int(HTTPStatus.CONFLICT), str(_CLASH))


def _on_impossible_value(error: Exception) -> ResponseReturnValue:
    log.warning("a value that cannot be stored was sent to %s: %s", request.path, error)
    return refuse(400, str(_SENTENCES[400]))


def _on_surprise(error: Exception) -> ResponseReturnValue:
    log.exception("unforeseen error at %s", request.path, exc_info=error)
    return refuse(500, str(_SENTENCES[500]))


def _title(status: int) -> str:
    titles = {
        HTTPStatus.NOT_FOUND: _l("Page not found"),
        HTTPStatus.FORBIDDEN: _l("Not permitted"),
        HTTPStatus.CONFLICT: _l("This clashes with what is recorded"),
        HTTPStatus.GONE: _l("No longer available"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _l("Too large"),
        HTTPStatus.TOO_MANY_REQUESTS: _l("Too many tries"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _l("This cannot be done as sent"),
        HTTPStatus.SERVICE_UNAVAILABLE: _l("Not possible at the moment"),
    }
    if status in titles:
        return str(titles[HTTPStatus(status)])
    return str(_l("Something went wrong") if status >= 500 else _l("This cannot be done"))
