"""The interface's languages: Vietnamese unless the reader chose English.

Import from here, never from flask_babel: `from lms.web.i18n import _, lazy_gettext as _l`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import flask_babel
from flask import Flask, Response, has_request_context, request

from lms.config import ROOT
from lms.web.format import format_number

LOCALES = ("vi", "en")
DEFAULT_LOCALE = "vi"
LOCALE_COOKIE = "ngon_ngu"
_YEAR = 365 * 24 * 3600


def init_i18n(app: Flask) -> None:
    """Give the application its translations and choose a language for every request."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(ROOT / "translations"))
    flask_babel.Babel(app, default_locale=DEFAULT_LOCALE, locale_selector=_chosen_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of jinja2.ext.i18n
        gettext=lambda message: flask_babel.get_translations().ugettext(message),
        ngettext=_counted,
        newstyle=True,
    )
    app.jinja_env.globals.update(current_locale=current_locale, locales=LOCALES)


def gettext(message: str, **values: object) -> str:
    """The sentence in the reader's language, `%(name)s` filled in."""
    return cast(str, flask_babel.gettext(message, **values))


_ = gettext


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """As `gettext` for a counted thing; the count is `%(num)d` in both sentences, shown as 1.587."""
    return _counted(singular, plural, num) % {"num": num, **values}


def _counted(singular: str, plural: str, num: int) -> str:
    """The sentence for so many things with the count in it, other values still to be filled in."""
    sentence = cast(str, flask_babel.get_translations().ungettext(singular, plural, num))
    return sentence.replace("%(num)d", format_number(num, current_locale()))


def lazy_gettext(message: str, **values: object) -> str:
    """A sentence written at import time and translated when it is shown.

    It behaves as a string in templates, labels and messages; `str()` it before JSON.
    """
    return cast(str, flask_babel.lazy_gettext(message, **values))


class Counted:
    """A number in a sentence that is translated when it is shown, written as its language does: 100.000, 100,000."""

    def __init__(self, number: int) -> None:
        """Keep it until then."""
        self.number = number

    def __str__(self) -> str:
        """As the reader's language writes it."""
        return format_number(self.number, current_locale())


def current_locale() -> str:
    """`vi` or `en`: the language of this request; Vietnamese where there is no request."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale is not None else DEFAULT_LOCALE


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
    with flask_babel.force_locale(locale):
        yield


def _chosen_locale() -> str:
    if not has_request_context():
        return DEFAULT_LOCALE
    chosen = request.cookies.get(LOCALE_COOKIE, "")
    return chosen if chosen in LOCALES else DEFAULT_LOCALE
