"""How the figures of a venue are called on its console."""

from lms.web.i18n import lazy_gettext as _l

FIGURES = {
    "summoned": _l("summoned"),
    "present": _l("present"),
    "late": _l("of them late"),
    "provisional": _l("provisional"),
    "flagged": _l("to look at"),
    "heads": _l("heads counted"),
}
