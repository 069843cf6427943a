"""Vietnamese text: cleaning at the door, search without diacritics, name order, one name spelt two ways.

Pure functions on strings. The order of names follows CLDR `vi` (letters first, then the tones ngang,
huyền, hỏi, ngã, sắc, nặng) with one tone per syllable, wherever the writer put the mark: Hòa = Hoà.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining marks in CLDR order; 0 is ngang, no mark."""

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: 0x20 + place for place, letter in enumerate(_LETTERS)}
_RANK |= {digit: 0x10 + place for place, digit in enumerate("0123456789")}
_UNKNOWN_RANK = 0x7F
_END_OF_LETTERS, _END_OF_NAME = b"\x01", b"\x00"

_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u00d0\u00f0\u0189\u0256\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Anything that composing alone does not put right: most text has none of it."""

_REPLACED = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F], " ")
_REPLACED |= dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F)], "")
_REPLACED |= dict.fromkeys([*range(0x2060, 0x2065), 0xFEFF], "")
_REPLACED |= {0xD0: "Đ", 0x189: "Đ", 0xF0: "đ", 0x256: "đ"}
"""Controls to blanks, invisible marks to nothing, look-alikes of Đ to Đ."""

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_EITHER_VOWEL = re.compile("(?:o[ae]|(?<!q)uy)$", re.IGNORECASE)
"""Ends of syllables whose tone old rules put on the first vowel and new ones on the second."""

_TONE_BEFORE_HAT = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_MARKS = re.compile("[\u0300-\u036f]")
_NOT_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


def nfc_clean(text: str) -> str:
    """One line of text as the product keeps it: NFC, no invisible marks, single spaces, trimmed.

    Takes what macOS (NFD), the Windows Vietnamese keyboard (half composed) and copied PDFs give.
    Ð and Ɖ, which look like Đ, become Đ.
    """
    return " ".join(_compose(text).split())


def nfc_clean_lines(text: str) -> str:
    """The same for text of several lines: line breaks stay, blanks at line ends go."""
    lines = _compose(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _compose(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    if not _ODD.search(composed):
        return composed
    if _MARKS.search(composed):  # a tone typed before its circumflex or breve
        marks_apart = unicodedata.normalize("NFD", composed)
        composed = unicodedata.normalize("NFC", _TONE_BEFORE_HAT.sub(r"\2\1", marks_apart))
    return composed.translate(_REPLACED)


def fold(text: str) -> str:
    """The search form: no diacritics, đ as d, no case. `fold("Đỗ Thị Dũng") == "do thi dung"`."""
    clean = nfc_clean(text)
    if clean.isascii():
        return clean.casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", clean))
    return bare.replace("đ", "d").replace("Đ", "D").casefold()


def words_of(text: str) -> str:
    """Folded words with single spaces, no punctuation: how headings and marks are compared."""
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def name_sort_key(full_name: str) -> bytes:
    """Bytes whose plain order is the order of Vietnamese name lists, on SQLite and PostgreSQL alike.

    Words in the order given name (the last word), family name, middle names; each word by its
    letters, then its tone, before the next word is looked at; capitals decide last.
    """
    words = _WORD.findall(nfc_clean(full_name))
    key, capitals = bytearray(), bytearray()
    for word in words[-1:] + words[:-1]:
        letters, tones = _spell(word)
        key += bytes(_RANK.get(letter.lower(), _UNKNOWN_RANK) for letter in letters)
        key += _END_OF_LETTERS + bytes(2 + tone for tone in tones or (0,))
        capitals += bytes(3 if letter.isupper() else 2 for letter in letters)
    return bytes(key + _END_OF_NAME + capitals)


def same_name_key(full_name: str) -> str:
    """Equal for two spellings of one name (Hoà and Hòa, capitals or not), different for Hoa and Hòa."""
    spelt = (_spell(word.lower()) for word in _WORD.findall(nfc_clean(full_name)))
    return " ".join("".join(letters) + "".join(map(str, tones)) for letters, tones in spelt)


def spelt_both_ways(word: str) -> tuple[str, ...]:
    """The spellings of a word that two rules of putting the tone give: Hòa and Hoà, Thủy and Thuỷ, but Quý alone."""
    marks_apart = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(marks_apart)
    bare = unicodedata.normalize("NFC", _TONE.sub("", marks_apart))
    if len(tones) != 1 or not _EITHER_VOWEL.search(bare):
        return (word,)
    spelt = (bare[:-1] + tones[0] + bare[-1], bare + tones[0])
    return tuple(unicodedata.normalize("NFC", each) for each in spelt)


@lru_cache(maxsize=4096)
def _spell(word: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """A word's letters without tones (ă â ê ô ơ ư đ stay) and the tones it carries, in order."""
    letters: list[str] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tones.append(_TONES[mark])
        elif mark in "\u0302\u0306\u031b" and letters:
            with_hat = unicodedata.normalize("NFC", letters[-1] + mark)
            letters[-1] = with_hat if with_hat.lower() in _RANK else letters[-1]
        elif mark.isalnum():
            letters.append(mark)
    return tuple(letters), tuple(tones)


_TONED_BEGINNING = re.compile("[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


def name_case(name: str) -> str:
    """PHẠM THÙY MY → Phạm Thùy My. A name already in mixed case is its owner's choice and stays.

    But for Trần Kim ánh: the .VnTime fonts have no capitals with tones, and texts put into Unicode kept the small ones.
    """
    if not (name.isupper() or name.islower()) or len(name) == 1:
        small = [word for word in name.split() if word[0].islower()]
        if small and all(map(_TONED_BEGINNING.match, small)):
            return " ".join(word[0].upper() + word[1:] for word in name.split())
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), name)


_UNICODE_VIETNAMESE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
"""Letters that only Unicode has; the old fonts make do with the first 256 characters."""

_TCVN3_SIGN = re.compile(r"[^\W\d_][¡-©«¬®°±µ-¹»-¿×÷]|[§¡¢£¤¥¦®¬ª](?=[^\W\d_])|[^\W\d_]ª|Þ")
"""Signs that the .VnTime fonts use as letters: ¨ for ă, © for â, ® for đ, ª for ê, Þ for ị."""

_TCVN3_CAPITAL = re.compile(
    r"[a-zà-ÿ][ÆÇÊÈÉËÌÎÏÑÒÕÓÔÖÝØÜ][a-z]|\b[A-Z][a-z]+[ÆÇÊÈÉËÌÎÏÑÒÕÓÔÖÝØÜ]\b"
)
"""A capital with a mark inside a word written small: NguyÔn, HuÖ."""

_VNI_PAIR = re.compile(
    r"[ae][ùøûõïâáàåãäêéè]|o[ùøûõïâåäê]|u[ùøûõï]|[ôö][ùøûõï]|y[ùøûõ]|öô|\bñ[aeiouyöô]"
)
"""A vowel and the letter that VNI fonts put behind it as its mark: Nguyeãn, Vaên, Höông, Ñöùc."""


def has_unicode_letters(text: str) -> bool:
    """Whether a text has Vietnamese letters that no old font could write: it is Unicode for sure."""
    return _UNICODE_VIETNAMESE.search(unicodedata.normalize("NFC", text)) is not None


def looks_legacy(text: str) -> bool:
    """Does this look like text typed in a TCVN3 (.VnTime) or VNI font and read as Unicode?

    Give it the text as it came, before cleaning. Sure signs only: names of the ethnic minorities
    pass, and a single word that is also a Vietnamese word (Dòng for Dũng) cannot be told.
    """
    composed = unicodedata.normalize("NFC", text)
    if _UNICODE_VIETNAMESE.search(composed):
        return False
    if _TCVN3_SIGN.search(composed) or _TCVN3_CAPITAL.search(composed):
        return True
    return _VNI_PAIR.search(composed.lower()) is not None
