"""What the interface calls the strength of the evidence behind an attendance."""

from typing import Final

from lms.web.i18n import lazy_gettext as _l

EVIDENCE_WORDS: Final = {
    "E0": _l("said so"),
    "E1": _l("printed or typed code"),
    "E2o": _l("code kept by a phone without network"),
    "E2": _l("changing code, fresh"),
    "E3": _l("changing code and a second sign of the place"),
    "E4": _l("seen by staff"),
}
