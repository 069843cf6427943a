"""What each kind of answer is worth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.attempts.marking import (
    Answer,
    UnreadableAnswer,
    mark_answer,
    possible_numbers,
    read_answer,
)
from quizzes.bank.content import Content, Option
from quizzes.bank.enums import QuestionType
from tests.quizzes.exchange.strategies import contents


def make(kind: QuestionType, *options: Option) -> Content:
    return Content(kind, "Câu hỏi?", options)


def choices(kind: QuestionType, *key: bool) -> Content:
    return make(kind, *(Option(str(place), is_right) for place, is_right in enumerate(key)))


SINGLE = choices(QuestionType.SINGLE, False, True, False)
THREE_OF_FIVE = choices(QuestionType.MULTIPLE, True, True, True, False, False)
SHORT = make(QuestionType.SHORT, Option("Hồ Chí Minh", True), Option("Bác Hồ", True))
NUMBER = make(QuestionType.NUMERIC, Option("1587", True, tolerance="2"))
DECIMAL = make(QuestionType.NUMERIC, Option("6.5", True, tolerance="0.25"))
PAIRS = make(
    QuestionType.MATCHING,
    Option("Việt Nam", True, match="Hà Nội"),
    Option("Lào", True, match="Viêng Chăn"),
    Option("", True, match="Huế"),
)


@pytest.mark.parametrize(("answer", "mark"), [(1, 1), (0, 0), (2, 0), (None, 0)])
def test_single_choice(answer: Answer, mark: int) -> None:
    assert mark_answer(SINGLE, answer) == mark


@pytest.mark.parametrize(
    ("answer", "mark"),
    [
        ([0, 1, 2], Fraction(1)),
        ([0, 1], Fraction(2, 3)),
        ([0, 1, 3], Fraction(1, 3)),
        ([0, 3], Fraction(0)),
        ([0, 3, 4], Fraction(0)),
        ([3, 4], Fraction(0)),
        ([0, 1, 2, 3, 4], Fraction(1, 3)),
        (None, Fraction(0)),
    ],
)
def test_multiple_choice_is_right_minus_wrong_over_right(answer: Answer, mark: Fraction) -> None:
    assert mark_answer(THREE_OF_FIVE, answer) == mark


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("Hồ Chí Minh", 1),
        ("  hồ   chí MINH. ", 1),
        ("Ho\u0302\u0300 Chi\u0301 Minh", 1),
        ("bác hồ", 1),
        ("Ho Chi Minh", 0),
        ("Hồ", 0),
    ],
)
def test_short_answer_folds_case_and_spaces_not_diacritics(typed: str, mark: int) -> None:
    assert mark_answer(SHORT, read_answer(SHORT, typed)) == mark


@pytest.mark.parametrize(
    ("content", "typed", "mark"),
    [
        (NUMBER, "1587", 1),
        (NUMBER, "1.587", 1),
        (NUMBER, "1 589", 1),
        (NUMBER, "1585,0", 1),
        (NUMBER, "1590", 0),
        (NUMBER, "một nghìn", 0),
        (DECIMAL, "6,5", 1),
        (DECIMAL, "6.5%", 1),
        (DECIMAL, "6,75", 1),
        (DECIMAL, "6,76", 0),
        (DECIMAL, "1e400", 0),
        (DECIMAL, "NaN", 0),
    ],
)
def test_number_counts_within_its_tolerance(content: Content, typed: str, mark: int) -> None:
    assert mark_answer(content, read_answer(content, typed)) == mark


def test_a_point_may_part_thousands_or_decimals() -> None:
    assert possible_numbers("1.587") == {Decimal("1.587"), Decimal(1587)}
    assert possible_numbers("1.587.000,5") == {Decimal("1587000.5")}
    assert possible_numbers("1.58") == {Decimal("1.58")}


@pytest.mark.parametrize(
    ("answer", "mark"),
    [([0, 1], 1), ([0, 2], Fraction(1, 2)), ([1, 0], 0), ([None, 1], Fraction(1, 2))],
)
def test_each_pair_is_worth_the_same(answer: Answer, mark: Fraction) -> None:
    assert mark_answer(PAIRS, answer) == mark


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (SINGLE, 3),
        (SINGLE, -1),
        (SINGLE, True),
        (SINGLE, "một"),
        (SINGLE, [1]),
        (THREE_OF_FIVE, 1),
        (THREE_OF_FIVE, [9]),
        (PAIRS, [0]),
        (PAIRS, [0, 5]),
        (PAIRS, {"0": 1}),
        (SHORT, ["x"]),
        (SHORT, "x" * 501),
    ],
)
def test_impossible_answers_are_refused(content: Content, sent: object) -> None:
    with pytest.raises(UnreadableAnswer):
        read_answer(content, sent)


@pytest.mark.parametrize(
    ("content", "sent", "read"),
    [
        (SINGLE, "2", 2),
        (SINGLE, "", None),
        (THREE_OF_FIVE, ["3", "0", "3"], [0, 3]),
        (THREE_OF_FIVE, [], None),
        (PAIRS, ["1", ""], [1, None]),
        (PAIRS, ["", ""], None),
        (SHORT, "  ", None),
    ],
)
def test_what_a_form_sends_is_read(content: Content, sent: object, read: Answer) -> None:
    assert read_answer(content, sent) == read


@given(contents(), st.data())
def test_marks_stay_between_nothing_and_one(content: Content, data: st.DataObject) -> None:
    places = st.integers(0, len(content.options) - 1)
    lefts = sum(bool(option.text) for option in content.options)
    match content.kind:
        case QuestionType.MULTIPLE:
            sent = data.draw(st.lists(places))
        case QuestionType.MATCHING:
            rights = st.none() | st.integers(0, len(content.matches) - 1)
            sent = data.draw(st.lists(rights, min_size=lefts, max_size=lefts))
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            sent = data.draw(places)
        case _:
            sent = data.draw(st.text(max_size=50))

    assert 0 <= mark_answer(content, read_answer(content, sent)) <= 1


@given(contents())
def test_the_key_itself_earns_full_marks(content: Content) -> None:
    right = [place for place, option in enumerate(content.options) if option.is_right]
    match content.kind:
        case QuestionType.MULTIPLE:
            sent: object = right
        case QuestionType.MATCHING:
            sent = [content.matches.index(o.match) for o in content.options if o.text]
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            sent = right[0]
        case _:
            sent = content.options[0].text

    assert mark_answer(content, read_answer(content, sent)) == 1
