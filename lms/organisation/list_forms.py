"""Forms of a list of units: the file, and what stands behind it."""

from lms.web import forms
from lms.web.i18n import lazy_gettext as _l


class UnitsUploadForm(forms.Form):
    """A spreadsheet; what it really is is judged when it is opened."""

    file = forms.FileField(
        _l("Excel (.xlsx, .xls) or CSV file"), [forms.required(_l("Choose a file."))]
    )


class ListForm(forms.Form):
    """The decision behind a list, asked once for the whole file."""

    effective_on = forms.DateField(
        _l("In force from"), [forms.required(_l("Enter the day from which it is in force."))]
    )
    decision = forms.TextField(_l("Number and day of the decision"), [forms.at_most(160)])
    renames = forms.BooleanField(_l("These are our units: the decision gives them these names"))
    note = forms.TextAreaField(_l("Note"), [forms.at_most(500)])
