"""Forms about personal data."""

from lms.privacy.enums import RequestState
from lms.privacy.words import KIND_WORDS, STATE_WORDS
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

_ANSWERS = {state: STATE_WORDS[state] for state in RequestState if state != RequestState.RECEIVED}


class RequestForm(forms.Form):
    """What a person asks."""

    kind = forms.RadioField(
        _l("What is asked"),
        [forms.required(_l("Choose what is asked."))],
        choices=forms.options(KIND_WORDS),
    )
    words = forms.TextAreaField(
        _l("In your own words"),
        [forms.required(_l("Write what the request is about.")), forms.at_most(4000)],
    )


class LetterForm(RequestForm):
    """A request that reached the office by letter or in person, entered by the office."""

    first = ("person", "received_on")
    person = forms.TextField(
        _l("Personnel code or e-mail"), [forms.required(_l("Say whose request it is."))]
    )
    received_on = forms.DateField(
        _l("Received on"), [forms.required(_l("Enter the day of receipt."))]
    )


class AnswerForm(forms.Form):
    """What the office says."""

    state = forms.RadioField(
        _l("What becomes of the request"),
        [forms.required(_l("Choose what becomes of the request."))],
        choices=forms.options(_ANSWERS),
    )
    words = forms.TextAreaField(
        _l("Answer to the person"),
        [forms.required(_l("Write what the person is told.")), forms.at_most(4000)],
    )
    extend_by = forms.IntegerField(
        _l("Extend the term by (days)"), [forms.optional(), forms.between(0, 15)]
    )


class NoticeForm(forms.Form):
    """The text of the notice."""

    body = forms.TextAreaField(
        _l("Text of the notice"),
        [forms.required(_l("Write the notice first.")), forms.at_most(20_000)],
    )
