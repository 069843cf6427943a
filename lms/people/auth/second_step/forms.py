"""Forms that ask for a code."""

from lms.web.forms import CodeField, Form, at_most, required
from lms.web.i18n import lazy_gettext as _l


class CodeForm(Form):
    """The six digits an authenticator app shows now."""

    code = CodeField(
        _l("Code from the app"), [required(_l("Enter the six digits the app shows.")), at_most(20)]
    )


class RecoveryForm(Form):
    """One of the codes on paper, when the phone is not there."""

    recovery = CodeField(
        _l("Recovery code"), [required(_l("Enter one of your recovery codes.")), at_most(40)]
    )
