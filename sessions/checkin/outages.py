"""What an outage of ours does to the hour from which people are late: pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def time_lost(
    opens_at: datetime, deadline: datetime, outages: Iterable[tuple[datetime, datetime]]
) -> timedelta:
    """By how much the deadline moves: the clock of a gate stands still while it cannot reach us.

    `outages` are (began, ended), in any order; those reported twice count once. What lies before the
    gate opened, or after the deadline as moved so far, costs nobody anything.
    """
    moved, covered = deadline, opens_at
    for began, ended in sorted(outages):
        if began >= moved:
            break
        lost = ended - max(began, covered)
        if lost > timedelta(0):
            moved += lost
            covered = ended
    return moved - deadline
