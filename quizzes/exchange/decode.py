"""From the bytes of an uploaded text file to text."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes) -> str | None:
    """Read UTF-8, or UTF-16 that says so; None where the bytes are no text at all.

    Old Vietnamese encodings (TCVN3, VNI) are not guessed: a wrong guess would be stored as a
    question nobody can read.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
