"""Between what the learner sees and what the key says.

Options are numbered on the page by where they stand there, never by their place in the key:
in many files the right answer is written first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.attempts.drawing import order_options
from quizzes.attempts.marking import Answer
from quizzes.bank.content import Content
from quizzes.bank.enums import QuestionType


@dataclass(frozen=True, slots=True)
class Shown:
    """One option, or one right side of a pair, as it stands on the page."""

    position: int
    text: str
    place: int
    """In the key"""


def draw_order(content: Content, seed: int, slot: int, *, shuffles: bool) -> list[int]:
    """The order an attempt stores for a question: of its options, or of its right sides.

    True and false stay as they are; right sides are always mixed, else the pairs would show.
    """
    match content.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            texts = [option.text for option in content.options]
            return order_options(texts, seed, slot, shuffles=shuffles)
        case QuestionType.TRUE_FALSE:
            return list(range(len(content.options)))
        case QuestionType.MATCHING:
            return order_options(content.matches, seed, slot, shuffles=True)
        case _:
            return []


def shown_options(content: Content, order: Sequence[int]) -> list[Shown]:
    """The options or right sides in the order of an attempt."""
    texts = (
        content.matches
        if content.kind is QuestionType.MATCHING
        else [option.text for option in content.options]
    )
    return [Shown(position, texts[place], place) for position, place in enumerate(order)]


def to_key(content: Content, order: Sequence[int], answer: Answer) -> Answer:
    """Turn positions on the page into places in the key; typed answers pass."""
    return _translate(content, dict(enumerate(order)), answer)


def to_page(content: Content, order: Sequence[int], answer: Answer) -> Answer:
    """Turn places in the key into positions on the page; typed answers pass."""
    return _translate(content, {place: position for position, place in enumerate(order)}, answer)


def _translate(content: Content, places: dict[int, int], answer: Answer) -> Answer:
    if isinstance(answer, int):
        return places[answer]
    if isinstance(answer, list):
        translated = [None if each is None else places[each] for each in answer]
        if content.kind is QuestionType.MULTIPLE:
            return sorted(place for place in translated if place is not None)
        return translated
    return answer
