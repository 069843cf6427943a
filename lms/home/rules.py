"""What stands in what state on a person's first page, and what comes next. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.campaigns.enums import ActivityKind

OPENS_BEFORE = timedelta(minutes=60)
"""A study session is the next thing from an hour before its start, as check-in is by default."""
STAYS_FOR = timedelta(hours=4)
"""Half a day: afterwards the session is over for whoever has not checked in."""


class StepState(StrEnum):
    """States of a step, as `macros/page.html` draws them."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Todo:
    """One activity a person is expected at, as far as the first page looks at it."""

    kind: ActivityKind
    is_required: bool
    is_done: bool
    starts_at: datetime | None = None


def on_now(todos: Sequence[Todo], now: datetime) -> int | None:
    """Index of the study session that is on or about to begin and waits for a check-in."""
    return _first(todos, now, _is_on)


def next_thing(todos: Sequence[Todo], now: datetime) -> int | None:
    """Index of what to do next at any place, or None when nothing can be done now.

    Required materials first, which prepare for the quiz; then a required quiz that is open.
    """
    found = _first(todos, now, _is_to_read)
    return found if found is not None else _first(todos, now, _is_to_take)


def step_state(done: int, wanted: int, *, is_over: bool = False) -> StepState:
    """The state of "x of y": over and unfinished is missed; nothing wanted counts as done."""
    if done >= wanted:
        return StepState.DONE
    if is_over:
        return StepState.MISSED
    return StepState.DOING if done else StepState.TODO


def opens_next(todos: Sequence[Todo], kind: ActivityKind, now: datetime) -> datetime | None:
    """When the next thing of a kind that is not done yet begins, if all of that lies ahead."""
    ahead = [
        todo.starts_at
        for todo in todos
        if todo.kind is kind and not todo.is_done and todo.starts_at and todo.starts_at > now
    ]
    return min(ahead, default=None)


def all_over(todos: Sequence[Todo], kind: ActivityKind, now: datetime) -> bool:
    """Whether everything of a kind with a time lies so far back that it cannot be done."""
    starts = [todo.starts_at for todo in todos if todo.kind is kind]
    return bool(starts) and all(start is not None and now - start > STAYS_FOR for start in starts)


def _first(
    todos: Sequence[Todo], now: datetime, wanted: Callable[[Todo, datetime], bool]
) -> int | None:
    matching = (i for i, todo in enumerate(todos) if not todo.is_done and wanted(todo, now))
    return next(matching, None)


def _is_on(todo: Todo, now: datetime) -> bool:
    if todo.kind is not ActivityKind.STUDY_SESSION or todo.starts_at is None:
        return False
    return todo.starts_at - OPENS_BEFORE <= now <= todo.starts_at + STAYS_FOR


def _is_to_read(todo: Todo, now: datetime) -> bool:
    return todo.kind is ActivityKind.MATERIAL and todo.is_required


def _is_to_take(todo: Todo, now: datetime) -> bool:
    is_open = todo.starts_at is None or todo.starts_at <= now
    return todo.kind is ActivityKind.QUIZ and todo.is_required and is_open
