"""Words of a name and of a unit in one search: "nguyễn văn tổ chức" means Nguyễn Văn … of Vụ Tổ chức cán bộ.

Only where nobody has all words are they parted: the first or the last of them name a unit, the others the person.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lms.text import nfc_clean
from lms.units.choosing import folded
from lms.units.enums import Tree
from lms.units.tree import UnitTree

MOST_TRIED: Final = 4
"""Ways to part the words that are tried, each with a few short statements."""
MOST_UNITS: Final = 400
"""Words that mean more units than that narrow nothing, and looking through so many takes its time."""
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
    typed = nfc_clean(words).split()[:_MOST_WORDS]
    if len(typed) < _FEWEST_WORDS:
        return
    names = [
        (tree, node.id, f" {folded(node.name)}") for tree in trees for node in tree.nodes.values()
    ]
    having = [_having(folded(word), names) for word in typed]
    ways = [
        (slice(0, at), slice(at, None)) if unit_is_last else (slice(at, None), slice(0, at))
        for at in range(1, len(typed))
        for unit_is_last in (True, False)
    ]
    ways.sort(key=lambda way: -len(typed[way[1]]))
    tried: list[Parted] = []
    for ending in (" ", "", None):
        for person, unit in ways:
            named = set.intersection(*having[unit])
            if ending is not None:
                phrase = f" {folded(' '.join(typed[unit]))}{ending}"
                named = {place for place in named if phrase in f"{names[place][2]} "}
            inside = _below([names[place] for place in named], unit_ids)
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


def _having(word: str, names: Sequence[tuple[UnitTree, int, str]]) -> set[int]:
    """Places of the units of whose name the word begins a word."""
    if not word:
        return set()
    return {place for place, (_tree, _id, name) in enumerate(names) if f" {word}" in name}


def _below(
    units: Sequence[tuple[UnitTree, int, str]], unit_ids: Collection[int] | None
) -> frozenset[int]:
    inside: set[int] = set()
    for tree, unit_id, _name in units:
        if unit_id not in inside:
            inside |= tree.subtree(unit_id)
    return frozenset(inside if unit_ids is None else inside.intersection(unit_ids))
