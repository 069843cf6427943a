"""What is written is what is read, for any question the bank may hold."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.bank.content import Content, Option, fingerprint, tidy
from quizzes.bank.enums import QuestionType
from quizzes.exchange.gift_reader import read_gift
from quizzes.exchange.gift_writer import write_gift
from quizzes.exchange.item import Item
from tests.quizzes.exchange.strategies import ITEMS

_UNIQUE = st.lists(
    ITEMS,
    max_size=4,
    unique_by=(lambda item: item.code or id(item), lambda item: fingerprint(item.content)),
)


@given(_UNIQUE)
def test_written_questions_read_back_the_same(items: list[Item]) -> None:
    text = write_gift(items)

    reading = read_gift(text)

    assert reading.rejected == []
    assert [(i.content, i.code) for i in reading.items] == [(i.content, i.code) for i in items]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_tidy_is_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.sampled_from("ab:={}~#\\\n/ %->$CATEGORY:[html]"), max_size=200))
def test_any_text_is_read_without_an_accident(text: str) -> None:
    reading = read_gift(text)

    last = text.count("\n") + 1
    assert all(1 <= item.line <= last for item in reading.items)
    assert all(1 <= bad.line <= bad.problem_line <= last for bad in reading.rejected)


def test_topics_keep_their_slashes() -> None:
    content = Content(
        QuestionType.TRUE_FALSE, "Có?", (Option("true", True), Option("false", False))
    )
    item = Item(content, 0, "Chỉ thị số 01-CT/TW")

    assert read_gift(write_gift([item])).items[0].topic == "Chỉ thị số 01-CT/TW"
