"""The words of units' names, and their codes, in memory: which units somebody means while typing.

Made once for each tree that is kept (`lms.people.roles.trees`), which is another one whenever a unit changes.
"""

import sys
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lms.units.choosing import folded
from lms.units.codes import Codes, finding, meaning_people, plain_code
from lms.units.enums import Tree
from lms.units.tree import UnitTree

_MOST_KEPT: Final = 8
_LAST: Final = chr(sys.maxunicode)
"""After every sign that a word may have."""
_kept: list["UnitWords"] = []


@dataclass(frozen=True, slots=True)
class UnitWords:
    """The words of one tree's units, in order, so that those that begin so are found at once."""

    tree: UnitTree
    told: Mapping[int, str]
    """Unit → the words of its name and of its code, each between blanks."""
    words: Sequence[tuple[str, int]]
    codes: Codes

    def naming(self, word: str) -> set[int]:
        """Units that the folded word finds: it begins a word of the name, or any part of the code has it, the beginning
        where it is a single sign.
        """
        return self._named(word) | set(self.codes.with_part(finding(word)))

    def having(self, word: str) -> set[int]:
        """Units whose people the folded word means: it begins a word of the name, or is of the code (`meaning_people`)."""
        return self._named(word) | set(self.codes.with_part(meaning_people(word)))

    def _named(self, word: str) -> set[int]:
        first, _blank, others = word.partition(" ")
        if not first:
            return set()
        named = _beginning(self.words, first)
        if others:
            named = {unit for unit in named if f" {word}" in self.told[unit]}
        return named


def words_of_units(tree: UnitTree) -> UnitWords:
    """The words of a tree, from memory where they were asked before."""
    found = next((each for each in list(_kept) if each.tree is tree), None)
    if found is None:
        found = _read(tree)
        del _kept[: max(0, len(_kept) - _MOST_KEPT + 1)]
        _kept.append(found)
    return found


def named_by(
    trees: Sequence[UnitTree], typed: Sequence[str], unit_ids: Collection[int] | None
) -> list[tuple[UnitTree, int]]:
    """Units of the trees that have all words, of those within reach (None: all); the shortest names first; last
    those whose code has a word only inside.
    """
    words = [each for each in map(folded, typed) if each]
    if not words:
        return []
    found = [
        (tree, unit)
        for tree in trees
        for unit in set.intersection(*map(words_of_units(tree).naming, words))
        if unit_ids is None or unit in unit_ids
    ]
    found.sort(key=lambda each: _best_first(each[0], each[1], words))
    return found


def _best_first(
    tree: UnitTree, unit: int, words: Sequence[str]
) -> tuple[bool, int, bool, int, int]:
    node = tree.nodes[unit]
    begun = f" {folded(node.name)} {folded(node.code)}"
    is_inside = not all(f" {word}" in begun for word in words)
    return is_inside, len(node.name), tree.tree is Tree.PARTY, node.position, unit


def _read(tree: UnitTree) -> UnitWords:
    names = {unit: folded(node.name) for unit, node in tree.nodes.items()}
    codes = {unit: folded(node.code) for unit, node in tree.nodes.items()}
    return UnitWords(
        tree,
        {unit: f" {name} {codes[unit]} " for unit, name in names.items()},
        sorted({(word, unit) for unit, name in names.items() for word in name.split()}),
        Codes((unit, plain_code(code)) for unit, code in codes.items()),
    )


def _beginning(words: Sequence[tuple[str, int]], start: str) -> set[int]:
    first = bisect_left(words, (start, 0))
    end = bisect_left(words, (start + _LAST, 0), first)
    return {unit for _word, unit in words[first:end]}
