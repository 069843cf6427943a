"""What a question says, as plain values: one shape for the bank, the files and the marking."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lms.text import nfc_clean_lines
from quizzes.bank.enums import QuestionType

TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of the key.

    `text` is what is picked or typed: an option, an accepted answer, a number, the left side of a
    pair, or `true`/`false`. `match` is the right side of a pair (a pair without `text` is a
    distractor); `tolerance` belongs to a number, both as plain decimals with a point.
    """

    text: str
    is_right: bool = False
    match: str = ""
    tolerance: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole question without its place in the bank."""

    kind: QuestionType
    stem: str
    options: tuple[Option, ...]
    explanation: str = ""

    @property
    def matches(self) -> tuple[str, ...]:
        """The distinct right sides of a matching question, in the order written."""
        return tuple(dict.fromkeys(option.match for option in self.options))


def tidy(text: str) -> str:
    """Bring text to the form the bank stores; idempotent.

    NFC, single spaces, trimmed lines, no control characters or noncharacters: text that went out
    to a file and came back compares equal.
    """
    return nfc_clean_lines("".join(char for char in text if not _is_noise(char)))


def to_body(content: Content) -> dict[str, Any]:
    """The options and the key as the JSON that a version stores; idle fields are left out."""
    return {
        "options": [
            {name: value for name, value in asdict(option).items() if value not in ("", False)}
            for option in content.options
        ]
    }


def from_body(
    kind: QuestionType, stem: str, body: Mapping[str, Any], explanation: str = ""
) -> Content:
    """A question from the parts a version stores."""
    options = tuple(Option(**{"text": "", **option}) for option in body["options"])
    return Content(kind, stem, options, explanation)


def fold_answer(text: str) -> str:
    """Reduce a typed answer to what is compared: case, spaces and closing marks do not count.

    Diacritics do count: in Vietnamese they make another word.
    """
    words = re.sub(r"[\s_]+", " ", unicodedata.normalize("NFC", text)).strip().casefold()
    return unicodedata.normalize("NFC", words).rstrip(" .,;:")


def fingerprint(content: Content) -> str:
    """Name a question by what it says, in whatever order its options stand.

    Two files that hold the same question give the same name; any change of wording, key or
    explanation gives another.
    """
    options = sorted(
        [o.text, o.is_right, o.match, o.tolerance, o.feedback] for o in content.options
    )
    whole = [content.kind, content.stem, options, content.explanation]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _is_noise(char: str) -> bool:
    place = ord(char)
    return 0x80 <= place <= 0x9F or 0xD800 <= place <= 0xDFFF or 0xFDD0 <= place <= 0xFDEF
