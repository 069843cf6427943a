"""Walking through people in the order of the answer until ten are found.

The order has up to four stages, each of one or several stretches of the name order. They are read from the one
index that holds all that is compared, and no more than some thousands of people of each: who is met often is found
at once, and who is not, is better looked for among those who have the rarest word (`lms.people.search`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from lms.people.search_inside import Inside
from lms.people.search_rank import Ranking
from lms.people.search_statements import EVERYBODY, Met, Stretch, read_stretch
from lms.people.search_terms import given_ranges, marked_words, typed_words, written_range

READ_OF_STRETCH: Final = 8_000
READ_OF_ALL: Final = 4_000
"""People read of a stretch of the name order, and of the whole of it: one or two milliseconds."""
_WHOLE: Final = 1_000_000_000
_FEW_BEGIN_SO: Final = 3
"""Given names that begin with so many letters are few enough to read all of them; no more tell the stretch."""


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    stretch: Stretch
    most: int
    """So many people of it are read at most."""
    times: Sequence[float] = (2,)
    """Times as many are asked for as are wanted, as some turn out not to fit; the next where too many did not."""


@dataclass(frozen=True, slots=True)
class _Stage:
    words: list[str]
    is_written: bool
    parts: list[_Part]
    """In name order."""
    fits: Callable[[Met], bool]
    """What is asked besides of those who have the words."""


def walk_people(db: Session, words: str, inside: Inside | None, limit: int) -> list[int] | None:
    """The first people in the order of the answer whose names have all words; None when too few were met.

    What is returned is exact. A few short statements.
    """
    ids: dict[int, None] = {}
    for stage in _stages(words):
        found = _read_stage(db, stage, inside, limit + len(ids))
        if found is None:
            return None
        ids |= dict.fromkeys(each.id for each in sorted(found))
        if len(ids) >= limit:
            return list(ids)[:limit]
    return None


def _stages(words: str) -> Iterator[_Stage]:
    """Best first: written so and called so by the given name, written so, called so, named so."""
    typed, marked = typed_words(words), marked_words(words)
    ranking = Ranking(words)
    everybody = [_Part(EVERYBODY, READ_OF_ALL)]
    if marked:
        written = [_Part(written_range(word), _most(word)) for word in marked]
        yield _Stage(marked, True, sorted(written), ranking.is_written)
        yield _Stage(marked, True, everybody, ranking.is_written)
    called = [
        _Part(stretch, _most(word), (2,) if len(word) <= _FEW_BEGIN_SO else (1.5, 5, 20))
        for word in typed
        for stretch in given_ranges(word)
    ]
    yield _Stage(typed, False, sorted(called), ranking.is_called)
    yield _Stage(typed, False, everybody, lambda _each: True)


def _most(word: str) -> int:
    return _WHOLE if len(word) >= _FEW_BEGIN_SO else READ_OF_STRETCH


def _read_stage(db: Session, stage: _Stage, inside: Inside | None, wanted: int) -> list[Met] | None:
    """The first people of a stage; None when some who come before them may have been left unread."""
    found: set[Met] = set()
    """Stretches of two words may overlap: somebody met twice counts once."""
    for part in stage.parts:
        if len(found) >= wanted and sorted(found)[wanted - 1].sort_key < part.stretch[0]:
            break
        fitting, are_all = _read_part(db, stage, part, inside, wanted)
        if len(fitting) < wanted and not are_all:
            return None
        found.update(fitting)
    return list(found)


def _read_part(
    db: Session, stage: _Stage, part: _Part, inside: Inside | None, wanted: int
) -> tuple[list[Met], bool]:
    """The first of a part who fit, and whether they are all of it."""
    fitting: list[Met] = []
    for times in part.times:
        asked = int(times * wanted)
        rows = read_stretch(
            db,
            part.stretch,
            stage.words,
            inside,
            limit=asked,
            most=part.most,
            is_written=stage.is_written,
        )
        fitting = [each for each in rows if stage.fits(each)]
        if len(rows) < asked:
            return fitting, part.most >= _WHOLE
        if len(fitting) >= wanted:
            break
    return fitting, False
