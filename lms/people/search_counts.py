"""Which of the words typed the fewest people have: with it, looking for those who have all of them begins.

Counting a word that tens of thousands have takes milliseconds. How many it was is remembered for an hour: a number
that is out of date makes a search slower, never wrong.
"""

import time
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lms.db.prepared import Prepared
from lms.people.models import PersonWord

_MOST_COUNTED: Final = 50_000
_REMEMBERED_FROM: Final = 2_000
"""Less is counted in no time."""
_FEW: Final = 12_000
_SECONDS: Final = 3_600
_WORDS_REMEMBERED: Final = 5_000

_remembered: dict[tuple[str, str], tuple[int, float]] = {}
"""(database, word) → how many have it, and until when that is believed"""

_COUNT: Final = Prepared(
    select(func.count()).select_from(
        select(PersonWord.person_id)
        .where(
            PersonWord.word >= bindparam("low", type_=PersonWord.word.type),
            PersonWord.word < bindparam("high", type_=PersonWord.word.type),
        )
        .limit(_MOST_COUNTED)
        .subquery()
    )
)


def rarest_word(db: Session, typed: Sequence[str]) -> str:
    """The word that the fewest have; of several that all have, the longest."""
    return min(typed, key=lambda word: (_count(db, word), -len(word)))


def have_few(db: Session, word: str) -> bool:
    """Whether so few have the word that all of them can be looked at."""
    return _count(db, word) < _FEW


def _count(db: Session, word: str) -> int:
    key = (str(db.get_bind().engine.url), word)
    now = time.monotonic()
    count, until = _remembered.get(key, (0, 0.0))
    if now < until:
        return count
    start = word.encode()
    ((count,),) = _COUNT.rows(db.connection(), low=start, high=start + b"\xff")
    if count >= _REMEMBERED_FROM:
        if len(_remembered) >= _WORDS_REMEMBERED:
            _remembered.clear()
        _remembered[key] = (count, now + _SECONDS)
    return int(count)
