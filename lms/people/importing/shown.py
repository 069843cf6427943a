"""The rows of a preview in words: what is new, what changes from what to what, what is asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson

from lms.people.enums import Category, PartyStatus, Sex
from lms.people.importing.cells import shown
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.models import ImportRow, RowKind
from lms.people.importing.parsed import RejectedRow
from lms.people.importing.problems import Problem, RowProblem
from lms.people.importing.sentences import sentences
from lms.people.list_numbers import UNNUMBERED
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS, SEX_WORDS
from lms.web.format import format_date
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

KIND_WORDS: Final = {
    RowKind.DOUBTFUL: _l("In doubt"),
    RowKind.REJECTED: _l("Left out"),
    RowKind.MISSING: _l("Not in the file"),
    RowKind.MOVED: _l("Moved"),
    RowKind.CHANGED: _l("Changed"),
    RowKind.NEW: _l("New"),
    RowKind.REMARK: _l("One cell not taken over"),
}
"""The parts of a preview, in the order in which they want to be looked at."""
CAPTIONS: Final = {
    RowKind.DOUBTFUL: _l("Rows in doubt"),
    RowKind.REJECTED: _l("Rows left out"),
    RowKind.MISSING: _l("People on record whom the file does not name"),
    RowKind.MOVED: _l("People on record who move"),
    RowKind.CHANGED: _l("People on record who change"),
    RowKind.NEW: _l("New people, as they were read"),
    RowKind.REMARK: _l("Rows kept, but for one cell"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on record whom a row in doubt may be about."""

    id: int
    name: str
    known: str
    columns: Sequence[tuple[str, str, str]]
    """Label, before, after: what would change."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One line of a preview."""

    row: int
    name: str
    columns: Sequence[tuple[str, str, str]]
    """Label, before, after."""
    candidates: Sequence[Candidate]
    reason: str
    either: tuple[str, str] = ("", "")
    """Of a row that may be read in two ways: the text as it stands, and as an old font would have it."""
    may_be_new: bool = True
    """Of a row in doubt: whether it may be about somebody new."""
    note: str = ""
    """What else is to be known."""


def row_name(header: Header, bad: RejectedRow) -> str:
    """The name a rejected row carries, as it stands in the file."""
    fields = (Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
    places = [header.column_of(field) for field in fields]
    return " ".join(filter(None, (shown(bad.cells[each]) for each in places if each is not None)))


def row_shown(row: ImportRow) -> RowShown:
    """A kept row in the reader's language."""
    detail = orjson.loads(row.detail)
    candidates = [
        Candidate(
            each["id"],
            each["name"],
            ", ".join(before for _label, before, _after in _columns(each["known"])),
            _columns(each["columns"]),
        )
        for each in detail.get("candidates", ())
    ]
    told = tuple(RowProblem(Problem(kind), *rest) for kind, *rest in detail.get("problems", ()))
    unsure = [each for each in told if each.kind is Problem.UNSURE_FONT]
    either = (_joined(each.value for each in unsure), _joined(each.meant for each in unsure))
    return RowShown(
        row.row,
        row.name,
        _columns(detail.get("columns", ())),
        candidates,
        sentences(told),
        either,
        detail.get("may_be_new", True),
        _note(detail),
    )


def _note(detail: dict[str, Any]) -> str:
    if detail.get("stays_elsewhere"):
        return _("Leaves your units only; stays elsewhere.")
    if undoes := detail.get("undoes"):
        day = format_date(date.fromisoformat(detail["since"]))
        if undoes == "leaving":
            return _("Left on %(day)s, and would be there again.", day=day)
        return _("Came from there on %(day)s, and would go back.", day=day)
    return ""


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _columns(columns: Sequence[tuple[str, Any, Any]]) -> list[tuple[str, str, str]]:
    return [
        (str(COLUMN_WORDS[name]), _worded(name, before), _worded(name, after))
        for name, before, after in columns
    ]


_WORDED: Final[dict[str, Callable[[Any], str]]] = {
    "sex": lambda value: str(SEX_WORDS[Sex(value)]),
    "party_status": lambda value: str(PARTY_WORDS[PartyStatus(value)]),
    "category": lambda value: str(CATEGORY_WORDS[Category(value)]),
    "is_exempt": lambda value: _("yes") if value else _("no"),
    "born_on": lambda value: format_date(date.fromisoformat(value)),
    "list_no": lambda value: "–" if value == UNNUMBERED else str(value),
    "left_on": lambda value: format_date(date.fromisoformat(value)),
}


def _worded(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    word = _WORDED.get(name)
    return word(value) if word else str(value)
