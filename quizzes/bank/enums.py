"""Words of the question bank."""

from enum import StrEnum


class QuestionType(StrEnum):
    """How a question is answered and marked."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    SHORT = "short"
    NUMERIC = "numeric"
    MATCHING = "matching"

    @property
    def has_options(self) -> bool:
        """Whether the learner picks from options written in the question."""
        return self in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)


class VersionState(StrEnum):
    """Only live versions are drawn; attempts keep pointing at what they were given."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Fault(StrEnum):
    """Why a question cannot be used; one sentence for each stands in `sentences.py`."""

    EMPTY_STEM = "empty_stem"
    NO_RIGHT_ANSWER = "no_right_answer"
    NO_WRONG_ANSWER = "no_wrong_answer"
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"
    EMPTY_OPTION = "empty_option"
    SAME_OPTIONS = "same_options"
    TOO_FEW_PAIRS = "too_few_pairs"
    BAD_NUMBER = "bad_number"
    TOO_LONG = "too_long"
    # below: only a file can have these
    MISSING_CLOSING_BRACE = "missing_closing_brace"
    MISSING_OPENING_BRACE = "missing_opening_brace"
    NESTED_BRACE = "nested_brace"
    SECOND_ANSWER_GROUP = "second_answer_group"
    TITLE_NOT_CLOSED = "title_not_closed"
    UNKNOWN_ESCAPE = "unknown_escape"
    NO_ANSWERS = "no_answers"
    ESSAY = "essay"
    TEXT_BEFORE_OPTIONS = "text_before_options"
    BAD_WEIGHT = "bad_weight"
    PAIR_WITHOUT_ARROW = "pair_without_arrow"
    DUPLICATE_CODE = "duplicate_code"
    DUPLICATE_QUESTION = "duplicate_question"


class Note(StrEnum):
    """What an import understood in its own way; the question is kept and the reader is told."""

    PARTIAL_CREDIT_DROPPED = "partial_credit_dropped"
    SEVERAL_RIGHT = "several_right"
    EQUALS_IN_TEXT = "equals_in_text"
    FORMATTING_REMOVED = "formatting_removed"
