"""What is typed about certificates."""

from lms.web.forms import Form, TextAreaField, at_most, required
from lms.web.i18n import lazy_gettext as _l


class RevokeForm(Form):
    """Why a certificate no longer holds."""

    reason = TextAreaField(
        _l("Reason"), [required(_l("Say why the certificate is revoked.")), at_most(500)]
    )
