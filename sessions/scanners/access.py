"""Which scanner a request comes from: the device's cookie stands for an account here."""

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import NoReturn

from flask import Response, after_this_request, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, transaction
from lms.errors import DomainError, Gone
from lms.people.access import add_access
from lms.policy import public
from lms.web.i18n import lazy_gettext as _l
from sessions.scanners.keys import digest_of, scanner_key
from sessions.scanners.models import Scanner
from sessions.scanners.queries import find_by_digest

COOKIE = "may-quet"
PATH = "/quet"
KEPT_FOR = timedelta(days=60)
READS_UNTIL = timedelta(days=1)
"""So long after its conference a scanner may still read names; scans it delivers for ever."""
_LONGEST_TOKEN = 64


class ScannerUnknown(DomainError):
    """The request shows no token of a scanner in use."""

    status = HTTPStatus.UNAUTHORIZED


def for_scanner(
    view: Callable[[Scanner], ResponseReturnValue],
) -> Callable[[], ResponseReturnValue]:
    """Let a view run for scanners in use only; it gets the one that asks.

    Everybody else is refused with 401; a revoked scanner is told so in a header, upon which it
    forgets what it holds.
    """

    @public
    @wraps(view)
    def guarded() -> ResponseReturnValue:
        return view(get_scanner())

    return guarded


def get_scanner() -> Scanner:
    """The scanner that asks, with venue and conference; raises ScannerUnknown."""
    token = request.cookies.get(COOKIE, "")
    scanner = None
    if 0 < len(token) <= _LONGEST_TOKEN:
        scanner = find_by_digest(get_db(), digest_of(scanner_key(), token))
    if scanner is None:
        raise ScannerUnknown(
            _l("This device is not a scanner, or no longer. Please enrol it again at the desk.")
        )
    if scanner.revoked_at is not None:
        refuse_revoked()
    return scanner


def refuse_revoked() -> NoReturn:
    """Refuse a revoked scanner; raises ScannerUnknown."""
    after_this_request(_say_revoked)
    raise ScannerUnknown(_l("This scanner was revoked. Please give the device back to the desk."))


def check_may_read(scanner: Scanner) -> None:
    """Names are for the days of the conference; raises Gone afterwards."""
    if clock.now() > scanner.conference.ends_at + READS_UNTIL:
        raise Gone(_l("The conference is over. This scanner shows no names any more."))


def keep_token(response: Response, token: str) -> None:
    """Give the device its token: out of reach of scripts, sent to the scanner's pages only."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_FOR,
        path=PATH,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def log_reading(scanner: Scanner, action: str, detail: str, people: Collection[int]) -> None:
    """Write down that a scanner read names, and whose, on the account that enrolled it; commits by itself."""
    with transaction() as db:
        said = f"{scanner.name}: {detail}"
        add_access(
            db,
            scanner.enrolled_by,
            action,
            "conference",
            scanner.conference_id,
            said,
            people=people,
        )


def _say_revoked(response: Response) -> Response:
    response.headers["Scanner-Revoked"] = "1"
    response.delete_cookie(COOKIE, path=PATH)
    return response
