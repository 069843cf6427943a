"""The forms about a forgotten password."""

from lms.people.auth.forms import NewPasswordForm
from lms.web.forms import Form, HiddenField, TextField, at_most, required
from lms.web.i18n import lazy_gettext as _l


class AskForm(Form):
    """Whose password is forgotten."""

    login = TextField(
        _l("E-mail or personnel code"),
        [required(_l("Enter your e-mail or personnel code.")), at_most(254)],
    )


class LinkForm(NewPasswordForm):
    """Another password, with the link as proof."""

    ma = HiddenField()
