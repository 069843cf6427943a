"""What an answer is worth, from 0 to 1. Nothing is ever negative and speed earns nothing.

An answer is what the browser sent after `read_answer`: the place of the option, a list of places,
the typed text, or for each left side of a matching question the place of the right side chosen.
"""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from quizzes.bank.content import Content, Option, fold_answer
from quizzes.bank.enums import QuestionType

Answer = int | str | list[int] | list[int | None] | None
MAX_TYPED = 500
_NOTHING, _FULL = Fraction(0), Fraction(1)


class UnreadableAnswer(Exception):
    """What was sent is no possible answer to this question."""


def read_answer(content: Content, sent: object) -> Answer:
    """Check an answer against its question; None and emptiness mean "not answered".

    Raises UnreadableAnswer.
    """
    match content.kind:
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            return _read_place(sent, len(content.options))
        case QuestionType.MULTIPLE:
            places = [_read_place(each, len(content.options)) for each in _read_list(sent)]
            return sorted({place for place in places if place is not None}) or None
        case QuestionType.MATCHING:
            return _read_pairs(content, sent)
        case _:
            return _read_typed(sent)


def mark_answer(content: Content, answer: Answer) -> Fraction:
    """Mark an answer: 1 full, 0 nothing; several right answers give (right - wrong) / all right.

    Short answers are compared without case and spaces, diacritics count. Numbers count within
    their tolerance, read both ways where a point may part thousands. Each pair of a matching
    question is worth the same.
    """
    if answer is None:
        return _NOTHING
    match content.kind:
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            return _all_or_nothing(isinstance(answer, int) and content.options[answer].is_right)
        case QuestionType.MULTIPLE:
            return _mark_multiple(content, answer)
        case QuestionType.MATCHING:
            return _mark_pairs(content, answer)
        case QuestionType.SHORT:
            accepted = {fold_answer(option.text) for option in content.options}
            return _all_or_nothing(fold_answer(str(answer)) in accepted)
        case QuestionType.NUMERIC:
            values = possible_numbers(str(answer))
            return _all_or_nothing(any(_accepts(o, v) for o in content.options for v in values))


def possible_numbers(typed: str) -> set[Decimal]:
    """What a typed number can mean: `1.587` is 1587 to a Vietnamese reader and 1,587 to a phone."""
    text = re.sub(r"[\s_]", "", typed).replace("−", "-").rstrip("%")
    forms = {text.replace(",", ".")} if text.count(",") + text.count(".") <= 1 else set()
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        forms.add(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", text):
        forms.add(text.replace(",", ""))
    return {number for form in forms if (number := _decimal(form)) is not None}


def _decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"-?\d{1,20}(?:\.\d{1,20})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern leaves only plain decimals
        return None


def _accepts(option: Option, value: Decimal) -> bool:
    return abs(value - Decimal(option.text)) <= Decimal(option.tolerance or "0")


def _all_or_nothing(is_right: bool) -> Fraction:
    return _FULL if is_right else _NOTHING


def _mark_multiple(content: Content, answer: Answer) -> Fraction:
    chosen = set(answer) if isinstance(answer, list) else set()
    right = {place for place, option in enumerate(content.options) if option.is_right}
    hits = len(chosen & right) - len(chosen - right)
    return max(_NOTHING, Fraction(hits, len(right)))


def _mark_pairs(content: Content, answer: Answer) -> Fraction:
    lefts = [option for option in content.options if option.text]
    chosen = answer if isinstance(answer, list) else []
    hits = sum(
        place is not None and content.matches[place] == option.match
        for option, place in zip(lefts, chosen, strict=False)
    )
    return Fraction(hits, len(lefts))


def _read_place(sent: object, count: int) -> int | None:
    if sent is None or sent == "":
        return None
    if isinstance(sent, str) and re.fullmatch(r"\d{1,3}", sent, re.ASCII):
        sent = int(sent)
    if isinstance(sent, bool) or not isinstance(sent, int) or not 0 <= sent < count:
        raise UnreadableAnswer
    return sent


def _read_list(sent: object) -> list[object]:
    if sent is None:
        return []
    if not isinstance(sent, list) or len(sent) > 100:
        raise UnreadableAnswer
    return sent


def _read_pairs(content: Content, sent: object) -> Answer:
    lefts = sum(bool(option.text) for option in content.options)
    places = [_read_place(each, len(content.matches)) for each in _read_list(sent)]
    if len(places) not in (0, lefts):
        raise UnreadableAnswer
    return places if any(place is not None for place in places) else None


def _read_typed(sent: object) -> str | None:
    if sent is None:
        return None
    if isinstance(sent, bool) or not isinstance(sent, str | int | float):
        raise UnreadableAnswer
    text = " ".join(str(sent).split())
    if len(text) > MAX_TYPED:
        raise UnreadableAnswer
    return text or None
