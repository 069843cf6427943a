"""Choosing one unit of many: what is offered, which units the words typed mean, and what an answer of a form says.

The same rules serve a page with a script, which asks while somebody types, and one without, which is answered
with a short list to choose from. Pure decisions on trees in memory.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

from lms.numbers import number_sent
from lms.text import fold, nfc_clean
from lms.units.codes import has_part
from lms.units.enums import Tree
from lms.units.tree import Node, UnitTree

FEW: Final = 60
"""Up to so many units stand in a plain list; of more, one is looked for by its words."""
MOST_FOUND: Final = 20
"""Answers while somebody types: more than that is a reason to type another word."""
MOST_ASKED: Final = 12
"""Units of a list that a page without a script asks with."""
_MOST_WORDS: Final = 8
_BETWEEN: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """The units that may be chosen: of these trees, each as of its day, all or those within reach."""

    trees: Sequence[UnitTree]
    reach: Collection[int] | None = None
    """None: every unit of the trees."""
    scope: str = ""
    """The name by which the search as one types knows this reach (`lms.people.unit_offers`)."""

    def __contains__(self, unit_id: object) -> bool:
        """Whether the unit may be chosen."""
        return (self.reach is None or unit_id in self.reach) and any(
            unit_id in tree for tree in self.trees
        )

    def units(self) -> Iterator[tuple[UnitTree, int, Node]]:
        """(tree, depth, unit) from the top down; depth counts from the topmost that is offered of the tree."""
        for tree in self.trees:
            within = [each for each in tree.walk() if self._reaches(each[1])]
            top = min((depth for depth, _node in within), default=0)
            yield from ((tree, depth - top, node) for depth, node in within)

    def first(self) -> int | None:
        """The topmost of the first tree that has one; None where nothing is offered."""
        return next((node.id for _tree, _depth, node in self.units()), None)

    def is_short(self) -> bool:
        """Whether a plain list of them can be chosen from."""
        nodes = (node for tree in self.trees for node in tree.nodes.values())
        return next(islice(filter(self._reaches, nodes), FEW, None), None) is None

    def name(self, unit_id: int) -> str:
        """What the unit is called on the day; empty where it may not be chosen."""
        if unit_id not in self:
            return ""
        return next(tree.name(unit_id) for tree in self.trees if unit_id in tree)

    def _reaches(self, node: Node) -> bool:
        return self.reach is None or node.id in self.reach


@dataclass(frozen=True, slots=True)
class Match:
    """A unit found by its words, with what tells it from others of the same name."""

    id: int
    name: str
    code: str
    tree: Tree
    above: str
    """Names of the offered units above it from the top down, parted by ›."""

    @property
    def note(self) -> str:
        """Its code, and where it stands."""
        return " · ".join(part for part in (self.code, self.above) if part)


class Problem(StrEnum):
    """Why what was sent names no unit."""

    NOT_OFFERED = "not offered"
    NONE_FOUND = "none found"
    SEVERAL = "several"
    """Or one that was not named in full: whoever typed says which is meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer of a form says: a unit, none, or words that need a second look."""

    unit_id: int | None = None
    words: str = ""
    matches: Sequence[Match] = ()
    problem: Problem | None = None


def find_units(offer: Offer, words: str, limit: int = MOST_FOUND) -> list[Match]:
    """The offered units that the words mean, best first; without words the first of the list.

    Without diacritics, in any order: every word begins a word of the name, or is a part of the code, or is so of a unit
    above; one at least is the unit's own. First whose code or whole name was typed, then whose name or code begins so,
    then those whose name has all words, then those found by their own words alone, then in the order of the tree.
    """
    typed = folded(words).split()[:_MOST_WORDS]
    if not typed:
        return [_match(offer, tree, node) for tree, node in _first(offer, limit)]
    whole = " ".join(typed)
    found: list[tuple[int, int, UnitTree, Node]] = []
    for tree in offer.trees:
        had: dict[int, int] = {}
        for _depth, node in tree.walk():
            if not (offer.reach is None or node.id in offer.reach):
                continue
            own, code = _words_of(node, typed), folded(node.code)
            had[node.id] = own | had.get(node.parent_id or 0, 0)
            is_coded = code.startswith(whole) or has_part(node.code, whole)
            if is_coded or (own and had[node.id] == (1 << len(typed)) - 1):
                rank = _rank(node, code, whole, typed, own)
                found.append((rank, len(found), tree, node))
    found.sort(key=lambda each: each[:2])
    return [_match(offer, tree, node) for _rank, _place, tree, node in found[:limit]]


def read_choice(offer: Offer, unit_id: str | None, words: str | None, listed_for: str) -> Choice:
    """The unit that a form names.

    `unit_id` is what was chosen from a list, `words` what stands in the box (None: there is no box), `listed_for`
    the words for which the list was made: a choice counts only beside the words it was chosen for, so that
    whoever types others afterwards is not taken at the former choice. Empty words choose nothing. Words without a
    choice must be a code, or a name that only one unit has; otherwise the answer asks.
    """
    words = None if words is None else nfc_clean(words)
    if words is None or (unit_id and words and words == nfc_clean(listed_for)):
        return _by_id(offer, unit_id or "", words or "")
    if not words:
        return Choice()
    named = _named_in_full(offer, words)
    if len(named) == 1:
        return Choice(named[0], words)
    matches = tuple(find_units(offer, words, MOST_ASKED))
    return Choice(None, words, matches, Problem.SEVERAL if matches else Problem.NONE_FOUND)


def describe(offer: Offer, unit_ids: Collection[int]) -> list[Match]:
    """The offered ones among some units, in the order of the trees."""
    return [
        _match(offer, tree, tree.nodes[each])
        for tree in offer.trees
        for each in sorted(unit_ids, key=lambda id_: tree.nodes[id_].position if id_ in tree else 0)
        if each in tree and each in offer
    ]


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Words without marks, capitals and punctuation, parted by blanks: "P.TCCB (Cục)" is "p tccb cuc"."""
    return _BETWEEN.sub(" ", fold(text)).strip()


def _by_id(offer: Offer, raw: str, words: str) -> Choice:
    if raw in ("", "0"):
        return Choice(None, words)
    number = number_sent(raw)
    if number is None or number not in offer:
        return Choice(None, words, (), Problem.NOT_OFFERED)
    return Choice(number, words or offer.name(number))


def _named_in_full(offer: Offer, words: str) -> list[int]:
    """Units with this code, else those with this whole name."""
    offered = [node for _tree, _depth, node in offer.units()]
    coded = [node.id for node in offered if node.code.casefold() == words.casefold()]
    return coded or [node.id for node in offered if folded(node.name) == folded(words)]


def _first(offer: Offer, limit: int) -> list[tuple[UnitTree, Node]]:
    """The uppermost, in the order of the tree."""
    listed = [(depth, tree, node) for tree, depth, node in offer.units()]
    listed.sort(key=lambda each: each[0])
    return [(tree, node) for _depth, tree, node in listed[:limit]]


def _words_of(node: Node, typed: Sequence[str]) -> int:
    """One bit for each word typed that begins a word of the unit's own name or code, or is a part of the code."""
    own = f" {folded(node.name)} {folded(node.code)}"
    return sum(
        1 << place
        for place, word in enumerate(typed)
        if f" {word}" in own or has_part(node.code, word)
    )


def _rank(node: Node, code: str, whole: str, typed: Sequence[str], own: int) -> int:
    name = folded(node.name)
    if whole in (code, name):
        return 0
    if name.startswith(whole) or code.startswith(whole):
        return 1
    if all(f" {word}" in f" {name}" for word in typed):
        return 2
    return 3 if own == (1 << len(typed)) - 1 else 4


def _match(offer: Offer, tree: UnitTree, node: Node) -> Match:
    above = [each for each in tree.ancestors(node.id) if offer.reach is None or each in offer.reach]
    names = [tree.name(each) for each in reversed(above)]
    return Match(node.id, node.name, node.code, tree.tree, " › ".join(names[1:] or names))
