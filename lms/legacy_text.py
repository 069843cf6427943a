"""Text typed in the fonts of the nineties, TCVN3 (.VnTime) and VNI, put into Unicode on request.

These fonts draw Vietnamese letters in the places of Latin-1, so an old list reads "NguyÔn V¨n An" (TCVN3) or "Nguyeãn
Vaên An" (VNI). Pure functions; nobody calls them before a person has asked for it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from lms.text import looks_legacy


class LegacyFont(StrEnum):
    """Which of the two a text was typed in."""

    TCVN3 = "TCVN3 (.VnTime)"
    VNI = "VNI"


_TCVN3_PLACES: Final = (
    "µàB8á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ¬ơêờíớëởìỡîợ"
    "ïùóúñủòũôụ\u00adưõừøứöử÷ữùựúỳýýûỷüỹþỵ¡Ă¢Â§Đ£Ê¤Ô¥Ơ¦Ư"
).replace("B8", "\u00b8")
TCVN3: Final = dict(zip(_TCVN3_PLACES[::2], _TCVN3_PLACES[1::2], strict=True))
"""Letter as Latin-1 shows it → letter meant; TCVN 5712:1993, its third form. Capitals with tones have none."""

_TONES: Final = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_BREVE: Final = dict(
    zip("êèéúüë", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True)
)
_HAT: Final = dict(
    zip("âàáåãä", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True)
)
_VNI_SINGLE: Final = {"ö": "ư", "ô": "ơ", "ñ": "đ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def _vni_letters() -> dict[str, str]:
    """VNI spelling of one letter, small → the letter; one or two characters."""
    letters = dict(_VNI_SINGLE)
    for base in "aeouyöô":
        for mark, tone in _TONES.items():
            letters[base + mark] = _composed(_VNI_SINGLE.get(base, base) + tone)
    for base in "aeo":
        for mark, tone in _HAT.items():
            letters[base + mark] = _composed(base + "\u0302" + tone)
    for mark, tone in _BREVE.items():
        letters["a" + mark] = _composed("a\u0306" + tone)
    return letters


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


VNI: Final = _vni_letters()
_VNI_LETTER: Final = re.compile("|".join(sorted(VNI, key=len, reverse=True)), re.IGNORECASE)

_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:(?:uye|ie|ye|oa|oe|oo|ua|ue|uo|uy|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
    r"|uya|uyu|ieu|yeu|oai|oay|oeo|oao|uay|uau|uoi|uou|[aou]i|[ae]o|[aeiu]u|[au]y|ia)"
)
"""A Vietnamese syllable without marks."""
_VIETNAMESE: Final = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]"
)
_MISPLACED: Final = re.compile("[aeo][\u0302\u0306\u031b]?[oiuy][\u0300\u0309\u0303\u0301\u0323]$")
"""A tone on the last vowel of eo, ao, ai, oi, au, ay: nobody writes Leõ for Lẽo. Letters and marks apart."""
_SOFT_BEFORE_STOP: Final = re.compile("[\u0300\u0309\u0303](?:ch|[cpt])$")
"""Before c, ch, p, t only sắc and nặng are spoken: nobody is called Lùc. Letters and marks apart."""
_WORD: Final = re.compile(r"[^\s\d.,;:/()\-–_'\"+@]+")
_MARKS: Final = re.compile("[\u0300-\u036f]")


def to_unicode(text: str, font: LegacyFont) -> str:
    """The text as it was meant, NFC; characters that the font does not use stay as they are."""
    if font is LegacyFont.TCVN3:
        text = unicodedata.normalize("NFC", text)
        return _capitals_kept("".join(TCVN3.get(letter, letter) for letter in text))
    return _VNI_LETTER.sub(_vni, unicodedata.normalize("NFC", text))


def _vni(found: re.Match[str]) -> str:
    meant = VNI[found[0].lower()]
    return meant.upper() if found[0][0].isupper() else meant


def _capitals_kept(text: str) -> str:
    """NGUYễN → NGUYỄN: the capital fonts of TCVN3 draw the small letters' places as capitals."""

    def whole(word: re.Match[str]) -> str:
        plain = [letter for letter in word[0] if letter.isascii() and letter.isalpha()]
        is_shouted = len(plain) > 1 and all(map(str.isupper, plain))
        return word[0].upper() if is_shouted else word[0]

    return _WORD.sub(whole, text)


def from_unicode(text: str, font: LegacyFont) -> str:
    """The way back, for tests and demonstrations; letters without a place in the font stay."""
    places = {meant: typed for typed, meant in (TCVN3 if font is LegacyFont.TCVN3 else VNI).items()}
    written = []
    for letter in unicodedata.normalize("NFC", text):
        typed = places.get(letter)
        if typed is None and font is LegacyFont.VNI and letter.lower() in places:
            typed = places[letter.lower()].upper()
        written.append(letter if typed is None else typed)
    return "".join(written)


def is_plausible(text: str) -> bool:
    """Whether every word with marks in a text is a possible Vietnamese syllable, and there is one."""
    return _plausible(text) > 0


def may_be_unicode(text: str) -> bool:
    """Whether a text is Vietnamese as it stands: every word with marks is a possible syllable."""
    return all(word.isascii() or _is_syllable(word) for word in _WORD.findall(text))


def _plausible(text: str) -> int:
    """Words with marks that are possible syllables, less twice those that are not."""
    score = 0
    for word in _WORD.findall(text):
        if not word.isascii():
            score += 1 if _is_syllable(word) else -2
    return score


def _is_syllable(word: str) -> bool:
    small = unicodedata.normalize("NFC", word).lower()
    if not all(letter.isascii() or _VIETNAMESE.match(letter) for letter in small):
        return False
    apart = unicodedata.normalize("NFD", small)
    bare = _MARKS.sub("", apart).replace("đ", "d")
    tones = sum(mark in "\u0300\u0301\u0303\u0309\u0323" for mark in apart)
    if tones > 1 or _MISPLACED.search(apart) or _SOFT_BEFORE_STOP.search(apart):
        return False
    return _SYLLABLE.fullmatch(bare) is not None


def font_of(texts: Iterable[str]) -> LegacyFont | None:
    """The font that these texts, one column of a list say, were typed in; None when in none of the two.

    Some of them must show sure signs (`lms.text.looks_legacy`); the font is the one whose reading gives
    the more possible syllables. Where both give as many nobody can tell, and None is said.
    """
    signs = [text for text in texts if not text.isascii() and looks_legacy(text)]
    if not signs:
        return None
    scores = {
        font: sum(_plausible(to_unicode(text, font)) for text in signs) for font in LegacyFont
    }
    if len(set(scores.values())) == 1:
        return None
    return max(LegacyFont, key=lambda font: scores[font])


def decode_unknown(data: bytes) -> str:
    """Bytes that are not UTF-8: windows-1258, or Latin-1 as a list in an old font was saved; NFC.

    Of the two the one is taken whose words are possible Vietnamese syllables; text in an old font stays
    in it, to be converted on request. Raises UnicodeDecodeError when it is no text at all.
    """
    if any(byte < 32 and byte not in b"\t\n\r\f\x0b" for byte in data[:4096]):
        raise UnicodeDecodeError("cp1258", data[:1], 0, 1, "control bytes")
    latin = data.decode("cp1252", "replace").replace("\ufffd", "")
    readings: list[tuple[str, Callable[[str], str]]] = [
        (latin, lambda text: to_unicode(text, LegacyFont.TCVN3)),
        (latin, lambda text: to_unicode(text, LegacyFont.VNI)),
    ]
    windows = _composed(data.decode("cp1258", "replace").replace("\ufffd", ""))
    readings.insert(0, (windows, lambda text: text))
    return max(readings, key=lambda reading: _plausible(reading[1](reading[0][:20_000])))[0]
