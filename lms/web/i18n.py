"""The interface's languages: Vietnamese unless the reader chose English.

Import from here, never from flask_babel: `from lms.web.i18n import _, lazy_gettext as _l`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel import get_locale as _babel_locale
from flask_babel import gettext as gettext
from flask_babel import lazy_gettext as lazy_gettext
from flask_babel import ngettext as ngettext

from lms.config import ROOT

LOCALES = ("vi", "en")
DEFAULT_LOCALE = "vi"
LOCALE_COOKIE = "ngon_ngu"
_YEAR = 365 * 24 * 3600

_ = gettext


def init_i18n(app: Flask) -> None:
    """Give the application its translations and choose a language for every request."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(ROOT / "translations"))
    Babel(app, default_locale=DEFAULT_LOCALE, locale_selector=_chosen_locale)
    app.jinja_env.globals.update(current_locale=current_locale, locales=LOCALES)


def current_locale() -> str:
    """`vi` or `en`: the language of this request; Vietnamese where there is no request."""
    locale = _babel_locale()
    return locale.language if locale is not None else DEFAULT_LOCALE


def remember_locale(response: Response, locale: str) -> None:
    """Keep the reader's choice on this browser for a year; an unknown language is ignored."""
    if locale in LOCALES:
        response.set_cookie(
            LOCALE_COOKIE,
            locale,
            max_age=_YEAR,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )


@contextmanager
def in_locale(locale: str) -> Iterator[None]:
    """Speak one language for a while, whoever asks: papers and mail are in Vietnamese."""
    with force_locale(locale):
        yield


def _chosen_locale() -> str:
    if not has_request_context():
        return DEFAULT_LOCALE
    chosen = request.cookies.get(LOCALE_COOKIE, "")
    return chosen if chosen in LOCALES else DEFAULT_LOCALE
