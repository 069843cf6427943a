"""How good an answer somebody is to what was typed: the order in which answers stand."""

import re
from typing import Final

from lms.people.search_statements import Met
from lms.people.search_terms import marked_words, typed_words, written_range
from lms.text import spelt_both_ways

_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
"""As in the name order."""


class Ranking:
    """The order of the answers to some words."""

    def __init__(self, words: str) -> None:
        """Take the words as typed."""
        self._typed = tuple(typed_words(words))
        self._marked = marked_words(words)
        self._written_ranges = [written_range(word) for word in self._marked]

    def key(self, person: Met) -> tuple[int, bytes, int]:
        """Written and called so, written so, called so, named so, found otherwise; then name order."""
        is_named = all(f" {word}" in f" {person.name_fold}" for word in self._typed)
        rank = 3 if is_named else 4
        if self._marked and self.is_written(person):
            is_called_so = any(low <= person.sort_key < high for low, high in self._written_ranges)
            rank = 0 if is_called_so else 1
        elif is_named and self.is_called(person):
            rank = 2
        return rank, person.sort_key, person.id

    def is_called(self, person: Met) -> bool:
        """The given name begins with one of the words."""
        names = _WORD.findall(person.name_fold)
        return bool(names) and names[-1].startswith(self._typed)

    def is_written(self, person: Met) -> bool:
        """The name has all words with the diacritics typed, wherever the tone is put: Hòa, Hoà."""
        name = f" {person.full_name} "
        return all(
            f" {word}" in name or any(f" {each} " in name for each in spelt_both_ways(word))
            for word in self._marked
        )
