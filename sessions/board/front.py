"""The board's figures in front of Flask, for those who were let in a moment ago.

Two hundred open boards ask eighty times a second while a hall checks in, and mostly hear what another was told
already. The view decides who may watch; for some seconds after it the same session is answered from here, with
the very bytes the view made. Everything else goes on to the view. See docs/adr/0007.
"""

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.http import parse_etags

from lms.web.headers import secure_headers
from lms.web.i18n import LOCALE_COOKIE
from sessions.board.watching import Watch, Watches

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FIGURES = "/so-lieu.json"
LET_IN_S = 10.0
"""After so many seconds the view is asked again; a right that was withdrawn ends with them."""
FIGURES_CACHE = ("Cache-Control", "private, no-cache")
_EXTENSION = "board_let_in"
_MOST = 5_000


class _Reader(NamedTuple):
    """By what somebody who asks again is known: address, the session's token, what chooses the language."""

    path: str
    session: str
    locale_cookie: str
    languages: str


class _Place(NamedTuple):
    until: float
    watch: Watch
    language: str


class Front:
    """A WSGI application around the product's own."""

    def __init__(self, app: Flask, inner: "WSGIApplication", let_in_s: float = LET_IN_S) -> None:
        """Answer for `app`, and pass everything else on to `inner`; `let_in_s` of 0 passes all on."""
        self._app, self._inner, self._let_in_s = app, inner, let_in_s
        self._places: dict[_Reader, _Place] = {}
        self._session_cookie = app.config["SESSION_COOKIE_NAME"]
        self._session_seconds = int(app.permanent_session_lifetime.total_seconds())
        self._sessions: Any = SecureCookieSessionInterface().get_signing_serializer(app)
        self._session_of = lru_cache(maxsize=1024)(self._read_session)
        own = app.extensions["settings"].has_own_certificate
        self._headers = {
            secure: [*secure_headers(secure, has_own_certificate=own), FIGURES_CACHE]
            for secure in (False, True)
        }
        app.extensions[_EXTENSION] = self

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """One request."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] == "GET" and path.endswith(FIGURES):
            reader = self._reader(environ)
            place = self._places.get(reader) if reader.session else None
            found = None if place is None else self._written(place)
            if found is not None:
                return self._answer(environ, start_response, *found)
        return self._inner(environ, start_response)

    def let_in(
        self, environ: "WSGIEnvironment", watches: Watches, watch: Watch, language: str
    ) -> None:
        """The view answered this request: its reader need not be looked at again for a while."""
        reader, now = self._reader(environ), time.monotonic()
        if watches.period_s <= 0 or self._let_in_s <= 0 or not reader.session:
            return
        if len(self._places) >= _MOST:
            self._places = {k: v for k, v in self._places.items() if v.until > now}
        self._places[reader] = _Place(now + self._let_in_s, watch, language)

    def _written(self, place: _Place) -> tuple[str, bytes] | None:
        """The document of a board that is still new; None when the view must look."""
        if time.monotonic() > place.until:
            return None
        period_s = self._app.extensions["board_watches"].period_s
        return place.watch.written(place.language, period_s)

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", tag: str, body: bytes
    ) -> Iterable[bytes]:
        headers = [("ETag", f'"{tag}"'), *self._headers[environ["wsgi.url_scheme"] == "https"]]
        if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains(tag):
            start_response("304 NOT MODIFIED", headers)
            return []
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    def _reader(self, environ: "WSGIEnvironment") -> _Reader:
        pairs = (part.partition("=") for part in environ.get("HTTP_COOKIE", "").split(";"))
        cookies = {name.strip(): value.strip() for name, _, value in pairs}
        return _Reader(
            environ.get("PATH_INFO", ""),
            self._session_of(cookies.get(self._session_cookie, "")),
            cookies.get(LOCALE_COOKIE, ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )

    def _read_session(self, text: str) -> str:
        """The token of a browser's session; nothing of one that is not ours."""
        try:
            held = self._sessions.loads(text, max_age=self._session_seconds)
        except BadSignature:
            return ""
        return str(held.get("_user_id", ""))


def let_in(app: Flask, environ: "WSGIEnvironment", watch: Watch, language: str) -> None:
    """Tell the front of `app`, where there is one, that its view answered this request."""
    front: Front | None = app.extensions.get(_EXTENSION)
    if front is not None:
        front.let_in(environ, app.extensions["board_watches"], watch, language)
