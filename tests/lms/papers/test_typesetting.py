"""Words fit their place: they wrap at spaces, shrink a little, and are cut only at the end."""

from pathlib import Path

import pytest

from lms.errors import Unavailable
from lms.papers.fonts import Font, _load
from lms.papers.typeset import balance, fit, shorten, squeeze, width, wrap


def test_lines_are_never_wider_than_their_room_and_lose_no_word() -> None:
    text = "Vụ Đào tạo, bồi dưỡng cán bộ, công chức, viên chức"

    lines = wrap(text, Font.REGULAR, 12, 90)

    assert len(lines) > 2
    assert all(width(line, Font.REGULAR, 12) <= 90 for line in lines)
    assert " ".join(lines) == text


def test_a_word_wider_than_its_room_is_cut_between_letters() -> None:
    lines = wrap("a@" + "x" * 60, Font.REGULAR, 12, 50)

    assert "".join(lines) == "a@" + "x" * 60
    assert all(width(line, Font.REGULAR, 12) <= 50 for line in lines)


def test_a_title_is_broken_into_lines_of_nearly_the_same_length() -> None:
    text = "Điểm danh Hội nghị nghiên cứu, học tập, quán triệt Nghị quyết Đại hội XIII"
    room = width(text, Font.BOLD, 14) * 0.9

    first, second = balance(text, Font.BOLD, 14, room)

    assert width(second, Font.BOLD, 14) > width(first, Font.BOLD, 14) * 0.6


def test_text_shrinks_only_as_far_as_allowed() -> None:
    assert fit("Vắng", Font.REGULAR, 11, 500, 6) == 11
    assert 6 < fit("Vắng không lý do", Font.REGULAR, 11, 60, 6) < 11
    assert fit("Vắng không lý do", Font.REGULAR, 11, 5, 6) == 6


def test_a_narrow_place_shrinks_to_the_longest_word_then_wraps() -> None:
    lines, size = squeeze("Vắng không lý do", Font.REGULAR, 11, 30, 6)

    assert " ".join(lines) == "Vắng không lý do"
    assert len(lines) > 1
    assert size > 8
    assert all(width(line, Font.REGULAR, size) <= 30.01 for line in lines)


def test_a_missing_typeface_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        _load(tmp_path)

    assert "make assets" in str(refusal.value)


def test_what_takes_too_many_lines_says_that_more_would_follow() -> None:
    words = "Trung tâm Nghiên cứu, Ứng dụng khoa học công nghệ"
    assert shorten(words, Font.REGULAR, 12, 1_000, 2) == (words,)
    lines = shorten(words, Font.REGULAR, 12, 90, 2)
    assert len(lines) == 2
    assert lines[1].endswith(" …")
    assert all(width(each, Font.REGULAR, 12) <= 90 for each in lines)
