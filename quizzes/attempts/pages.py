"""What the learner's pages show, as plain values: never the key before its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizzes.attempts.marking import Answer
from quizzes.attempts.models import Attempt, AttemptItem
from quizzes.attempts.ordering import Shown, shown_options, to_page
from quizzes.bank.content import TRUE, Content
from quizzes.bank.enums import QuestionType
from quizzes.bank.queries import content_of
from quizzes.quiz.enums import ReviewPolicy
from quizzes.quiz.models import Quiz


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question as the learner sees it while answering."""

    slot: int
    kind: QuestionType
    stem: str
    options: tuple[Shown, ...]
    """Options, or the right sides to choose from"""
    lefts: tuple[str, ...]
    """Left sides of a matching question"""
    answer: Answer
    revision: int
    saved_at: datetime | None
    is_answered: bool


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """One option after the attempt: whether it was chosen and whether it was right."""

    text: str
    is_chosen: bool
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """One question after the attempt, with its key."""

    slot: int
    kind: QuestionType
    stem: str
    is_answered: bool
    mark: float
    options: tuple[ReviewedOption, ...]
    typed: str
    accepted: tuple[str, ...]
    pairs: tuple[tuple[str, str, str], ...]
    """Left side, what was chosen, what belongs to it"""
    explanation: str


def question_page(item: AttemptItem) -> QuestionPage:
    """A question of an attempt under way."""
    content = content_of(item.version)
    is_matching = content.kind is QuestionType.MATCHING
    return QuestionPage(
        slot=item.slot,
        kind=content.kind,
        stem=content.stem,
        options=tuple(shown_options(content, item.option_order)),
        lefts=tuple(o.text for o in content.options if o.text) if is_matching else (),
        answer=to_page(content, item.option_order, item.answer),
        revision=item.revision,
        saved_at=item.answered_at,
        is_answered=item.answer is not None,
    )


def reviewed_questions(attempt: Attempt) -> list[ReviewedQuestion]:
    """Every question of a finished attempt, in the order it was asked."""
    return [_review(item) for item in attempt.items]


def shows_key(quiz: Quiz, now: datetime) -> bool:
    """Whether answers and explanations may be shown for a finished attempt."""
    match quiz.review:
        case ReviewPolicy.AFTER_ATTEMPT:
            return True
        case ReviewPolicy.AFTER_CLOSE:
            return quiz.closes_at is not None and now >= quiz.closes_at
        case ReviewPolicy.NEVER:
            return False


def is_true_word(text: str) -> bool:
    """Whether the option of a true-or-false question is the true one."""
    return text == TRUE


def _review(item: AttemptItem) -> ReviewedQuestion:
    content = content_of(item.version)
    return ReviewedQuestion(
        slot=item.slot,
        kind=content.kind,
        stem=content.stem,
        is_answered=item.answer is not None,
        mark=item.mark or 0.0,
        options=tuple(_reviewed_options(content, item.option_order, item.answer)),
        typed=item.answer if isinstance(item.answer, str) else "",
        accepted=_accepted(content),
        pairs=tuple(_pairs(content, item.answer)),
        explanation=content.explanation,
    )


def _reviewed_options(
    content: Content, order: Sequence[int], answer: Answer
) -> list[ReviewedOption]:
    if not content.kind.has_options:
        return []
    chosen = answer if isinstance(answer, list) else [answer]
    options = [(place, content.options[place]) for place in order]
    return [ReviewedOption(o.text, place in chosen, o.is_right, o.feedback) for place, o in options]


def _accepted(content: Content) -> tuple[str, ...]:
    match content.kind:
        case QuestionType.SHORT:
            return tuple(option.text for option in content.options)
        case QuestionType.NUMERIC:
            return tuple(_number_words(o.text, o.tolerance) for o in content.options)
        case _:
            return ()


def _number_words(value: str, tolerance: str) -> str:
    words = value.replace(".", ",")
    return f"{words} ± {tolerance.replace('.', ',')}" if tolerance not in ("", "0") else words


def _pairs(content: Content, answer: Answer) -> list[tuple[str, str, str]]:
    if content.kind is not QuestionType.MATCHING:
        return []
    lefts = [option for option in content.options if option.text]
    chosen = answer if isinstance(answer, list) else [None] * len(lefts)
    said = ["" if place is None else content.matches[place] for place in chosen]
    return [(o.text, words, o.match) for o, words in zip(lefts, said, strict=True)]
