"""Which kind of question a key makes, and what is read from it."""

import pytest

from quizzes.bank.content import Option
from quizzes.bank.enums import Note, QuestionType
from quizzes.exchange.gift_reader import read_gift
from quizzes.exchange.item import Item


def read_one(text: str) -> Item:
    reading = read_gift(text)
    assert reading.rejected == []
    [item] = reading.items
    return item


def test_single_choice() -> None:
    item = read_one(
        "::A1:: Thủ đô ở đâu? {\n  =Hà Nội#Đúng\n  ~Huế#Chưa đúng\n ####Từ năm 1976.\n}"
    )

    assert item.code == "A1"
    assert item.content.kind is QuestionType.SINGLE
    assert item.content.options == (
        Option("Hà Nội", True, feedback="Đúng"),
        Option("Huế", False, feedback="Chưa đúng"),
    )
    assert item.content.explanation == "Từ năm 1976."


def test_multiple_choice_takes_positive_weights_as_right() -> None:
    item = read_one("Chọn hai: {~%50%một ~%50%hai ~%-100%ba ~bốn}")

    assert item.content.kind is QuestionType.MULTIPLE
    assert [o.is_right for o in item.content.options] == [True, True, False, False]


def test_thirds_of_a_mark_are_full_marks_together() -> None:
    item = read_one("Ba? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")

    assert sum(o.is_right for o in item.content.options) == 3


@pytest.mark.parametrize("word", ["T", "TRUE", "true", "Đ", "đúng", "Đúng"])
def test_true_words(word: str) -> None:
    content = read_one(f"Đúng hay sai? {{{word}}}").content

    assert content.kind is QuestionType.TRUE_FALSE
    assert [(o.text, o.is_right) for o in content.options] == [("true", True), ("false", False)]


@pytest.mark.parametrize("word", ["F", "FALSE", "false", "S", "sai"])
def test_false_words(word: str) -> None:
    content = read_one(f"Đúng hay sai? {{{word}#vì đúng là có#đúng vậy####Chung}}").content

    assert content.options == (
        Option("true", False, feedback="vì đúng là có"),
        Option("false", True, feedback="đúng vậy"),
    )
    assert content.explanation == "Chung"


def test_short_answer_leaves_out_partly_right_answers_and_says_so() -> None:
    item = read_one("Ai? {=Nguyễn Ái Quốc =Hồ Chí Minh =%50%Bác}")

    assert item.content.kind is QuestionType.SHORT
    assert [o.text for o in item.content.options] == ["Nguyễn Ái Quốc", "Hồ Chí Minh"]
    assert item.notes == (Note.PARTIAL_CREDIT_DROPPED,)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("#1975", [("1975", "0")]),
        ("#1975:2", [("1975", "2")]),
        ("#0,5", [("0.5", "0")]),
        ("#1974..1976", [("1975", "1")]),
        ("#=1975:2 =%50%1970:5 ~#sai", [("1975", "2")]),
        ("#1e3:1", [("1000", "1")]),
        ("#-2.50#phản hồi", [("-2.5", "0")]),
        ("#\n  =1954\n  =1975:0.5\n", [("1954", "0"), ("1975", "0.5")]),
    ],
)
def test_numbers(key: str, expected: list[tuple[str, str]]) -> None:
    content = read_one(f"Năm nào? {{{key}}}").content

    assert content.kind is QuestionType.NUMERIC
    assert [(o.text, o.tolerance) for o in content.options] == expected


def test_matching_with_a_distractor() -> None:
    content = read_one("Nối: {=Việt Nam -> Hà Nội =Lào -> Viêng Chăn = -> Huế}").content

    assert content.kind is QuestionType.MATCHING
    assert [(o.text, o.match) for o in content.options] == [
        ("Việt Nam", "Hà Nội"),
        ("Lào", "Viêng Chăn"),
        ("", "Huế"),
    ]


def test_blank_inside_a_sentence() -> None:
    assert read_one("Thủ đô là {=Hà Nội ~Huế} của Việt Nam.").content.stem == (
        "Thủ đô là _____ của Việt Nam."
    )


def test_several_right_marks_are_kept_and_reported() -> None:
    item = read_one("Một trong hai? {=a =b ~c}")

    assert item.content.kind is QuestionType.SINGLE
    assert item.notes == (Note.SEVERAL_RIGHT,)


def test_equals_inside_an_address_does_not_open_an_option() -> None:
    item = read_one("Địa chỉ? {=http://e.vn/?a=1 ~khác}")

    assert [o.text for o in item.content.options] == ["http://e.vn/?a=1", "khác"]
    assert item.notes == (Note.EQUALS_IN_TEXT,)
