"""What is said of files that are not read."""

from lms.errors import DomainError, Invalid, TooLarge
from lms.spreadsheets.cell_scan import MAX_COLUMNS, MAX_ROWS
from lms.web.i18n import Counted
from lms.web.i18n import lazy_gettext as _l


def damaged() -> DomainError:
    """No reader understands it."""
    return Invalid(_l("The file is damaged. Open it on your computer, save it again and retry."))


def locked() -> DomainError:
    """A password is wanted."""
    return Invalid(_l("The file is locked with a password. Remove the password and try again."))


def unpacks_too_far() -> DomainError:
    """A bomb, or nearly."""
    return TooLarge(
        _l("The file unpacks to far more than it should and was not opened. Save a new copy.")
    )


def spreads_too_far() -> DomainError:
    """Cells with content far outside any list."""
    return TooLarge(
        _l(
            "A sheet may have at most %(rows)s rows and %(columns)s columns with content. "
            "Delete what stands outside the list and save again.",
            rows=Counted(MAX_ROWS),
            columns=Counted(MAX_COLUMNS),
        )
    )


def with_macros() -> DomainError:
    """Macros are never run, so a list must not depend on them."""
    return Invalid(_l("The file carries macros. Save it as Excel workbook (.xlsx) and try again."))


def with_links() -> DomainError:
    """Links are never followed, likewise."""
    return Invalid(
        _l(
            "The file takes values from other files. In Excel choose Data, Edit links, Break link; "
            "save and try again."
        )
    )
