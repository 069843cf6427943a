"""Pure decisions about corrections that need a second person's word."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sessions.checkin.enums import AttendanceState
from sessions.corrections.enums import Decision

FEWEST = 2
"""People in a bulk correction; one person is corrected on their own page."""
LONGEST_BULK_REASON = 400
"""Characters: with the number of the proposal it fits into the ledger."""
LONGEST_WORDS = 2000
"""Characters of an appeal."""


class Bar(StrEnum):
    """Why somebody may not decide."""

    DECIDED = "decided"
    OWN_PROPOSAL = "own proposal"
    """A second person decides, never the one who proposed."""
    CONCERNED = "concerned"
    """Nobody decides about themselves."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Whoever wants to decide."""

    account_id: int
    person_id: int | None


def bar_to_bulk(
    decision: Decision, proposed_by: int, people: Collection[int], decider: Decider
) -> Bar | None:
    """Why this person may not decide a bulk correction; None when they may."""
    if decision is not Decision.OPEN:
        return Bar.DECIDED
    if decider.account_id == proposed_by:
        return Bar.OWN_PROPOSAL
    return Bar.CONCERNED if decider.person_id in people else None


def bar_to_appeal(decision: Decision, person_id: int, decider: Decider) -> Bar | None:
    """Why this person may not decide an appeal; None when they may."""
    if decision is not Decision.OPEN:
        return Bar.DECIDED
    return Bar.CONCERNED if decider.person_id == person_id else None


@dataclass(frozen=True, slots=True)
class Change:
    """So many people who are judged one way now."""

    state: AttendanceState
    count: int
    is_change: bool


def changes_to(
    states: AttendanceState, present_states: Iterable[AttendanceState]
) -> tuple[Change, ...]:
    """What a bulk correction would change, in the order of the states; those it leaves last."""
    counts = Counter(present_states)
    found = [Change(each, counts[each], each is not states) for each in AttendanceState]
    return tuple(
        sorted((each for each in found if each.count), key=lambda each: not each.is_change)
    )
