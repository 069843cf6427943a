"""The phone's two requests in front of Flask: a code is opened, the button is pressed.

When the chair asks two thousand people to check in, these two are all that arrives, and most of what a page costs is
the framework around it. What is usual about them is answered here, with the same tickets, services and headers as in
`views`; whatever is unusual (somebody signed in, a code that is not fresh, a personal code typed, an answer that needs
explaining) is passed on to the views as it came. See docs/adr/0007.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from http import HTTPStatus
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.http import dump_cookie

from lms import clock
from lms.db.engine import Database
from lms.db.group import GroupCommit
from lms.web.headers import PRIVATE, secure_headers
from lms.web.i18n import DEFAULT_LOCALE, LOCALE_COOKIE, LOCALES
from lms.web.later import KEY, Headers, Later
from sessions.checkin import phone
from sessions.checkin.answers import write_answer
from sessions.checkin.enums import Level
from sessions.checkin.prepared_pages import PreparedPages
from sessions.checkin.queries import find_card_by_code
from sessions.checkin.robots import is_machine_asking
from sessions.checkin.services import LONGEST_NONCE, Answer, Attempt, Problem, check_in_many
from sessions.checkin.small_forms import LARGEST, read_small_form
from sessions.checkin.tickets import LIFETIME, ScanTicket, make_ticket, read_ticket, sign_ticket

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
BUTTON = "/diem-danh"
KEPT_SECONDS = 1.0
_EXPLAINING = 4
"""Threads for attempts that the views must explain; a database that fails makes them many at once."""
_PASSED_ON = "passed on to the views: %s"
_Answer = tuple[str, Headers, bytes]
"""Status line, headers, body"""


class Express:
    """A WSGI application around the product's own."""

    def __init__(
        self, app: Flask, inner: "WSGIApplication", kept_seconds: float = KEPT_SECONDS
    ) -> None:
        """Answer for `app`, and pass everything unusual on to `inner`.

        `kept_seconds` is how long a gate's names and hours are believed before they are asked again.
        """
        secrets = app.extensions["secrets"]
        self._app, self._inner = app, inner
        self._database: Database = app.extensions["database"]
        self._group: GroupCommit = app.extensions["group_commit"]
        self._master: bytes = secrets.code_master_key
        self._ticket_key = phone.derive_key(secrets, "ticket")
        self._answer_key = phone.derive_key(secrets, "answer")
        self._remembering = phone.remembering(phone.derive_key(secrets, "person"))
        self._session_cookie = app.config["SESSION_COOKIE_NAME"]
        self._session_seconds = int(app.permanent_session_lifetime.total_seconds())
        self._sessions: Any = SecureCookieSessionInterface().get_signing_serializer(app)
        self._is_signed_in = lru_cache(maxsize=4096)(self._read_session)
        self._explaining = ThreadPoolExecutor(_EXPLAINING, thread_name_prefix="explain")
        self._pages = PreparedPages(app, self._database, kept_seconds)
        own = app.extensions["settings"].has_own_certificate
        self._headers = {
            secure: [*secure_headers(secure, has_own_certificate=own), PRIVATE]
            for secure in (False, True)
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """One request. What fails here the views try once more, and explain when it fails again."""
        try:
            answer = self._answer(environ)
        except Exception as error:
            log.warning(_PASSED_ON, error)
            answer = None
        if answer is None:
            return self._inner(environ, start_response)
        if isinstance(answer, Attempt):
            later: Later = environ[KEY]
            later.take()
            self._group.run_later(check_in_many, answer, partial(self._tell, environ, answer))
            return []
        status, headers, body = answer
        start_response(status, self._complete(environ, headers, body))
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> _Answer | Attempt | None:
        """The answer; an attempt that is to be answered later; None for whatever is unusual."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if method == "GET" and path.startswith(("/C/", "/c/")):
            return self._open(environ, path[3:])
        if method != "POST" or path != BUTTON:
            return None
        attempt = self._press(environ)
        if attempt is None or KEY in environ:
            return attempt
        return self._told(environ, attempt, self._group.run_with(check_in_many, attempt))

    def _tell(
        self, environ: "WSGIEnvironment", attempt: Attempt, outcome: Callable[[], Answer]
    ) -> None:
        """Answer later. What the views must explain they do in threads of their own: the one that tells has others to tell."""
        later: Later = environ[KEY]
        try:
            answer = self._told(environ, attempt, outcome())
        except Exception as error:
            log.warning(_PASSED_ON, error)
            answer = None
        if answer is None:
            try:
                self._explaining.submit(later.send_answer_of, self._inner, environ)
            except RuntimeError:  # as many threads as the system allows
                later.send(HTTPStatus.SERVICE_UNAVAILABLE, [("Retry-After", "5")], b"")
            return
        status, headers, body = answer
        later.send(int(status[:3]), self._complete(environ, headers, body), body)

    def _complete(self, environ: "WSGIEnvironment", headers: Headers, body: bytes) -> Headers:
        return [
            *headers,
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *self._headers[_is_secure(environ)],
        ]

    def _open(self, environ: "WSGIEnvironment", code: str) -> _Answer | None:
        """A fresh code of an open gate: the page with a ticket. See `views.open_code`."""
        cookies = self._cookies(environ)
        if cookies is None or is_machine_asking(environ):
            return None
        now = clock.now()
        found = self._pages.find_open(code, self._master, now)
        if found is None:
            return None
        place, step = found
        person = None
        holder = self._holder(cookies)
        if holder is not None:
            with self._database.peek() as db:
                person = find_card_by_code(db, holder.person_id, holder.code_start or "")
        mark = phone.mark_or_new(cookies.get(phone.PHONE_COOKIE, ""))
        ticket = make_ticket(
            gate_id=place.gate.id,
            step=step,
            level=Level.STATIC if place.is_static else Level.ROTATING,
            direction=place.gate.direction,
            received_at=now,
        )
        text = sign_ticket(self._ticket_key, ticket, mark)
        locale = cookies.get(LOCALE_COOKIE, "")
        body = self._pages.page(
            place, locale if locale in LOCALES else DEFAULT_LOCALE, person, text, token_urlsafe(9)
        )
        secure = _is_secure(environ)
        headers = [
            _cookie(phone.PHONE_COOKIE, mark, phone.PHONE_KEPT_FOR, secure),
            _cookie(phone.TICKET_COOKIE, text, LIFETIME, secure),
        ]
        return "200 OK", headers, body

    def _press(self, environ: "WSGIEnvironment") -> Attempt | None:
        """The button of somebody whom the phone remembers. See `views.check_in_post`."""
        cookies, form = self._cookies(environ), read_small_form(environ)
        if cookies is None or form is None or form.get("ma-moi", "").strip():
            return None
        holder, mark = self._holder(cookies), cookies.get(phone.PHONE_COOKIE, "")
        if holder is None or str(holder.person_id) != form.get("nguoi", ""):
            return None
        now = clock.now()
        ticket = read_ticket(self._ticket_key, form.get("ve", ""), mark, now)
        if not isinstance(ticket, ScanTicket):
            return None
        return Attempt(
            ticket=ticket,
            person_id=holder.person_id,
            phone=mark,
            nonce=form.get("lan", "")[:LONGEST_NONCE],
            now=now,
            insists=form.get("o-day") == "1",
            code_start=holder.code_start,
        )

    def _told(self, environ: "WSGIEnvironment", attempt: Attempt, answer: Answer) -> _Answer | None:
        if answer.problem is Problem.FORGOTTEN:
            return None
        text = write_answer(self._answer_key, attempt.phone, answer, attempt.ticket.gate_id)
        location = f"{environ.get('SCRIPT_NAME', '')}{BUTTON}/ket-qua/{text}"
        return _SEE_OTHER, [("Location", location)], b""

    def _cookies(self, environ: "WSGIEnvironment") -> dict[str, str] | None:
        """The request's cookies; None when somebody is signed in, or they are not of our making."""
        header = environ.get("HTTP_COOKIE", "")
        if '"' in header or len(header) > LARGEST:
            return None
        pairs = (part.partition("=") for part in header.split(";"))
        cookies = {name.strip(): value.strip() for name, _, value in pairs}
        session = cookies.get(self._session_cookie)
        return None if session and self._is_signed_in(session) else cookies

    def _read_session(self, text: str) -> bool:
        """Whether a browser's session belongs to an account; one that is not ours belongs to nobody."""
        try:
            held = self._sessions.loads(text, max_age=self._session_seconds)
        except BadSignature:
            return False
        return "_user_id" in held

    def _holder(self, cookies: dict[str, str]) -> phone.Holder | None:
        remembered = cookies.get(phone.PERSON_COOKIE)
        return phone.read_remembered(self._remembering, remembered) if remembered else None


_SEE_OTHER = f"{HTTPStatus.SEE_OTHER.value} {HTTPStatus.SEE_OTHER.phrase}"


def _is_secure(environ: "WSGIEnvironment") -> bool:
    return bool(environ["wsgi.url_scheme"] == "https")


def _cookie(name: str, value: str, kept_for: Any, secure: bool) -> tuple[str, str]:
    text = dump_cookie(
        name, value, max_age=kept_for, secure=secure, httponly=True, samesite="Lax", path="/"
    )
    return "Set-Cookie", text
