"""The completion rule on plain values, and how numbers and names are written."""

import pytest

from lms.campaigns.enums import ActivityKind
from lms.campaigns.rules import CompletionRule
from lms.certificates.enums import CertificateKind
from lms.certificates.public_ids import ALPHABET, new_public_id, read_public_id
from lms.certificates.rules import (
    Asked,
    Result,
    judge_person,
    masked_name,
    percent_of_marks,
    register_label,
)
from lms.records.enums import OutcomeState

FIRST = Asked(1, ActivityKind.STUDY_SESSION, True)
SECOND = Asked(2, ActivityKind.STUDY_SESSION, True)
READING = Asked(3, ActivityKind.MATERIAL, True)
QUIZ = Asked(4, ActivityKind.QUIZ, True)
ASKED = [FIRST, SECOND, READING, QUIZ]


def results(**states: str) -> dict[int, Result]:
    ids = {"first": 1, "second": 2, "reading": 3, "quiz": 4}
    return {ids[name]: Result(OutcomeState(state)) for name, state in states.items()}


ALL_DONE = {"first": "present", "second": "late", "reading": "read", "quiz": "passed"}


def test_everything_attended_read_and_passed_completes() -> None:
    achievement = judge_person(CompletionRule(), ASKED, {1, 2}, results(**ALL_DONE))

    assert achievement.is_complete
    assert (achievement.sessions.done, achievement.sessions.wanted) == (2, 2)


@pytest.mark.parametrize(
    ("missing", "state"),
    [
        ("first", "absent"),
        ("first", "excused"),
        ("second", "partial"),
        ("second", "unknown"),
        ("quiz", "failed"),
        ("reading", "void"),
    ],
)
def test_one_thing_missing_does_not_complete(missing: str, state: str) -> None:
    done = results(**{**ALL_DONE, missing: state})

    assert not judge_person(CompletionRule(), ASKED, {1, 2}, done).is_complete


def test_a_session_one_is_not_summoned_to_is_not_asked_for() -> None:
    done = results(first="present", reading="read", quiz="passed")

    assert judge_person(CompletionRule(), ASKED, {1}, done).is_complete
    assert not judge_person(CompletionRule(), ASKED, {1, 2}, done).is_complete


def test_an_exempt_session_is_not_asked_for_and_a_made_up_one_counts() -> None:
    done = results(first="make-up", second="exempt", reading="read", quiz="passed")

    achievement = judge_person(CompletionRule(), ASKED, {1, 2}, done)

    assert achievement.is_complete
    assert achievement.sessions.wanted == 1


def test_a_number_of_sessions_and_no_quiz_may_be_enough() -> None:
    rule = CompletionRule(sessions_required=1, materials_required=0, quiz_required=False)

    assert judge_person(rule, ASKED, {1, 2}, results(second="present")).is_complete
    assert not judge_person(rule, ASKED, {1, 2}, results(second="absent")).is_complete


def test_marks_are_whole_percent_rounded_half_up() -> None:
    def mark(score: float | None, most: float | None) -> Result:
        return Result(OutcomeState.PASSED, score, most)

    assert percent_of_marks([mark(5.65, 10)]) == 57
    assert percent_of_marks([mark(8, 10), mark(5, 10)]) == 65
    assert percent_of_marks([mark(None, None)]) is None


def test_register_numbers_have_four_digits_at_least() -> None:
    assert register_label(CertificateKind.ATTENDANCE, 2021, 123) == "0123/2021/GXN"
    assert register_label(CertificateKind.ATTENDANCE, 2021, 12345) == "12345/2021/GXN"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nguyễn Thị Ánh", "Nguyễn T. Á."),
        ("Lê Đức", "Lê Đ."),
        ("Y Thanh Hà Niê Kđăm", "Y T. H. N. K."),
        ("Ánh", "Á."),
        ("", ""),
    ],
)
def test_a_public_name_keeps_the_family_name_only(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_public_ids_are_long_random_and_readable_as_typed() -> None:
    ids = {new_public_id() for _ in range(200)}

    assert len(ids) == 200
    assert all(len(each) == 26 and set(each) <= set(ALPHABET) for each in ids)
    assert read_public_id("01arz3-ndekts v4rrffq69g5fao") == "01ARZ3NDEKTSV4RRFFQ69G5FA0"
    assert read_public_id("il") == "11"
