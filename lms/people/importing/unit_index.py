"""Which unit an office means: by code or name, in the light of the headings above the row."""

import re
from collections import defaultdict
from functools import cache
from typing import Final

from lms.people.importing.problems import Problem
from lms.text import same_name_key, words_of
from lms.units.tree import UnitTree

_PARTS: Final = re.compile(r"\s*(?:[/;,–]|\s-\s|\()\s*")
_NOT_A_UNIT: Final = re.compile(r"(lanh dao|ban lanh dao|thuong truc|ban chap hanh)\b")
"""Headings such as “Lãnh đạo Vụ”: a group inside the unit above, not a unit."""


class UnitIndex:
    """One tree, ready to be asked for units by the names that rosters use."""

    def __init__(self, tree: UnitTree) -> None:
        """Index codes and names; questions are remembered, for rosters repeat few of them."""
        self.tree = tree
        self._by_code = {node.code.casefold(): node.id for node in tree.nodes.values()}
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_words: defaultdict[str, list[int]] = defaultdict(list)
        for node in tree.nodes.values():
            self._by_name[same_name_key(node.name)].append(node.id)
            self._by_words[words_of(node.name)].append(node.id)
        self.find = cache(self._find)
        self._subtree = cache(tree.subtree)

    def _find(self, name: str, headings: tuple[str, ...] = ()) -> int | Problem:
        """The unit named in a row's own cell, or by the deepest heading above where that is empty.

        Of several units of one name the one under the headings' unit is meant; “Phòng Hành chính, Văn
        phòng Bộ” names the upper unit itself. UNKNOWN_UNIT, AMBIGUOUS_UNIT or NO_UNIT otherwise.
        """
        if name:
            return self._named(name, self._unit_of_headings(headings))
        headings = _without_groups(headings)
        if not headings:
            return Problem.NO_UNIT
        return self._named(headings[-1], self._unit_of_headings(headings[:-1]))

    def meant(
        self, name: str, headings: tuple[str, ...] = ()
    ) -> tuple[str, int | None, tuple[int, ...]]:
        """Of a question that `find` calls AMBIGUOUS_UNIT: the name, the unit it stands within, and all that are called so."""
        if not name:
            headings = _without_groups(headings)
            name, headings = headings[-1], headings[:-1]
        above = self._unit_of_headings(headings)
        return name, above, tuple(self._narrowed(self._candidates(name), above))

    def several_inside(self, name: str, above: int) -> tuple[int, ...]:
        """The same of `inside`."""
        within = self._subtree(above)
        return tuple(each for each in self._candidates(name) if each in within)

    def inside(self, name: str, above: int) -> int | Problem:
        """The unit of this name or code within another; that one itself for its leaders and for its own name.

        A unit of the name elsewhere is never meant: many units have a room called so. UNKNOWN_UNIT or AMBIGUOUS_UNIT.
        """
        within = self._subtree(above)
        found = [each for each in self._candidates(name) if each in within]
        found = self._narrowed(found, above)
        if len(found) == 1:
            return found[0]
        if found:
            return Problem.AMBIGUOUS_UNIT
        if _NOT_A_UNIT.match(words_of(name)):
            return above
        other = self._named_with_upper(name)
        return other if other in within else Problem.UNKNOWN_UNIT

    def knows(self, name: str) -> bool:
        """Whether one or several units are called so, or have this code."""
        return bool(self._candidates(name))

    def top_of(self, unit_id: int) -> int:
        """The unit right below the root that this one belongs to; the root itself for the root."""
        chain = [unit_id, *self.tree.ancestors(unit_id)]
        below_root = len(self.tree.roots) == 1 and len(chain) > 1
        return chain[-2] if below_root else chain[-1]

    def _named(self, name: str, above: int | None) -> int | Problem:
        found = self._narrowed(self._candidates(name), above)
        if len(found) == 1:
            return found[0]
        return self._named_with_upper(name) or (
            Problem.AMBIGUOUS_UNIT if found else Problem.UNKNOWN_UNIT
        )

    def _candidates(self, name: str) -> list[int]:
        by_code = self._by_code.get(name.casefold())
        if by_code is not None:
            return [by_code]
        return self._by_name.get(same_name_key(name)) or self._by_words.get(words_of(name), [])

    def _narrowed(self, found: list[int], above: int | None) -> list[int]:
        if len(found) < 2 or above is None:
            return found
        inside = [unit_id for unit_id in found if unit_id in self._subtree(above)]
        directly = [unit_id for unit_id in inside if unit_id in self.tree.children(above)]
        return directly if len(directly) == 1 else inside or found

    def _named_with_upper(self, name: str) -> int | None:
        """“A, B” or “B - A” where A stands somewhere under B."""
        for gap in _PARTS.finditer(name):
            left, right = name[: gap.start()], name[gap.end() :].rstrip(") ")
            for lower, upper in ((left, right), (right, left)):
                uppers = self._candidates(upper)
                if len(uppers) == 1:
                    inside = self._subtree(uppers[0])
                    found = [each for each in self._candidates(lower) if each in inside]
                    if len(found) == 1:
                        return found[0]
        return None

    def _unit_of_headings(self, headings: tuple[str, ...]) -> int | None:
        above: int | None = None
        for heading in headings:
            found = self._narrowed(self._candidates(heading), above)
            above = found[0] if len(found) == 1 else above
        return above


def _without_groups(headings: tuple[str, ...]) -> tuple[str, ...]:
    while headings and _NOT_A_UNIT.match(words_of(headings[-1])):
        headings = headings[:-1]
    return headings
