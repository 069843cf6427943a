"""What completes a campaign."""

from datetime import date

from lms.campaigns.enums import ActivityKind
from lms.campaigns.rules import CompletionRule, Share, Task, is_running, judge, without_nested

SESSION, MATERIAL, QUIZ = ActivityKind.STUDY_SESSION, ActivityKind.MATERIAL, ActivityKind.QUIZ


def _tasks(kind: ActivityKind, done: int, of: int, *, is_required: bool = True) -> list[Task]:
    return [Task(kind, is_required, at < done) for at in range(of)]


def test_everything_required_is_asked_by_default() -> None:
    tasks = _tasks(SESSION, 2, 2) + _tasks(MATERIAL, 2, 3) + _tasks(QUIZ, 1, 1)
    standing = judge(CompletionRule(), tasks)
    assert standing.materials == Share(2, 3)
    assert not standing.is_complete
    assert judge(CompletionRule(), [*tasks[:4], *_tasks(QUIZ, 1, 1)]).is_complete


def test_a_number_counts_what_is_not_required_too() -> None:
    tasks = _tasks(SESSION, 1, 2) + _tasks(SESSION, 1, 1, is_required=False)
    rule = CompletionRule(sessions_required=2, quiz_required=False)
    assert judge(rule, tasks).is_complete


def test_what_is_not_required_does_not_stop_completion() -> None:
    tasks = _tasks(SESSION, 1, 1) + _tasks(MATERIAL, 0, 3, is_required=False)
    assert judge(CompletionRule(), tasks).is_complete


def test_a_quiz_that_need_not_be_passed_is_not_asked() -> None:
    tasks = _tasks(SESSION, 1, 1) + _tasks(QUIZ, 0, 1)
    assert not judge(CompletionRule(), tasks).is_complete
    assert judge(CompletionRule(quiz_required=False), tasks).is_complete


def test_a_campaign_that_asks_nothing_is_never_completed() -> None:
    assert not judge(CompletionRule(), []).is_complete
    rule = CompletionRule(sessions_required=0, materials_required=0, quiz_required=False)
    assert not judge(rule, _tasks(SESSION, 2, 2)).is_complete


def test_more_sessions_asked_than_there_are_cannot_be_met() -> None:
    assert not judge(CompletionRule(sessions_required=3), _tasks(SESSION, 2, 2)).is_complete


def test_both_ends_belong_to_the_campaign() -> None:
    first, last = date(2021, 3, 1), date(2021, 3, 31)
    assert is_running(first, last, first)
    assert is_running(first, last, last)
    assert not is_running(first, last, date(2021, 4, 1))


def test_a_unit_below_a_chosen_one_is_left_out() -> None:
    assert without_nested({1, 2, 3}, {2: (1,), 3: (9,)}) == {1, 3}
    assert without_nested({2, 3}, {2: (1,), 3: (2, 1)}) == {2}
