"""Browsers on which an account has signed in: they count wrong passwords for themselves.

The count under a name closes it to everybody, so that whoever knows a name could keep its owner out with wrong
passwords. On a browser where the owner has come in before, guesses made elsewhere close nothing; those made on it
close it alike, by a count of its own. A random mark in a signed cookie tells such a browser, for five accounts at
most: a computer of a reading room has many.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.people.auth.rules import browser_hash, name_hash

COOKIE: Final = "diemcau_quen"
KEPT_FOR: Final = timedelta(days=180)
"""As long as a phone remembers whose it is."""
MOST_ACCOUNTS: Final = 5


def counting_key(account_id: int, login: str) -> str:
    """Under what this browser's wrong passwords for an account are counted: the name, or this browser alone."""
    mark = _marks().get(account_id)
    return name_hash(login) if mark is None else browser_hash(account_id, mark)


def remember_browser(response: Response, account_id: int) -> None:
    """The account has signed in here; of too many, the one that has not done so for longest is forgotten."""
    marks = _marks()
    mark = marks.pop(account_id, None) or secrets.token_urlsafe(18)
    kept = [*marks.items(), (account_id, mark)][-MOST_ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        str(_serializer().dumps(kept)),
        max_age=KEPT_FOR,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _marks() -> dict[int, str]:
    """Account → this browser's mark; empty where the cookie is missing, not ours or too old."""
    try:
        kept: Any = _serializer().loads(
            request.cookies.get(COOKIE, ""), max_age=int(KEPT_FOR.total_seconds())
        )
    except BadData:
        return {}
    return {int(account_id): str(mark) for account_id, mark in kept}


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser")
