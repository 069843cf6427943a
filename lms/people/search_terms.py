"""What somebody typed, as conditions on people and the order that puts the best answer first."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import aliased

from lms.people.models import Person, PersonWord
from lms.text import fold, name_sort_key, nfc_clean

MOST_WORDS: Final = 6
_VARIANTS: Final = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư"}
_LETTERS_READ: Final = 3
"""Of a given name, to find where it stands in name order; the rest is compared."""


def typed_words(words: str) -> list[str]:
    """Folded words as typed, each once, six at most."""
    return list(dict.fromkeys(fold(words).split()))[:MOST_WORDS]


def marked_words(words: str) -> list[str]:
    """The words when they were typed with diacritics, written as names are; none when nothing was marked."""
    clean = nfc_clean(words)
    if fold(clean) == clean.casefold():
        return []
    return [word[:1].upper() + word[1:].lower() for word in clean.split()[:MOST_WORDS]]


def begins(word: str, row: Any = PersonWord) -> ColumnElement[bool]:
    """Condition on a row of `person_words`: it begins with the word."""
    start = word.encode()
    return and_(row.word >= start, row.word < start + b"\xff")


def with_all(lead: str, typed: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions on a row of `person_words`: it begins with `lead`, and the person has all the other words too.

    They are looked for in the name first, which stands in the row itself.
    """
    return [begins(lead), *(_has(each) for each in typed if each != lead)]


def in_name(name: Any, word: str) -> ColumnElement[bool]:
    """The folded name has a word that begins so."""
    found: ColumnElement[bool] = (" " + name).contains(f" {word}", autoescape=True)
    return found


def begins_given_name(word: str) -> ColumnElement[bool]:
    """The last word of the name begins so; a long one, of which another of the name begins so too, may be missed."""
    if word.isalpha() and len(word) <= _LETTERS_READ:
        return or_(*(and_(*between(stretch)) for stretch in given_ranges(word)))
    followed: ColumnElement[bool] = (" " + Person.name_fold).like(
        f"% {_escaped(word)}% %", escape="/"
    )
    return and_(in_name(Person.name_fold, word), ~followed)


def has_marked(marked: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions: the name as it is written has words that begin just so."""
    return [(" " + Person.full_name).contains(f" {word}", autoescape=True) for word in marked]


def best_first(words: str) -> list[ColumnElement[Any]]:
    """Order of people found: written as typed, then called so by their given name."""
    typed, marked = typed_words(words), marked_words(words)
    order: list[ColumnElement[Any]] = []
    if marked:
        order.append(case((and_(*has_marked(marked)), 0), else_=1))
    if typed:
        order.append(case((or_(*(begins_given_name(each) for each in typed)), 0), else_=1))
    return order


def between(stretch: tuple[bytes, bytes]) -> list[ColumnElement[bool]]:
    """Conditions: the person stands in this stretch of the name order."""
    low, high = stretch
    return [Person.sort_key >= low, Person.sort_key < high]


def given_ranges(word: str) -> list[tuple[bytes, bytes]]:
    """Where people whose given name begins with a folded word stand in name order: [from, to) of sort keys.

    Name order parts a, ă and â, search does not: "du" stands in du and dư, and in đu and đư.
    """
    *before, last = (_VARIANTS.get(letter, letter) for letter in word[:_LETTERS_READ])
    ranges = []
    for letters in product(*before):
        stem = "".join(letters)
        ranges.append((_letters_key(stem + last[0]), _letters_key(stem + last[-1]) + b"\xff"))
    return sorted(ranges)


def written_range(word: str) -> tuple[bytes, bytes]:
    """The same for a given name typed with its diacritics; the tone is left out."""
    key = _letters_key(word.lower())
    return key, key + b"\xff"


def _letters_key(letters: str) -> bytes:
    return name_sort_key(letters).partition(b"\x01")[0]


def _has(word: str) -> ColumnElement[bool]:
    named = PersonWord.name.contains(f" {word}", autoescape=True)
    if word.isalpha():
        return named
    other = aliased(PersonWord)
    return or_(named, exists().where(other.person_id == PersonWord.person_id, begins(word, other)))


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")
