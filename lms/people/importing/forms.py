"""Forms of the import: the file, and the day from which it holds."""

from lms.web import forms
from lms.web.i18n import lazy_gettext as _l


class UploadForm(forms.Form):
    """A spreadsheet; what it really is is judged when it is opened."""

    file = forms.FileField(_l("Excel (.xlsx) or CSV file"), [forms.required(_l("Choose a file."))])


class ConfirmForm(forms.Form):
    """From when new people and moves hold; the plan's own day where it stays empty."""

    starts_on = forms.DateField(_l("The list holds from"), [forms.optional()])
