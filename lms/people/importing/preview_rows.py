"""The rows of a preview, as they are on record: those of a part, and those to decide on."""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.importing.models import ImportRow, RowKind
from lms.people.importing.problems import Problem
from lms.text import fold
from lms.web.paging import Page, paginate

_MOST_UNSURE: Final = 50
"""Rows that are shown at once for a decision on their font."""


def list_rows(db: Session, run_id: int, kind: RowKind, words: str, number: int) -> Page[ImportRow]:
    """Rows of one kind, those whose name, code or unit holds the words. Two queries."""
    question = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.kind == kind)
    if folded := fold(words):
        question = question.where(ImportRow.search.contains(folded, autoescape=True))
    return paginate(db, question.order_by(ImportRow.id), number)


def list_unsure(db: Session, run_id: int) -> Sequence[ImportRow]:
    """The first rejected rows with text that may be Unicode or an old font. One query."""
    said = orjson.dumps([Problem.UNSURE_FONT]).decode().rstrip("]")
    return db.scalars(
        select(ImportRow)
        .where(
            ImportRow.run_id == run_id,
            ImportRow.kind == RowKind.REJECTED,
            ImportRow.detail.contains(said, autoescape=True),
        )
        .order_by(ImportRow.id)
        .limit(_MOST_UNSURE)
    ).all()
