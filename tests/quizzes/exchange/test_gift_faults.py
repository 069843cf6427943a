"""Each way a question can be broken: found with its line, neighbours kept."""

import pytest

from quizzes.bank.enums import Fault
from quizzes.exchange.gift_reader import read_gift

BEFORE = "::T:: Trước? {=a ~b}\n\n"
AFTER = "\n\n::S:: Sau? {=a ~b ~c}\n"


@pytest.mark.parametrize(
    ("question", "fault", "problem_line"),
    [
        ("::X:: Một? {\n =a\n ~b\n", Fault.MISSING_CLOSING_BRACE, 3),
        ("::X:: Một?\n =a\n ~b\n}", Fault.MISSING_OPENING_BRACE, 6),
        ("::X:: Một? {\n =a\n ~b {x}\n}", Fault.NESTED_BRACE, 5),
        ("::X:: Một? {=a ~b} và hai {=c ~d}", Fault.SECOND_ANSWER_GROUP, 3),
        ("::X Một? {=a ~b}", Fault.TITLE_NOT_CLOSED, 3),
        ("::X:: Một?\n{=a\n~b \\k}", Fault.UNKNOWN_ESCAPE, 5),
        ("::X:: Một?", Fault.NO_ANSWERS, 3),
        ("::X:: Viết bài. {}", Fault.ESSAY, 3),
        ("::X:: {=a ~b}", Fault.EMPTY_STEM, 3),
        ("::X:: Một? {~a ~b}", Fault.NO_RIGHT_ANSWER, 3),
        ("::X:: Một? {a}", Fault.TEXT_BEFORE_OPTIONS, 3),
        ("::X:: Một? {=a ~ ~c}", Fault.EMPTY_OPTION, 3),
        ("::X:: Một? {=a ~A}", Fault.SAME_OPTIONS, 3),
        ("::X:: Một? {~%100%a}", Fault.TOO_FEW_OPTIONS, 3),
        ("::X:: Một? {\n~%150%a ~b}", Fault.BAD_WEIGHT, 4),
        ("::X:: Nối {=a -> 1\n=b 2}", Fault.PAIR_WITHOUT_ARROW, 4),
        ("::X:: Nối {=a -> 1}", Fault.TOO_FEW_PAIRS, 3),
        ("::X:: Số? {#một}", Fault.BAD_NUMBER, 3),
        ("::X:: Số? {#1.587,5}", Fault.BAD_NUMBER, 3),
        ("::X:: Số? {#1976..1974}", Fault.BAD_NUMBER, 3),
        ("::X:: Số? {#5:-1}", Fault.BAD_NUMBER, 3),
        ("::T:: Lại? {=a ~b}", Fault.DUPLICATE_CODE, 3),
        ("::X:: Trước? {~b =a}", Fault.DUPLICATE_QUESTION, 3),
    ],
)
def test_broken_question_is_named_and_neighbours_stay(
    question: str, fault: Fault, problem_line: int
) -> None:
    reading = read_gift(BEFORE + question + AFTER)

    [bad] = reading.rejected
    assert (bad.fault, bad.line, bad.problem_line) == (fault, 3, problem_line)
    assert [item.code for item in reading.items] == ["T", "S"]


def test_missing_brace_names_the_code_the_line_it_opened_and_the_words() -> None:
    [bad] = read_gift("\n\n::C7:: Câu hỏi\nbảy? {\n =a\n\n::C8:: Tám? {T}").rejected

    assert (bad.code, bad.line, bad.detail, bad.excerpt) == ("C7", 3, "4", "Câu hỏi bảy?")


def test_missing_brace_without_titles_ends_at_the_blank_line() -> None:
    reading = read_gift("Một? {\n =a\n ~b\n\nHai? {\n =a\n\n ~b\n}\n")

    assert [bad.line for bad in reading.rejected] == [1]
    assert [item.line for item in reading.items] == [5]


def test_missing_brace_at_the_end_of_the_file() -> None:
    reading = read_gift("Một? {T}\n\nHai? {\n =a")

    assert [(bad.line, bad.fault) for bad in reading.rejected] == [(3, Fault.MISSING_CLOSING_BRACE)]


def test_duplicate_names_the_line_of_the_first() -> None:
    [bad] = read_gift("::A:: Một? {T}\n\n::A:: Hai? {F}").rejected

    assert bad.detail == "1"


def test_formula_with_backslashes_is_refused_and_shown() -> None:
    [bad] = read_gift("Tính $\\frac{1}{2}$ {=0,5 ~1}").rejected

    assert (bad.fault, bad.detail) == (Fault.UNKNOWN_ESCAPE, "\\f")


def test_empty_file_holds_nothing() -> None:
    reading = read_gift("\n// chỉ có ghi chú\n\n")

    assert (reading.items, reading.rejected) == ([], [])
