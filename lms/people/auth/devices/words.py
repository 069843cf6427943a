"""How pages name the ways of signing in."""

from lms.people.auth.devices.enums import SignInMethod
from lms.web.i18n import lazy_gettext as _l

METHOD_WORDS = {
    SignInMethod.PASSWORD: _l("password"),
    SignInMethod.SECOND_STEP: _l("password and code"),
    SignInMethod.SINGLE_SIGN_ON: _l("the office's sign-in"),
    SignInMethod.SINGLE_SIGN_ON_STRONG: _l("the office's sign-in, with a second step"),
}
