"""Each fault and note of a question in words: what is wrong and what to do about it."""

from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.enums import Fault, Note, QuestionType, VersionState

_FAULTS: dict[Fault, object] = {
    Fault.EMPTY_STEM: _l("The question has no text."),
    Fault.NO_RIGHT_ANSWER: _l("No answer is marked as right."),
    Fault.NO_WRONG_ANSWER: _l("Every option is right; at least one must be wrong."),
    Fault.TOO_FEW_OPTIONS: _l("At least two options are needed."),
    Fault.TOO_MANY_OPTIONS: _l("More than 20 options are too many."),
    Fault.EMPTY_OPTION: _l("An option is empty."),
    Fault.SAME_OPTIONS: _l("Two options say the same."),
    Fault.TOO_FEW_PAIRS: _l("At least two pairs with different right sides are needed."),
    Fault.BAD_NUMBER: _l(
        "The number cannot be read. Write it without separators of thousands, such as 1587 or 6.5."
    ),
    Fault.TOO_LONG: _l("The text is too long."),
    Fault.MISSING_CLOSING_BRACE: _l(
        "The opening brace { is never closed. Add } after the answers."
    ),
    Fault.MISSING_OPENING_BRACE: _l("There is a closing brace } without an opening brace {."),
    Fault.NESTED_BRACE: _l(
        "There is a second { inside the answers. A brace that belongs to the text is written \\{."
    ),
    Fault.SECOND_ANSWER_GROUP: _l("The question has two groups of answers; only one is possible."),
    Fault.TITLE_NOT_CLOSED: _l("The name of the question is not closed with ::."),
    Fault.UNKNOWN_ESCAPE: _l(
        "This sign after a backslash is unknown. A backslash is written \\\\."
    ),
    Fault.NO_ANSWERS: _l("No answers were found: the braces { } are missing."),
    Fault.ESSAY: _l("The braces are empty. Questions to be answered with an essay are not taken."),
    Fault.TEXT_BEFORE_OPTIONS: _l("An answer must begin with = (right) or ~ (wrong)."),
    Fault.BAD_WEIGHT: _l("The weight of an option must be a number from −100 to 100."),
    Fault.PAIR_WITHOUT_ARROW: _l("A pair needs an arrow -> between its two sides."),
    Fault.DUPLICATE_CODE: _l("Another question in this file has the same name."),
    Fault.DUPLICATE_QUESTION: _l("The same question stands in this file before."),
}

_NOTES: dict[Note, object] = {
    Note.PARTIAL_CREDIT_DROPPED: _l("Answers worth a part of the mark do not count here."),
    Note.SEVERAL_RIGHT: _l("Several options are right: choosing any of them counts."),
    Note.EQUALS_IN_TEXT: _l("A sign = inside an option was taken as text."),
    Note.FORMATTING_REMOVED: _l("The formatting was removed, the words were kept."),
}

_KINDS: dict[QuestionType, object] = {
    QuestionType.SINGLE: _l("One right answer"),
    QuestionType.MULTIPLE: _l("Several right answers"),
    QuestionType.TRUE_FALSE: _l("True or false"),
    QuestionType.SHORT: _l("Short answer"),
    QuestionType.NUMERIC: _l("Number"),
    QuestionType.MATCHING: _l("Matching"),
}

_STATES: dict[VersionState, object] = {
    VersionState.DRAFT: _l("Draft"),
    VersionState.LIVE: _l("In use"),
    VersionState.RETIRED: _l("Out of use"),
}


def sentence_of(fault: Fault) -> object:
    """What is wrong with a question, lazily translated."""
    return _FAULTS[fault]


def note_of(note: Note) -> object:
    """How something unusual in a file was understood, lazily translated."""
    return _NOTES[note]


def kind_name(kind: QuestionType) -> object:
    """What a kind of question is called, lazily translated."""
    return _KINDS[kind]


def state_name(state: VersionState) -> object:
    """What the state of a question is called, lazily translated."""
    return _STATES[state]
