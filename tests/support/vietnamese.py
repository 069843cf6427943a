"""The product's own Vietnamese sentences, so that tests read like the code and survive better wording."""

import gettext
from functools import lru_cache

from lms.config import ROOT


def vi(sentence: str, **values: object) -> str:
    """The Vietnamese of an English sentence of the interface, values filled in."""
    text = _catalogue().gettext(sentence)
    return text % values if values else text


def vi_n(singular: str, plural: str, num: int) -> str:
    """The Vietnamese of a counted sentence."""
    return _catalogue().ngettext(singular, plural, num) % {"num": num}


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", ROOT / "translations", ["vi"], fallback=True)
