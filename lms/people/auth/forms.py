"""The forms of signing in, first steps and passwords."""

import wtforms
from wtforms.validators import ValidationError

from lms.people.auth.rules import LONGEST, PasswordFlaw, password_flaw
from lms.web.forms import (
    CodeField,
    EmailField,
    Form,
    HiddenField,
    PasswordField,
    TextField,
    at_most,
    required,
)
from lms.web.i18n import lazy_gettext as _l

_FLAWS = {
    PasswordFlaw.TOO_SHORT: _l("Use at least 8 characters."),
    PasswordFlaw.TOO_LONG: _l("Use at most 128 characters."),
    PasswordFlaw.ONE_KIND: _l("Use letters together with digits or signs."),
    PasswordFlaw.COMMON: _l("This password is too easy to guess. Choose another."),
    PasswordFlaw.LIKE_NAME: _l("The password must not be your name or login."),
}


class SignInForm(Form):
    """Login and password, and where to go afterwards."""

    login = TextField(
        _l("E-mail or personnel code"),
        [required(_l("Enter your e-mail or personnel code.")), at_most(254)],
    )
    password = PasswordField(
        _l("Password"), [required(_l("Enter your password.")), at_most(LONGEST)]
    )
    next = HiddenField()


class NewPasswordForm(Form):
    """A new password, typed twice."""

    new_password = PasswordField(_l("New password"), [required(_l("Enter a new password."))])
    repeated = PasswordField(
        _l("New password once more"), [required(_l("Enter the new password once more."))]
    )
    names: tuple[str, ...] = ()
    """What the password must not resemble; set by the view where the person is known."""

    def validate_new_password(self, field: wtforms.Field) -> None:
        """Say which rule a weak password breaks."""
        flaw = password_flaw(field.data or "", *self.names)
        if flaw:
            raise ValidationError(_FLAWS[flaw])

    def validate_repeated(self, field: wtforms.Field) -> None:
        """Catch a slip of the fingers."""
        if field.data != self.new_password.data:
            raise ValidationError(_l("The two passwords differ. Type the same one twice."))


class ChangePasswordForm(NewPasswordForm):
    """One's own password, with the present one as proof."""

    first = ("present_password",)

    present_password = PasswordField(
        _l("Present password"), [required(_l("Enter your present password.")), at_most(LONGEST)]
    )

    def validate_new_password(self, field: wtforms.Field) -> None:
        """As any new one; and another than the present: whoever set that one would go on knowing it."""
        super().validate_new_password(field)
        if field.data == self.present_password.data:
            raise ValidationError(_l("Choose another password than the present one."))


class ActivationForm(NewPasswordForm):
    """The first password of an account, with the code of an activation slip as proof."""

    first = ("login", "code")

    login = TextField(
        _l("E-mail or personnel code"),
        [required(_l("Enter your e-mail or personnel code.")), at_most(254)],
    )
    code = CodeField(
        _l("Activation code"),
        [required(_l("Enter the activation code from your slip.")), at_most(40)],
    )


class FirstAdministratorForm(NewPasswordForm):
    """Who looks after the system."""

    first = ("full_name", "email")

    full_name = TextField(_l("Full name"), [required(_l("Enter the full name.")), at_most(160)])
    email = EmailField(_l("E-mail"), [required(_l("Enter an e-mail address.")), at_most(254)])

    def validate_email(self, field: wtforms.Field) -> None:
        """The address must look like one; nothing is sent."""
        from email_validator import EmailNotValidError, validate_email  # costs start-up time

        try:
            validate_email(field.data or "", check_deliverability=False)
        except EmailNotValidError as problem:
            raise ValidationError(_l("Enter an e-mail address such as an@bo.gov.vn.")) from problem
