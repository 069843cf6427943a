"""Words for what the trace records about personal data; those of its actions are `lms.people.access_words`."""

from collections.abc import Mapping
from typing import Final

from lms.people import access_words
from lms.people.importing.shown import KIND_WORDS as ROW_WORDS
from lms.privacy.enums import RequestKind, RequestState
from lms.web.i18n import lazy_gettext as _l

SHOWS_PARTY_STATUS: Final = frozenset(
    {
        "list of people seen",
        "person viewed",
        "standing changed",
        "Party membership changed",
        "exemption changed",
        "rows of an import seen",
        "roster imported",
        "rejected rows downloaded",
        "attendance list downloaded",
        "own data downloaded",
    }
)
"""Pages and files that say who is a Party member: political views are sensitive data (Decree 356/2025/NĐ-CP)."""

SUBJECT_WORDS: Final[Mapping[str, str]] = {
    "person": _l("Person"),
    "unit": _l("Unit"),
    "campaign": _l("Campaign"),
    "conference": _l("Conference"),
    "quiz": _l("Quiz"),
    "certificate": _l("Certificate"),
    "roster": _l("Roster"),
    "trace": _l("Trace"),
    "request": _l("Request about personal data"),
    "notice": _l("Notice on personal data"),
}

KIND_WORDS: Final[Mapping[RequestKind, str]] = {
    RequestKind.ACCESS: _l("See or receive the data"),
    RequestKind.CORRECTION: _l("Correct the data"),
    RequestKind.ERASURE: _l("Erase the data"),
    RequestKind.RESTRICTION: _l("Restrict the processing"),
    RequestKind.OBJECTION: _l("Object to the processing"),
    RequestKind.WITHDRAWAL: _l("Withdraw a consent"),
}

STATE_WORDS: Final[Mapping[RequestState, str]] = {
    RequestState.RECEIVED: _l("Waits for an answer"),
    RequestState.ACCEPTED: _l("Accepted, being carried out"),
    RequestState.DONE: _l("Carried out"),
    RequestState.REFUSED: _l("Declined"),
}


_VALUE_WORDS: Final[Mapping[str, str]] = {
    **{kind.value: words for kind, words in KIND_WORDS.items()},
    **{state.value: words for state, words in STATE_WORDS.items()},
    **{kind.value: words for kind, words in ROW_WORDS.items()},
}


def detail_words(detail: str) -> str:
    """A detail such as `#7 received → accepted` or `secretary: a conference` in the reader's words."""
    return access_words.detail_words(detail, _VALUE_WORDS)
