"""The forms of an import: choose the file, then confirm what the preview showed."""

from lms.web.forms import FileField, Form, RadioField, options, required
from lms.web.i18n import lazy_gettext as _l


class QuestionFileForm(Form):
    """One text file in GIFT."""

    file = FileField(_l("File of questions"), [required(_l("Choose a file first."))])


class ConfirmForm(Form):
    """What to do with questions that the bank has in other words."""

    changes = RadioField(
        _l("Questions whose wording differs from the bank"),
        choices=options(
            {
                "take": _l("Take the wording of the file; attempts already made keep theirs"),
                "keep": _l("Keep the wording of the bank"),
            }
        ),
        default="take",
    )
