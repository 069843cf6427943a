"""When a question is fit for the bank."""

from decimal import Decimal, InvalidOperation

from quizzes.bank.content import Content, Option, fold_answer
from quizzes.bank.enums import Fault, QuestionType

MAX_OPTIONS = 20
MAX_STEM = 4000
MAX_TEXT = 1000
MAX_EXPLANATION = 4000
MIN_CHOICES = 2
MIN_PAIRS = 2


def find_fault(content: Content) -> Fault | None:
    """Name the first reason why nobody could answer or mark this question, or None."""
    if not content.stem:
        return Fault.EMPTY_STEM
    if _is_too_long(content):
        return Fault.TOO_LONG
    if len(content.options) > MAX_OPTIONS:
        return Fault.TOO_MANY_OPTIONS
    match content.kind:
        case QuestionType.MATCHING:
            return _fault_of_pairs(content)
        case QuestionType.NUMERIC:
            return _fault_of_numbers(content.options)
        case QuestionType.SHORT:
            return _fault_of_texts(content.options) or _fault_of_key(content.options)
        case _:
            return _fault_of_choices(content)


def read_decimal(text: str) -> Decimal | None:
    """Read a number written with a point or a comma before the decimals; None if it is not one."""
    try:
        number = Decimal(text.strip().replace("−", "-").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def _is_too_long(content: Content) -> bool:
    texts = [text for o in content.options for text in (o.text, o.match, o.feedback)]
    return (
        len(content.stem) > MAX_STEM
        or len(content.explanation) > MAX_EXPLANATION
        or any(len(text) > MAX_TEXT for text in texts)
    )


def _fault_of_choices(content: Content) -> Fault | None:
    options = content.options
    if fault := _fault_of_key(options):
        return fault
    if len(options) < MIN_CHOICES:
        return Fault.TOO_FEW_OPTIONS
    if content.kind is not QuestionType.MULTIPLE and all(o.is_right for o in options):
        return Fault.NO_WRONG_ANSWER
    return _fault_of_texts(options)


def _fault_of_key(options: tuple[Option, ...]) -> Fault | None:
    return None if any(option.is_right for option in options) else Fault.NO_RIGHT_ANSWER


def _fault_of_texts(options: tuple[Option, ...]) -> Fault | None:
    if not all(option.text for option in options):
        return Fault.EMPTY_OPTION
    folded = [fold_answer(option.text) for option in options]
    return Fault.SAME_OPTIONS if len(set(folded)) < len(folded) else None


def _fault_of_numbers(options: tuple[Option, ...]) -> Fault | None:
    for option in options:
        value, tolerance = read_decimal(option.text), read_decimal(option.tolerance or "0")
        if value is None or tolerance is None or tolerance < 0:
            return Fault.BAD_NUMBER
    return _fault_of_key(options)


def _fault_of_pairs(content: Content) -> Fault | None:
    pairs = [option for option in content.options if option.text]
    if any(not option.match for option in content.options):
        return Fault.EMPTY_OPTION
    if len(pairs) < MIN_PAIRS or len(content.matches) < MIN_PAIRS:
        return Fault.TOO_FEW_PAIRS
    folded = {fold_answer(option.text) for option in pairs}
    return Fault.SAME_OPTIONS if len(folded) < len(pairs) else None
