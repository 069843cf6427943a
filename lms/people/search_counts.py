"""How many people have each of the words typed, and stand in the units meant: with the fewest, looking for those who
have all of them begins.

Counting a word that tens of thousands have takes milliseconds. PostgreSQL tells from its statistics how many they are,
and how many it was is remembered for an hour: a number that is out of date makes a search slower, never wrong.
"""

import time
from collections.abc import Collection, Sequence
from functools import lru_cache
from math import prod
from typing import Any, Final

from sqlalchemy import bindparam, case, func, select, text
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared
from lms.people.models import Person, PersonWord
from lms.people.search_inside import TODAY, UNITS, Ids, is_among
from lms.people.tallies.models import UnitTally

_MOST_COUNTED: Final = 50_000
_REMEMBERED_FROM: Final = 2_000
"""Less is counted in no time."""
_FEW: Final = 12_000
_SECONDS: Final = 3_600
_MOST_REMEMBERED: Final = 5_000

_EVERYBODY: Final = ""
"""The word that all people count as having."""

_remembered: dict[tuple[str, str | int], tuple[int, float]] = {}
"""(database, word or units) → how many have it or stand there, and until when that is believed"""


class Counts:
    """How many have a word and stand in some units, for one search: none is counted twice for it."""

    def __init__(self, db: Session) -> None:
        """Count with this session."""
        self.db = db
        self._database = str(db.get_bind().engine.url)
        self._words: dict[str, int] = {}

    def rarest_word(self, typed: Sequence[str]) -> str:
        """The word that the fewest have; of several that all have, the longest. One statement, or none."""
        counts = self._of_words(typed)
        return min(typed, key=lambda word: (counts[word], -len(word)))

    def have_few(self, word: str) -> bool:
        """Whether so few have the word that all of them can be looked at."""
        return self.having(word) < _FEW

    def having(self, word: str) -> int:
        """How many have a word that begins so. Certain below `_REMEMBERED_FROM`; more may be an hour old, or expected."""
        return self._of_words([word])[word]

    def expected(self, typed: Sequence[str], unit_ids: Collection[int] | None) -> float:
        """How many are likely to have all the words, and to stand in the units: as if the one told nothing of the other.

        0 where so few have one of the words that all of them may be looked at.
        """
        counts = self._of_words(typed)
        everybody = counts.get(_EVERYBODY) or self._known(_EVERYBODY)
        if not everybody or min(counts[each] for each in typed) < _REMEMBERED_FROM:
            return 0
        shares = [counts[each] / everybody for each in dict.fromkeys(typed)]
        if unit_ids is not None:
            shares.append(self.inside(unit_ids) / everybody)
        return everybody * prod(min(share, 1) for share in shares)

    def inside(self, unit_ids: Collection[int]) -> int:
        """How many stand in the units today: as it was within the hour, where they are many."""
        key = hash(frozenset(unit_ids))
        known = self._known(key)
        if known is None:
            values = {UNITS: unit_ids, TODAY: clock.today()}
            ((known,),) = _INSIDE.rows(self.db.connection(), **values)
            known = int(known or 0)
            self._remember(key, known)
        return known

    def _of_words(self, words: Sequence[str]) -> dict[str, int]:
        for word in words:
            known = None if word in self._words else self._known(word)
            if known is not None:
                self._words[word] = known
        asked = [word for word in dict.fromkeys(words) if word not in self._words]
        if asked:
            self._words |= self._counted(asked)
        return self._words

    def _counted(self, words: Sequence[str]) -> dict[str, int]:
        connection = self.db.connection()
        estimates = connection.dialect.name == "postgresql"
        most = _REMEMBERED_FROM if estimates else _MOST_COUNTED
        (found,) = _counting(len(words)).rows(connection, most=most, **_ranges(words))
        counts = dict(zip((*words, _EVERYBODY), map(int, found), strict=True))
        self._remember(_EVERYBODY, counts[_EVERYBODY])
        many = [word for word in words if counts[word] >= _REMEMBERED_FROM]
        if many and estimates:
            ((document,),) = _estimating(len(many)).rows(connection, **_ranges(many))
            plan = document[0]["Plan"]
            parts = plan["Plans"] if len(many) > 1 else [plan]
            rows = (max(int(part["Plan Rows"]), _REMEMBERED_FROM) for part in parts)
            counts |= zip(many, rows, strict=True)
        for word in many:
            self._remember(word, counts[word])
        return counts

    def _known(self, key: str | int) -> int | None:
        count, until = _remembered.get((self._database, key), (0, 0.0))
        return count if time.monotonic() < until else None

    def _remember(self, key: str | int, count: int) -> None:
        if count >= _REMEMBERED_FROM:
            if len(_remembered) >= _MOST_REMEMBERED:
                _remembered.clear()
            _remembered[self._database, key] = (count, time.monotonic() + _SECONDS)


_DAY: Final[Any] = bindparam(TODAY, type_=UnitTally.day.type)
_OVER: Final = case((UnitTally.day < _DAY, UnitTally.ended), else_=0)
_INSIDE: Final = Prepared(
    select(func.sum(UnitTally.began - _OVER)).where(
        is_among(UnitTally.unit_id, bindparam(UNITS, type_=Ids())), UnitTally.day <= _DAY
    )
)
"""As the database has counted (`lms.db.tallies`)."""


@lru_cache
def _counting(words: int) -> Prepared:
    """How many have each word, and how many people there are: nearly as many as have been given a number."""
    everybody = select(func.coalesce(func.max(Person.id), 0)).scalar_subquery()
    return Prepared(select(*(_count_of(at) for at in range(words)), everybody))


def _count_of(at: int) -> Any:
    low = bindparam(f"low_{at}", type_=PersonWord.word.type)
    high = bindparam(f"high_{at}", type_=PersonWord.word.type)
    having = select(PersonWord.person_id).where(PersonWord.word >= low, PersonWord.word < high)
    some = having.limit(bindparam("most")).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


@lru_cache
def _estimating(words: int) -> Prepared:
    """How many rows PostgreSQL expects for each word: its statistics tell it in the time of counting a thousand."""
    each = (
        f"SELECT person_id FROM person_words WHERE word >= :low_{at} AND word < :high_{at}"
        for at in range(words)
    )
    kind = PersonWord.word.type
    names = (f"{end}_{at}" for at in range(words) for end in ("low", "high"))
    explained = text(f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(each)}")
    return Prepared(explained.bindparams(*(bindparam(name, type_=kind) for name in names)))


def _ranges(words: Sequence[str]) -> dict[str, bytes]:
    """Between what the words that begin with the first, the second … of these stand."""
    low = {f"low_{at}": word.encode() for at, word in enumerate(words)}
    return low | {f"high_{at}": word.encode() + b"\xff" for at, word in enumerate(words)}
