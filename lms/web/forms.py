"""What every form of the product shares: clean text, plain sentences, dates as people type them.

`Form` is Flask-WTF's, so the CSRF token is automatic. Fields from this module bring text to
Unicode NFC at the door and speak through our own catalogue; `macros/forms.html` draws them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import wtforms
from flask_wtf import FlaskForm
from wtforms import validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types

from lms import clock
from lms.numbers import without_groups
from lms.text import nfc_clean, nfc_clean_lines
from lms.web.days import believed
from lms.web.i18n import Counted, gettext
from lms.web.i18n import lazy_gettext as _l

_OWN_SENTENCES = (
    _l("Not a valid choice."),
    _l("Invalid Choice: could not coerce."),
    _l("Invalid choice(s): one or more data inputs could not be coerced."),
    _l("'%(value)s' is not a valid choice for this field."),
    _l("'%(value)s' are not valid choices for this field."),
)
"""What WTForms itself may say; named here so that they are translated."""


class _Translations:
    """WTForms' own few sentences, looked up in the product's catalogue."""

    def gettext(self, message: str) -> str:
        return gettext(message) if message else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # WTForms fills the value in itself, so the sentence is looked up as it stands.
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """Base of every form; subclass it and declare fields from this module."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Speak through the product's catalogue."""

        def get_translations(self, form: wtforms.Form) -> _Translations:
            """The sentences WTForms itself may show."""
            return _Translations()

    first: tuple[str, ...] = ()
    """Fields drawn before inherited ones: mistakes are listed in the order of the page."""

    _fields: dict[str, wtforms.Field]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Bring the fields into the order of the page."""
        super().__init__(*arguments, **options)
        self._fields = {**{name: self._fields[name] for name in self.first}, **self._fields}

    def add_error(self, field: str, sentence: str) -> None:
        """Put a refusal that a service raised beside the field it is about."""
        self[field].errors = [*self[field].errors, sentence]


class EmptyForm(Form):
    """A button: nothing but the CSRF token."""


class TextField(wtforms.StringField):
    """One line of text."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed before any validator sees it."""
        self.data = nfc_clean(valuelist[0]) if valuelist else ""


class TextAreaField(wtforms.TextAreaField):
    """Several lines of text."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed before any validator sees it."""
        self.data = nfc_clean_lines(valuelist[0]) if valuelist else ""


class EmailField(wtforms.EmailField):
    """An e-mail address, kept as typed but for stray spaces."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed before any validator sees it."""
        self.data = nfc_clean(valuelist[0]) if valuelist else ""


class PasswordField(wtforms.PasswordField):
    """A password as typed, but for Unicode: keyboards build the same letter in several ways."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Bring what was typed to NFC and leave everything else alone."""
        self.data = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""


class CodeField(wtforms.StringField):
    """A code read from paper: spaces, dots and dashes dropped, letters upper-cased."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Accept the code however it was grouped."""
        self.data = re.sub(r"[\s.\-]", "", nfc_clean(valuelist[0]) if valuelist else "").upper()


class DateField(wtforms.DateField):
    """A day; the browser's picker sends 2021-03-27, people without one type 27/03/2021."""

    def __init__(self, label: str = "", validators: Any = None, **options: Any) -> None:
        """Accept both shapes unless told otherwise."""
        options.setdefault("format", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in our words what shape a date has."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(gettext("Enter a date such as 27/03/2021.")) from problem
        typed, self.data = self.data, None
        self.data = typed and believed(typed)


class DateTimeField(wtforms.DateTimeLocalField):
    """A moment typed on a Vietnamese wall clock; `.moment` is the same moment in UTC."""

    data: datetime | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in our words what shape a time has."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(gettext("Enter a time such as 08:30 and a date.")) from problem

    @property
    def moment(self) -> datetime | None:
        """What was typed, as an aware UTC datetime for services."""
        return clock.from_local(self.data) if self.data else None

    def show(self, moment: datetime | None) -> None:
        """Fill the field from a stored moment."""
        self.data = clock.local(moment).replace(tzinfo=None) if moment else None


class IntegerField(wtforms.IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Accept 1.587, 1,587 and 1 587; say in our words what is missing."""
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        try:
            self.data = int(without_groups(str(valuelist[0])))
        except ValueError as problem:
            self.data = None
            raise ValueError(gettext("Enter a whole number.")) from problem


class CheckboxesField(wtforms.SelectMultipleField):
    """Several choices, drawn as a list of check boxes."""

    widget = wtforms.widgets.ListWidget(prefix_label=False)
    option_widget = wtforms.widgets.CheckboxInput()


BooleanField = wtforms.BooleanField
FileField = wtforms.FileField
HiddenField = wtforms.HiddenField
RadioField = wtforms.RadioField
SelectField = wtforms.SelectField


def options(pairs: Mapping[Any, object] | Iterable[tuple[Any, object]]) -> list[Any]:
    """Choices of a select, radio or check-box field from value → label."""
    listed = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [SelectChoice(value=value, label=label) for value, label in listed]


def required(sentence: str = "") -> Any:
    """The field must be filled in; the sentence says with what ("Enter the full name.").

    Without one the field is named: the summary above the form lists sentences alone.
    """
    return _FilledIn(sentence or None)


class _FilledIn(validators.InputRequired):
    """Something was sent, and something is left of it after cleaning: blanks are no answer."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data == "":
            field.raw_data = []
        if self.message is None and not (field.raw_data and field.raw_data[0]):
            field.errors = []
            raise validators.StopValidation(gettext("Fill in “%(field)s”.", field=field.label.text))
        super().__call__(form, field)


def optional() -> Any:
    """The field may be left empty, and then no other check runs."""
    return validators.Optional()


def at_most(length: int) -> Any:
    """No longer than `length` characters."""
    return validators.Length(
        max=length, message=_l("Use at most %(max)s characters.", max=Counted(length))
    )


def between(low: int, high: int) -> Any:
    """A number from `low` to `high`, both allowed."""
    return _Between(low, high, _l("Enter a number from %(low)d to %(high)d.", low=low, high=high))


class _Between(validators.NumberRange):
    """What is no number at all has been complained about already."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.process_errors:
            super().__call__(form, field)


def not_before(other: str, sentence: str) -> Callable[[wtforms.Form, wtforms.Field], None]:
    """A date or time that is not earlier than another field of the same form."""

    def check(form: wtforms.Form, field: wtforms.Field) -> None:
        start: date | datetime | None = form[other].data
        if field.data is not None and start is not None and field.data < start:
            raise validators.ValidationError(sentence)

    return check
