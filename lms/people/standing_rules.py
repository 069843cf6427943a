"""How a change on a day alters what is known of somebody: pure, on plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from lms.people.enums import Category, PartyStatus

STANDING: Final = ("position", "category", "party_status", "is_exempt", "party_position")
"""Columns of a person that hold from one day to another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody was from one day to another; no first day means as long as anybody knows."""

    starts_on: date | None
    ends_on: date | None
    position: str
    category: Category
    party_status: PartyStatus
    is_exempt: bool
    party_position: str = ""

    def holds(self, day: date) -> bool:
        """Whether the day lies in it, both ends included."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or self.ends_on >= day
        )

    @property
    def values(self) -> dict[str, Any]:
        """The columns without the days."""
        return {name: getattr(self, name) for name in STANDING}


def standing_on(chain: Iterable[Standing], day: date) -> Standing:
    """The one of a chain that holds on a day; a chain has no gaps."""
    return next(each for each in chain if each.holds(day))


def held_until(chain: Iterable[Standing], on: date) -> date | None:
    """The last day of the position in the Party that is held on a day; None while no end of it is on record."""
    later = sorted(
        (each for each in chain if each.ends_on is None or each.ends_on >= on), key=_first
    )
    return next(
        (
            each.starts_on - timedelta(days=1)
            for each in later
            if each.starts_on is not None and each.party_position != later[0].party_position
        ),
        None,
    )


def changed_from(
    chain: Iterable[Standing], values: Mapping[str, Any], on: date
) -> tuple[Standing, ...]:
    """The chain when these columns have these values from a day on; oldest first, without gaps.

    A change that is told late holds until the next change of the same column that is on record.
    """
    parts = [part for standing in chain for part in _parted(standing, on)]
    replaced: dict[str, Any] = {}
    changed: list[Standing] = []
    for part in parts:
        if part.starts_on is None or part.starts_on < on:
            changed.append(part)
            continue
        if part.starts_on == on:
            replaced = {name: getattr(part, name) for name in values}
        else:
            replaced = {name: old for name, old in replaced.items() if getattr(part, name) == old}
        changed.append(replace(part, **{name: values[name] for name in replaced}))
    return _joined(changed)


def _first(standing: Standing) -> date:
    return standing.starts_on or date.min


def _parted(standing: Standing, on: date) -> tuple[Standing, ...]:
    starts_before = standing.starts_on is None or standing.starts_on < on
    if not (starts_before and standing.holds(on)):
        return (standing,)
    return replace(standing, ends_on=on - timedelta(days=1)), replace(standing, starts_on=on)


def _joined(chain: list[Standing]) -> tuple[Standing, ...]:
    """Neighbours that say the same are one."""
    joined: list[Standing] = []
    for each in chain:
        if joined and joined[-1].values == each.values:
            joined[-1] = replace(joined[-1], ends_on=each.ends_on)
        else:
            joined.append(each)
    return tuple(joined)
