"""Who may say that an import takes out more people than its guard lets pass."""

from enum import StrEnum

from lms.people.enums import Decision


class Guard(StrEnum):
    """What must happen before the people whom a file does not name leave."""

    NONE = "none"
    """They are few."""
    SECOND_PERSON = "second person"
    NUMBER = "number"
    """Nobody else is entitled: an administrator types how many leave."""
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


def guard_of(*, is_guarded: bool, has_others: bool, is_admin: bool) -> Guard:
    """What is asked of whoever imports (case 33 of the field notes: over 2 % takes a second approver)."""
    if not is_guarded:
        return Guard.NONE
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
