"""File names as people may see them and browsers may save them."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from lms.text import nfc_clean

MAX_LENGTH: Final = 120
_RESERVED: Final = re.compile(r'[<>:"|?*/\\]')


def clean_name(raw: str) -> str:
    """A file's own name in NFC: no folders, no reserved or invisible characters, at most MAX_LENGTH.

    The suffix survives shortening. A name of which nothing is left becomes `tep`.
    """
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    name = _RESERVED.sub(" ", nfc_clean(last))
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = nfc_clean(name).lstrip(". ")
    if len(name) > MAX_LENGTH:
        suffix = PurePosixPath(name).suffix[:10]
        name = name[: MAX_LENGTH - len(suffix)].rstrip() + suffix
    return name or "tep"
