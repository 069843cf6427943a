"""Everything held about one person, from every part of the product, to read and to take away.

Law 91/2025/QH15, Art. 4: a person may know, see and be given the data that are held about them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template
from sqlalchemy.orm import Session

from lms.areas import DataPart, parts
from lms.organisation.tracing import RECORDED
from lms.organisation.words import act_told
from lms.people.access_words import SIGN_INS, action_words
from lms.people.models import AccessEntry
from lms.privacy.trace import Looked, Wanted, walk_trace
from lms.privacy.words import SUBJECT_WORDS
from lms.web.format import format_datetime
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

MOST_LOOKS = 5_000
"""Newest readers of the data that the download names; older ones are told on request."""

LOOKS = {
    "at": _l("Time"),
    "by": _l("By"),
    "action": _l("What was done"),
    "about": _l("About"),
    "is_list": _l("A list with your name"),
}


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """All parts in the order of the page, who looked last among them."""
    found = [
        piece
        for part in parts()
        if part.personal_data
        for piece in part.personal_data(db, person_id)
    ]
    return sorted([*found, _looks(db, person_id)], key=lambda each: each.position)


def pack(pieces: Sequence[DataPart], name: str, at: datetime) -> bytes:
    """A ZIP file with the data for machines (JSON) and the same as a page to read (HTML)."""
    data = {
        "made_at": at.isoformat(),
        **{each.key: [_plain_row(row) for row in each.rows] for each in pieces},
    }
    page = render_template("privacy/data_file.html", pieces=pieces, name=name, at=at, shown=shown)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        archive.writestr("du-lieu.html", page)
    return file.getvalue()


def as_file(content: bytes) -> BytesIO:
    """The packed bytes as Flask sends them."""
    return BytesIO(content)


def shown(value: object) -> str:
    """A value as people read it: days and moments in our shape, nothing as a dash."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _looks(db: Session, person_id: int) -> DataPart:
    rows = [
        {
            "at": each.entry.at,
            "by": each.by or _("the system"),
            "action": _action(each.entry),
            "about": _about(each),
            # nothing is said of views of one's own page, nor of acts, which show nobody
            "is_list": (each.is_list and each.entry.action != RECORDED) or None,
        }
        for each in walk_trace(db, Wanted(person_id=person_id, without=SIGN_INS), MOST_LOOKS)
    ]
    return DataPart("looked", _l("Who looked at my data"), LOOKS, rows, 90)


def _action(entry: AccessEntry) -> str:
    """What was done; of an act on units by which decision and from when, for that is no list that shows the person."""
    words = action_words(entry.action)
    if entry.action != RECORDED:
        return words
    return f"{words} ({act_told(entry.detail)})"


def _about(looked: Looked) -> str:
    """What an entry is about; a unit by its name of that day."""
    subject = str(SUBJECT_WORDS.get(looked.entry.subject, looked.entry.subject))
    is_named = looked.entry.subject == "unit" and looked.about
    return f"{subject}: {looked.about}" if is_named else subject


def _plain_row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    """What JSON can hold; words that wait to be translated are translated now."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return str(value)
