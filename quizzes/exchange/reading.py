"""An uploaded file of questions, from its bytes on disk to items or a refusal."""

from pathlib import Path

from lms.errors import Invalid
from lms.text import looks_legacy
from lms.web.i18n import lazy_gettext as _l
from quizzes.exchange.decode import decode_text
from quizzes.exchange.gift_reader import read_gift
from quizzes.exchange.item import Reading


def read_questions(path: Path) -> Reading:
    """Read a GIFT file. Raises Invalid, with what to do, when nothing in it can be read."""
    text = decode_text(path.read_bytes())
    if text is None:
        raise Invalid(_l("This file is no text in Unicode. Save it as UTF-8 and choose it again."))
    if looks_legacy(text):
        raise Invalid(
            _l("The text was typed in an old font (TCVN3 or VNI). Convert it to Unicode first.")
        )
    reading = read_gift(text)
    if not reading.items and not reading.rejected:
        raise Invalid(
            _l("No question was found in this file. It must be in GIFT, with answers in { }.")
        )
    return reading
