"""Read what stands between the braces of a GIFT question: the kind, the key, the explanation."""

import re
from dataclasses import dataclass
from decimal import Decimal

from quizzes.bank.content import FALSE, TRUE, Option
from quizzes.bank.enums import Fault, Note, QuestionType
from quizzes.bank.rules import read_decimal
from quizzes.exchange.gift_numbers import read_numbers
from quizzes.exchange.gift_text import is_formatted, read_text
from quizzes.exchange.item import BrokenItem

_MARKER = re.compile(r"~|(?:(?<=\s)|^)=")
_WEIGHT = re.compile(r"\s*%([^%\s]{1,12})%")
_TRUTH = re.compile(r"(T|TRUE|Đ|ĐÚNG|F|FALSE|S|SAI)\s*(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_TRUE_WORDS = {"T", "TRUE", "Đ", "ĐÚNG"}
_FULL = Decimal("99.99")  # thirds are written 33.33333, so a sum may fall short of 100


@dataclass(frozen=True, slots=True)
class Answers:
    """The inside of the braces, understood."""

    kind: QuestionType
    options: tuple[Option, ...]
    explanation: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chunk:
    sign: str
    weight: Decimal | None
    text: str
    feedback: str
    offset: int
    raw: str


def read_answers(body: str) -> Answers:
    """Decide the kind of question from its key and read the key.

    Raises BrokenItem with an offset into `body`.
    """
    key, _, explanation = body.partition("####")
    kind, options, notes = _read_key(key)
    if is_formatted(explanation):
        notes = (*notes, Note.FORMATTING_REMOVED)
    return Answers(kind, options, read_text(explanation), tuple(dict.fromkeys(notes)))


def _read_key(key: str) -> tuple[QuestionType, tuple[Option, ...], tuple[Note, ...]]:
    bare = key.strip()
    if not bare:
        raise BrokenItem(Fault.ESSAY)
    if bare.startswith("#"):
        return QuestionType.NUMERIC, read_numbers(key), ()
    if truth := _TRUTH.fullmatch(bare):
        return QuestionType.TRUE_FALSE, _read_truth(truth), ()
    return _read_options(key)


def _read_truth(truth: re.Match[str]) -> tuple[Option, ...]:
    wrong, _, right = (truth[2] or "").partition("#")
    is_true = truth[1].upper() in _TRUE_WORDS
    return tuple(
        Option(word, is_right, feedback=read_text(right if is_right else wrong))
        for word, is_right in ((TRUE, is_true), (FALSE, not is_true))
    )


def _read_options(key: str) -> tuple[QuestionType, tuple[Option, ...], tuple[Note, ...]]:
    chunks = list(_chunks(key))
    notes = [Note.FORMATTING_REMOVED for chunk in chunks if is_formatted(chunk.text)]
    if any("=" in chunk.raw for chunk in chunks):
        notes.append(Note.EQUALS_IN_TEXT)
    if all(chunk.sign == "=" for chunk in chunks):
        if any(chunk.weight is None and "->" in chunk.text for chunk in chunks):
            return QuestionType.MATCHING, tuple(_read_pair(c) for c in chunks), tuple(notes)
        return _read_choices(QuestionType.SHORT, chunks, notes)
    if any(chunk.sign == "=" for chunk in chunks):
        return _read_choices(QuestionType.SINGLE, chunks, notes)
    return _read_choices(QuestionType.MULTIPLE, chunks, notes)


def _chunks(key: str) -> list[_Chunk]:
    marks = list(_MARKER.finditer(key))
    lead = key[: marks[0].start()] if marks else key
    if lead.strip():
        raise BrokenItem(Fault.TEXT_BEFORE_OPTIONS, len(lead) - len(lead.lstrip()))
    ends = [mark.start() for mark in marks[1:]] + [len(key)]
    return [
        _read_chunk(mark[0], key[mark.end() : end], mark.start())
        for mark, end in zip(marks, ends, strict=True)
    ]


def _read_chunk(sign: str, raw: str, offset: int) -> _Chunk:
    weight = None
    text, _, feedback = raw.partition("#")
    if found := _WEIGHT.match(text):
        weight = read_decimal(found[1])
        if weight is None or abs(weight) > 100:
            raise BrokenItem(Fault.BAD_WEIGHT, offset, found[1])
        text = text[found.end() :]
    return _Chunk(sign, weight, text, feedback, offset, raw)


def _read_pair(chunk: _Chunk) -> Option:
    left, arrow, right = chunk.text.partition("->")
    if not arrow or chunk.weight is not None:
        raise BrokenItem(Fault.PAIR_WITHOUT_ARROW, chunk.offset)
    return Option(
        read_text(left), is_right=True, match=read_text(right), feedback=read_text(chunk.feedback)
    )


def _read_choices(
    kind: QuestionType, chunks: list[_Chunk], notes: list[Note]
) -> tuple[QuestionType, tuple[Option, ...], tuple[Note, ...]]:
    options = tuple(
        Option(read_text(c.text), _is_right(kind, c), feedback=read_text(c.feedback))
        for c in chunks
    )
    if kind is QuestionType.SINGLE and sum(option.is_right for option in options) > 1:
        notes.append(Note.SEVERAL_RIGHT)
    if kind is not QuestionType.MULTIPLE and any(_is_partial(c) for c in chunks):
        notes.append(Note.PARTIAL_CREDIT_DROPPED)
    if kind is QuestionType.SHORT:
        options = tuple(option for option in options if option.is_right)
    return kind, options, tuple(notes)


def _is_right(kind: QuestionType, chunk: _Chunk) -> bool:
    if kind is QuestionType.MULTIPLE:
        return chunk.weight is not None and chunk.weight > 0
    if chunk.weight is None:
        return chunk.sign == "="
    return chunk.weight >= _FULL


def _is_partial(chunk: _Chunk) -> bool:
    return chunk.weight is not None and 0 < chunk.weight < _FULL
