"""What somebody typed, as conditions on people and the order that puts the best answer first.

A condition is asked of a person, or of any row that has the columns it compares.
"""

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from lms.people.code_parts import drawn_together, parts_sought, sought_inside
from lms.people.models import Person, PersonWord
from lms.text import fold, name_sort_key, nfc_clean, spelt_both_ways

Condition = Callable[[Any], ColumnElement[bool]]

MOST_WORDS: Final = 6
_VARIANTS: Final = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư"}
_LETTERS_READ: Final = 3
"""Of a given name, to find where it stands in name order; the rest is compared."""
_NUMBER: Final = re.compile("0+([1-9][0-9]*)")


def typed_words(words: str) -> list[str]:
    """Folded words as typed, each once, six at most."""
    return list(dict.fromkeys(plain_apostrophes(fold(words)).split()))[:MOST_WORDS]


def plain_apostrophes(text: str) -> str:
    """H’Hen and HʼHen as H'Hen."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace(
        "\N{MODIFIER LETTER APOSTROPHE}", "'"
    )


def marked_words(words: str) -> list[str]:
    """The words when they were typed with diacritics, written as names are; none when nothing was marked."""
    clean = nfc_clean(words)
    if fold(clean) == clean.casefold():
        return []
    return [word[:1].upper() + word[1:].lower() for word in clean.split()[:MOST_WORDS]]


def begins(word: str, row: Any = PersonWord) -> ColumnElement[bool]:
    """Condition on a row of `person_words`: it begins with the word, or is the number typed with zeros before it."""
    start = word.encode()
    found = and_(row.word >= start, row.word < start + b"\xff")
    number = _NUMBER.fullmatch(word)
    return or_(found, row.word == number[1].encode()) if number else found


def begins_or_inside(word: str, typed: Sequence[str], row: Any = PersonWord) -> ColumnElement[bool]:
    """The same, or the person's code has the word inside, where that is asked (`sought_inside`)."""
    part = sought_inside(word, typed)
    return begins(word, row) if part is None else or_(begins(word, row), begins(part, row))


def has_others(
    lead: str, typed: Sequence[str], *, inside: bool = True
) -> list[ColumnElement[bool]]:
    """Conditions on a row of `person_words` found by `lead`: the person has all the other words typed too.

    They are looked for in the name first, which stands in the row itself. `inside`: a number may be inside the code.
    """
    return [_has(each, typed if inside else None) for each in typed if each != lead]


def people_with_all(lead: str, typed: Sequence[str]) -> list[Select[int]]:
    """Ids of people who have all words, read by one of them: those of whom it begins a word, and who have it inside."""
    leads = [lead, sought_inside(lead, typed)]
    others = has_others(lead, typed)
    return [select(PersonWord.person_id).where(begins(each), *others) for each in leads if each]


def people_led(words: str) -> list[Select[int]]:
    """Ids of people who have all words, read by the one that is likely to be the rarest: a number, else the longest; and
    of those whose code was typed with a blank in it (`drawn_together`).
    """
    found = []
    for each in filter(None, (words, drawn_together(words))):
        typed = typed_words(each)
        lead = max(typed, key=lambda word: (not word.isalpha(), len(word)))
        found += people_with_all(lead, typed)
    return found


def has_word(word: str, typed: Sequence[str]) -> ColumnElement[bool]:
    """Condition on a person, for few people: a word of the name, the code, the phone or the address begins so, or the
    code has it inside. `typed`: all words.
    """
    led = exists().where(PersonWord.person_id == Person.id, begins_or_inside(word, typed))
    return or_(in_name(word)(Person), led)


def is_led(typed: Sequence[str]) -> ColumnElement[bool]:
    """Condition on a person who was found: no word is only inside the code. Each begins a word of the name or the code,
    or is the number typed.

    Phones and addresses are left out: to ask everybody found for all their words would make PostgreSQL expect so much
    work that it compiles the statement, which takes longer than the answer.
    """
    return and_(true(), *(or_(in_name(each)(Person), _is_of_code(each)) for each in typed))


def _is_of_code(word: str) -> ColumnElement[bool]:
    number = _NUMBER.fullmatch(word)
    whole = (number[1] if number else word).encode()
    exact = select(PersonWord.person_id).where(PersonWord.word == whole)
    begun = Person.personnel_code.istartswith(word, autoescape=True)
    return or_(begun, Person.id.in_(exact))


def in_code(word: str, typed: Sequence[str]) -> ColumnElement[bool]:
    """Condition on a person, for lists that read everybody's name: the code begins so, or has the word inside where that
    is asked. Phones and addresses are not looked at.
    """
    part = sought_inside(word, typed)
    begun: ColumnElement[bool] = Person.personnel_code.istartswith(word, autoescape=True)
    if part is None:
        return false() if word.isalpha() else begun
    return or_(begun, Person.id.in_(select(PersonWord.person_id).where(begins(part))))


def named_so(words: str) -> list[ColumnElement[bool]]:
    """Conditions on a person, for few people: the name has words that begin so; a number may be of a code or phone.

    Quicker than `has_word`, which looks for every word among a person's codes and addresses as well.
    """
    typed = typed_words(words)
    return [in_name(each)(Person) if each.isalpha() else has_word(each, typed) for each in typed]


def word_in(name: Any, word: str) -> ColumnElement[bool]:
    """Condition: the folded name has a word that begins so."""
    found: ColumnElement[bool] = (" " + name).contains(f" {word}", autoescape=True)
    return found


def in_name(word: str) -> Condition:
    """The person's name has a word that begins so."""
    return lambda row: word_in(row.name_fold, word)


def begins_given_name(word: str) -> Condition:
    """The last word of the name begins so; a long one, of which another of the name begins so too, may be missed."""
    if word.isalpha() and len(word) <= _LETTERS_READ:
        stretches = given_ranges(word)
        return lambda row: or_(*(and_(*between(each, row)) for each in stretches))
    followed = f"% {_escaped(word)}% %"
    return lambda row: and_(
        word_in(row.name_fold, word), ~(" " + row.name_fold).like(followed, escape="/")
    )


def has_marked(marked: Sequence[str]) -> Condition:
    """The name as it is written has words that begin just so, wherever the tone is put: Hòa, Hoà."""
    return lambda row: and_(*(_written(" " + row.full_name, each) for each in marked))


def best_first(words: str) -> list[ColumnElement[Any]]:
    """Order of people found: written as typed, then called so by their given name, then named so at all; last whose
    code has a number typed only inside.
    """
    typed, marked = typed_words(words), marked_words(words)
    if not typed:
        return []
    named = and_(*(in_name(each)(Person) for each in typed))
    given = or_(*(begins_given_name(each)(Person) for each in typed))
    ranks = [(and_(given, named), 2), (named, 3)]
    if marked:
        written = has_marked(marked)(Person)
        given_so = or_(*(and_(*between(written_range(each))) for each in marked))
        ranks = [(and_(written, given_so), 0), (written, 1), *ranks]
    if not any(parts_sought(typed)):
        return [case(*ranks, else_=4)]
    return [case(*ranks, (is_led(typed), 4), else_=5)]


def between(stretch: tuple[bytes, bytes], row: Any = Person) -> list[ColumnElement[bool]]:
    """Conditions: the person stands in this stretch of the name order."""
    low, high = stretch
    return [row.sort_key >= low, row.sort_key < high]


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


def _written(name: Any, word: str) -> ColumnElement[bool]:
    """The name has a word that begins so, or is the same syllable with its tone put elsewhere."""
    begun: ColumnElement[bool] = name.contains(f" {word}", autoescape=True)
    others = [each for each in spelt_both_ways(word) if each != word]
    return or_(begun, *((name + " ").contains(f" {each} ", autoescape=True) for each in others))


def _has(word: str, typed: Sequence[str] | None) -> ColumnElement[bool]:
    named = PersonWord.name.contains(f" {word}", autoescape=True)
    if word.isalpha():
        return named
    other = aliased(PersonWord)
    led = begins(word, other) if typed is None else begins_or_inside(word, typed, other)
    return or_(named, exists().where(other.person_id == PersonWord.person_id, led))


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")
