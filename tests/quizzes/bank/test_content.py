"""What a version stores of a question, and the name it is recognised by."""

from dataclasses import replace

from hypothesis import given

from quizzes.bank.content import Content, Option, fingerprint, fold_answer, from_body, to_body
from quizzes.bank.enums import Fault, QuestionType
from quizzes.bank.rules import find_fault
from tests.quizzes.exchange.strategies import contents
from tests.quizzes.factories import make_content


@given(contents())
def test_body_gives_the_question_back(content: Content) -> None:
    assert from_body(content.kind, content.stem, to_body(content), content.explanation) == content


def test_fingerprint_ignores_the_order_of_options_and_nothing_else() -> None:
    content = make_content()
    turned = replace(content, options=tuple(reversed(content.options)))
    other_key = replace(
        content,
        options=tuple(Option(o.text, o.text.endswith("B")) for o in content.options),
    )

    assert fingerprint(turned) == fingerprint(content)
    assert fingerprint(other_key) != fingerprint(content)
    assert fingerprint(replace(content, explanation="Khác")) != fingerprint(content)
    assert fingerprint(replace(content, stem=content.stem + " ")) != fingerprint(content)


def test_typed_answers_fold_case_and_spaces_but_keep_diacritics() -> None:
    assert fold_answer("  Hồ  Chí\tMINH. ") == "hồ chí minh"
    assert fold_answer("đảng") != fold_answer("Đặng")


def test_too_many_options_and_too_long_texts_are_faults() -> None:
    many = tuple(Option(f"{number}", number == 0) for number in range(21))
    long = make_content(stem="x" * 4001)

    assert find_fault(make_content(options=many)) is Fault.TOO_MANY_OPTIONS
    assert find_fault(long) is Fault.TOO_LONG
    assert find_fault(replace(make_content(), kind=QuestionType.NUMERIC)) is Fault.BAD_NUMBER
