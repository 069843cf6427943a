"""What the interface calls acts on units and the parts units play in them."""

from typing import Final

from lms.people.access_words import detail_words
from lms.units.enums import ActKind, ActPart
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

ACT_WORDS: Final = {
    ActKind.FOUND: _l("Founding"),
    ActKind.RENAME: _l("Renaming"),
    ActKind.MOVE: _l("Move under another unit"),
    ActKind.MERGE: _l("Merger"),
    ActKind.SPLIT: _l("Split"),
    ActKind.CLOSE: _l("Closing"),
    ActKind.UNDO: _l("Act taken back"),
}
PART_WORDS: Final = {
    ActPart.SOURCE: _l("Before the decision"),
    ActPart.RESULT: _l("After the decision"),
    ActPart.SUBJECT: _l("Unit concerned"),
}
ORDER_WORDS: Final = {
    ActKind.FOUND: _l("Found a unit below"),
    ActKind.RENAME: _l("Rename"),
    ActKind.MOVE: _l("Move under another unit"),
    ActKind.MERGE: _l("Merge with other units"),
    ActKind.SPLIT: _l("Split"),
    ActKind.CLOSE: _l("Close"),
}
"""What an administrator may do, as the buttons name it."""


def act_told(detail: str) -> str:
    """What the trace keeps of an act, `merge: 12/QĐ-BNV, 2026-03-01`: kind, decision and from which day it holds."""
    told = detail_words(detail, {kind.value: words for kind, words in ACT_WORDS.items()})
    act, _comma, day = told.rpartition(", ")
    return f"{act}, {_('from %(day)s', day=day)}" if act else told
