"""Who may say that an import takes out more people than its guard lets pass."""

from enum import StrEnum
from typing import Final

from lms.people.enums import Decision

FEW_LEAVING: Final = 5
"""So many leave by their typed number even where they are more than 2 %: of a cell of ten, one is 10 %."""


class Guard(StrEnum):
    """What must happen before the people whom a file does not name leave."""

    NONE = "none"
    """They are 2 % at most."""
    SECOND_PERSON = "second person"
    NUMBER = "number"
    """They are few though more than 2 %, or nobody else is entitled and an administrator imports: the number that
    leave is typed."""
    NOBODY = "nobody"
    """Nobody else is entitled, and whoever imports is no administrator: they cannot leave by this import."""


class Bar(StrEnum):
    """Why somebody may not decide."""

    OUTSIDE = "outside"
    """The units of whoever imports are not all among one's own: the import is not theirs to see."""
    OWN = "own"
    """A second person decides, never the one who imports."""
    CONCERNED = "concerned"
    """Nobody decides about themselves."""
    DECIDED = "decided"


def guard_of(*, is_guarded: bool, leaving: int, has_others: bool, is_admin: bool) -> Guard:
    """What is asked of whoever imports (case 33 of the field notes: over 2 % takes a second approver).

    `is_guarded`: those who would leave, `leaving` in number, are more than 2 %.
    """
    if not is_guarded:
        return Guard.NONE
    if leaving <= FEW_LEAVING:
        return Guard.NUMBER
    if has_others:
        return Guard.SECOND_PERSON
    return Guard.NUMBER if is_admin else Guard.NOBODY


def covers(own: frozenset[int] | None, others: frozenset[int] | None) -> bool:
    """Whether units under one grant hold all of another's; None is every unit."""
    return own is None or (others is not None and others <= own)


def bar_to_approval(
    decision: Decision, *, is_own: bool, is_covered: bool, is_leaving: bool
) -> Bar | None:
    """Why this person may not decide; None when they may.

    `is_covered`: their grant holds every unit of whoever imports. `is_leaving`: they are among those who leave.
    """
    if is_own:
        return Bar.OWN
    if not is_covered:
        return Bar.OUTSIDE
    if decision is not Decision.OPEN:
        return Bar.DECIDED
    return Bar.CONCERNED if is_leaving else None
