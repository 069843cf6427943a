"""Words for what the trace records about personal data; those of its actions are `lms.people.access_words`."""

import re
from collections.abc import Mapping
from typing import Final

from lms.organisation.words import ACT_WORDS
from lms.people import access_words
from lms.people.auth.devices.words import METHOD_WORDS
from lms.people.importing.shown import KIND_WORDS as ROW_WORDS
from lms.people.tracing.models import PersonChange
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
        "first rows of a list seen",
        "roster imported",
        "rejected rows downloaded",
        "attendance list downloaded",
        "own data downloaded",
    }
)
"""Pages and files that say who is a Party member: political views are sensitive data (Decree 356/2025/NĐ-CP)."""

SUBJECT_WORDS: Final[Mapping[str, str]] = {
    "person": _l("Person"),
    "account": _l("A login that is nobody's"),
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
    **{kind.value: words for kind, words in ACT_WORDS.items()},
    **{method.value: words for method, words in METHOD_WORDS.items()},
}


def detail_words(detail: str) -> str:
    """A detail such as `#7 received → accepted` or `secretary: a conference` in the reader's words."""
    pieces = _FILTER.split(detail)
    if len(pieces) == 1:
        return access_words.detail_words(detail, _VALUE_WORDS)
    told = [
        f"{_FILTER_WORDS[name]}: {_filter_value(name, value)}"
        for name, value in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    return access_words.detail_words(", ".join(told))


def change_words(change: PersonChange) -> str:
    """A changed column with what stood there before and what stands there since."""
    return access_words.change_words(change.field, change.before, change.after)


_FILTER_WORDS: Final[Mapping[str, object]] = {
    "tai-khoan": _l("account"),
    "viec": _l("act"),
    "tu": _l("from"),
    "den": _l("to"),
    "dang": _l("only what shows Party membership"),
}
"""Filters of the trace's page, as reading it is traced."""
_FILTER = re.compile(r"(?:^| )(tai-khoan|viec|tu|den|dang)=")


def _filter_value(name: str, value: str) -> object:
    if name == "viec":
        return access_words.action_words(value)
    return _l("yes") if name == "dang" else value
