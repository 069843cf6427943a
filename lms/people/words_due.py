"""Words of thousands of people, written after the transaction that writes the people.

They are half of all that an import writes, and on SQLite nobody checks in while it does. So the import only notes
whose words are due, in the same transaction; they follow in many short ones, between which others have their turn. What is
still due after a crash is written when the product starts, or by whoever comes first. PostgreSQL's writers do not
wait for one another, and words lie better there when they are all written at once.
"""

from collections.abc import Callable, Sequence
from typing import Final, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from lms.db.bulk import insert_or_ignore
from lms.db.engine import Database
from lms.people.models import PersonWithoutWords
from lms.people.word_index import index_people

A_TURN: Final = 400
"""People whose words are written in one transaction: some hundredths of a second"""
_WORTH_IT: Final = 1_000
_TABLE = cast(Table, PersonWithoutWords.__table__)


def are_better_due(db: Session, people: int) -> bool:
    """Whether the words of so many people are better written after them."""
    return people > _WORTH_IT and db.get_bind().dialect.name == "sqlite"


def put_off_words(db: Session, person_ids: Sequence[int]) -> None:
    """Note that these people's words are due. `write_words_due` is to follow when the transaction is committed."""
    insert_or_ignore(db, _TABLE, [{"person_id": each} for each in person_ids])


def write_words_due(
    database: Database, progress: Callable[[int, int], object] = lambda _done, _whole: None
) -> int:
    """Write the words of everybody whose words are due; of how many that was. One query when there is nobody.

    Words are made of what is on record in that moment, so that it may be done by several, and after any change.
    `progress` is told of how many they are written, and of how many they were due.
    """
    written = 0
    with database.reading() as db:
        whole = db.scalar(select(func.count()).select_from(PersonWithoutWords)) or 0
    is_anybody = whole > 0
    while is_anybody:
        progress(written, whole)
        with database.transaction(is_roomy=True) as db:
            ids = db.scalars(
                select(PersonWithoutWords.person_id)
                .order_by(PersonWithoutWords.person_id)
                .limit(A_TURN)
            ).all()
            index_people(db, ids)
            db.execute(delete(PersonWithoutWords).where(PersonWithoutWords.person_id.in_(ids)))
        written += len(ids)
        is_anybody = len(ids) == A_TURN
    return written
