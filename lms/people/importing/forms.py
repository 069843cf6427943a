"""Forms of the import: the file, what becomes of rows in doubt, and the word that it may be written."""

from collections.abc import Mapping

from lms.people.importing.approval_rules import Guard
from lms.people.importing.deciding import NEW, OUT
from lms.people.importing.figures import Figures
from lms.people.importing.runs import SAME
from lms.web import forms
from lms.web.i18n import lazy_gettext as _l

FOR_ALL = {
    SAME: _l("All: the same as on record"),
    NEW: _l("All: new people"),
    OUT: _l("All: leave out"),
}
"""One decision for every row in doubt, as its button says it."""


class UploadForm(forms.Form):
    """A spreadsheet; what it really is is judged when it is opened."""

    file = forms.FileField(
        _l("Excel (.xlsx, .xls) or CSV file"), [forms.required(_l("Choose a file."))]
    )


class ReadAgainForm(forms.Form):
    """Whether text in an old font is put into Unicode."""

    converts = forms.BooleanField(_l("Convert text in old fonts (TCVN3, VNI) to Unicode"))


class ConfirmForm(forms.Form):
    """From when new people and moves hold, and whether the missing leave."""

    starts_on = forms.DateField(_l("The list holds from"), [forms.optional()])
    leaves = forms.BooleanField(_l("The people the file does not name have left"))
    typed = forms.IntegerField(_l("How many people leave"), [forms.optional()])
    typed_undone = forms.IntegerField(_l("How many people go back or return"), [forms.optional()])

    def check_undone(self, figures: Figures) -> None:
        """Add an error when so much would be undone that its number must be typed, and it was not."""
        if figures.get("is_undoing_guarded") and self.typed_undone.data != figures["undone"]:
            self.add_error(
                "typed_undone",
                str(_l("Type the number of people who go back or return, as it stands above.")),
            )

    def leaving(self, figures: Figures, guard: Guard) -> int | None:
        """How many leave; None when nobody does. Adds an error when so many need their number typed, or cannot."""
        if not self.leaves.data or not figures["missing"]:
            return None
        if guard is Guard.NOBODY:
            self.add_error(
                "leaves",
                str(
                    _l("Nobody else may approve this. Import without it, or ask the administrator.")
                ),
            )
        if guard is Guard.NUMBER and self.typed.data != figures["missing"]:
            self.add_error(
                "typed", str(_l("Type the number of people who leave, as it stands above."))
            )
        return figures["missing"]


def chosen_rows(sent: Mapping[str, str]) -> dict[int, str]:
    """Row number → choice, of the fields `dong-<row>` that were sent."""
    return {
        int(name[5:]): value
        for name, value in sent.items()
        if name.startswith("dong-") and name[5:].isdecimal() and len(name) < 13
    }
