"""The form that takes a list of units."""

from lms.web import forms
from lms.web.i18n import lazy_gettext as _l


class UnitsUploadForm(forms.Form):
    """A spreadsheet; what it really is is judged when it is opened."""

    file = forms.FileField(_l("Excel (.xlsx) or CSV file"), [forms.required(_l("Choose a file."))])
