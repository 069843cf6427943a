"""Invented values for the live page of the design system; nothing here comes from the database."""

from datetime import date

from wtforms.validators import InputRequired

from lms.web.forms import (
    BooleanField,
    CheckboxesField,
    CodeField,
    DateField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    options,
)
from lms.web.i18n import lazy_gettext as _l


class SampleForm(Form):
    """One field of each kind, one of them with a mistake."""

    class Meta(Form.Meta):
        """Nothing is sent from this page."""

        csrf = False

    title = TextField(_l("Title of the conference"), [InputRequired(_l("Enter a title."))])
    held_on = DateField(_l("Day"), default=date(2021, 3, 27))
    seats = IntegerField(_l("Seats"), default=600)
    venue = SelectField(_l("Venue"), choices=options([("1", _l("Main venue")), ("2", "37 NBK")]))
    code = CodeField(_l("Personal code"))
    password = PasswordField(_l("Password"))
    order = RadioField(
        _l("Order of the list"),
        choices=options([("name", _l("By name")), ("unit", _l("By unit, then name"))]),
        default="name",
    )
    parts = CheckboxesField(
        _l("What is to be done"),
        choices=options([("a", _l("Check-in")), ("b", _l("Materials")), ("c", _l("Quiz"))]),
        default=["a", "b"],
    )
    note = TextAreaField(_l("Note"))
    agreed = BooleanField(_l("The document is not a state secret."))
    roster = FileField(_l("Roster file"))

    @classmethod
    def with_a_mistake(cls) -> "SampleForm":
        """The form as it looks after it was sent with an empty title."""
        form = cls(formdata=None)
        form.title.errors = [_l("Enter a title.")]
        return form
