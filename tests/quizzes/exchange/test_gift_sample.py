"""The sample file of 109 questions, read whole."""

from collections import Counter
from pathlib import Path

from quizzes.bank.enums import QuestionType
from quizzes.exchange.gift_reader import read_gift

SAMPLE = Path(__file__).parents[2] / "data" / "questions.gift"


def test_sample_holds_109_questions_in_7_topics() -> None:
    reading = read_gift(SAMPLE.read_text(encoding="utf-8"))

    assert reading.rejected == []
    assert len(reading.items) == 109
    assert Counter(item.topic for item in reading.items) == {
        "Diễn biến và nhân sự Đại hội XIII": 22,
        "Chủ đề và văn kiện": 14,
        "Mục tiêu 2025 - 2030 - 2045": 6,
        "Chỉ tiêu 5 năm 2021 - 2025": 21,
        "Chỉ tiêu Chiến lược 10 năm 2021 - 2030": 16,
        "Định hướng, nhiệm vụ trọng tâm, đột phá": 13,
        "Chỉ thị số 01-CT/TW và đợt học tập năm 2021": 17,
    }


def test_each_sample_question_has_one_right_answer_and_an_explanation() -> None:
    for item in read_gift(SAMPLE.read_text(encoding="utf-8")).items:
        assert item.content.kind is QuestionType.SINGLE
        assert sum(option.is_right for option in item.content.options) == 1
        assert item.content.explanation
        assert item.notes == ()


def test_sample_with_one_brace_taken_out_loses_that_question_only() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")
    closing = lines.index("}", lines.index(next(x for x in lines if x.startswith("::C050::"))))
    del lines[closing]

    reading = read_gift("\n".join(lines))

    assert len(reading.items) == 108
    [bad] = reading.rejected
    assert (bad.code, bad.fault) == ("C050", "missing_closing_brace")
    assert lines[bad.line - 1].startswith("::C050::")
    assert {"C049", "C051"} <= {item.code for item in reading.items}


def test_sample_loses_one_question_for_any_brace_taken_out() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    braces = [place for place, char in enumerate(text) if char in "{}"]
    places = [*braces[:2], *braces[2:-2:5], *braces[-2:]]

    for place in places:
        reading = read_gift(text[:place] + text[place + 1 :])

        assert len(reading.items) == 108
        assert len(reading.rejected) == 1
        assert reading.rejected[0].fault in ("missing_closing_brace", "missing_opening_brace")
