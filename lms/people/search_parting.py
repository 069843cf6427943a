"""Words of a name and of a unit in one search: "nguyễn văn tổ chức" means Nguyễn Văn … of Vụ Tổ chức cán bộ.

The unit may be told by its code as well: "nguyen s05".
Only where nobody has all words are they parted: the first or the last of them name a unit, the others the person.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lms.people.search_unit_words import UnitWords, words_of_units
from lms.text import nfc_clean
from lms.units.choosing import folded
from lms.units.enums import Tree
from lms.units.tree import UnitTree

MOST_TRIED: Final = 4
"""Ways to part the words that are tried, each with a few short statements."""
MOST_UNITS: Final = 2_000
"""Words that mean more units than that narrow nothing."""
_FEWEST_WORDS: Final = 2
_MOST_WORDS: Final = 10
"""Of a name and a unit together."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Words of people, and the units they stand in: those named by the other words, and all below them."""

    words: str
    unit_ids: frozenset[int]


def part_words(
    words: str, trees: Sequence[UnitTree], unit_ids: Collection[int] | None = None
) -> Iterator[Parted]:
    """Ways to read some words as a name and a unit, the likeliest first; none where no unit is named.

    Likeliest are whole words that stand side by side in the name of a unit, many before few; then those of which the
    last begins a word there; then words that begin some of it anywhere. `unit_ids` are the units that whoever
    searches may see.
    """
    typed = [each for each in nfc_clean(words).split() if folded(each)][:_MOST_WORDS]
    if len(typed) < _FEWEST_WORDS:
        return
    told = [words_of_units(tree) for tree in trees]
    having = [[each.having(folded(word)) for word in typed] for each in told]
    ways = [
        (slice(0, at), slice(at, None)) if unit_is_last else (slice(at, None), slice(0, at))
        for at in range(1, len(typed))
        for unit_is_last in (True, False)
    ]
    ways.sort(key=lambda way: -len(typed[way[1]]))
    tried: list[Parted] = []
    for ending in (" ", "", None):
        for person, unit in ways:
            phrase = None if ending is None else f" {folded(' '.join(typed[unit]))}{ending}"
            inside = frozenset[int]().union(
                *(
                    _below(each, set.intersection(*had[unit]), phrase, unit_ids)
                    for each, had in zip(told, having, strict=True)
                )
            )
            parted = Parted(" ".join(typed[person]), inside)
            if not 0 < len(inside) <= MOST_UNITS or any(_says_less(parted, each) for each in tried):
                continue
            if len(tried) < MOST_TRIED:
                tried.append(parted)
                yield parted


def _says_less(way: Parted, tried: Parted) -> bool:
    """Whether nobody is found one way who is not found another: fewer units, and at least the same words."""
    return way.unit_ids <= tried.unit_ids and set(tried.words.split()) <= set(way.words.split())


def nameable_units(
    trees: Sequence[UnitTree],
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
) -> Collection[int] | None:
    """Of the units of a reader (None: every unit) those whose people words may name; None for every unit.

    A Party unit only where it is one of `party_units` (None: any): whoever is found by its name belongs to it.
    """
    if party_units is None:
        return unit_ids
    known = {
        unit_id
        for tree in trees
        for unit_id in tree.nodes
        if tree.tree is Tree.STATE or unit_id in party_units
    }
    return known if unit_ids is None else known.intersection(unit_ids)


def _below(
    told: UnitWords, units: Collection[int], phrase: str | None, unit_ids: Collection[int] | None
) -> set[int]:
    """Units of one tree that have the phrase (None: any), and all below them, of those that may be seen."""
    inside: set[int] = set()
    for unit in units:
        if unit not in inside and (phrase is None or phrase in told.told[unit]):
            inside |= told.tree.subtree(unit)
    return inside if unit_ids is None else inside.intersection(unit_ids)
