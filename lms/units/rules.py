"""What acts on units do to names and places through time: pure decisions on spans of days.

A history holds, for each unit, the spans of its names and of its places. Every act takes a history
and gives the next one, or raises `Refused`. A unit stands on the days on which it has a place. After
`check` has passed, on every day from the act's on: a unit that stands has one name and at most one
parent, its parent stands, and nobody is above himself.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")
_DAY = timedelta(days=1)


class Problem(StrEnum):
    """Why an act cannot be done."""

    NOT_STANDING = "not standing"
    """The unit does not stand on that day: not founded yet, or closed."""
    CLOSED_ALREADY = "closed already"
    LATER_CHANGE = "later change"
    """A name or a place begins on the day or after it."""
    SAME_NAME = "same name"
    SAME_PARENT = "same parent"
    PARENT_MISSING = "parent missing"
    """The unit it would stand under does not stand on the day."""
    CYCLE = "cycle"
    HAS_CHILDREN = "has children"
    OWN_HEIR = "own heir"
    TOO_FEW = "too few"


class Refused(Exception):
    """An act that cannot be done: about which unit, and on which day it fails."""

    def __init__(self, problem: Problem, unit_id: int, day: date) -> None:
        """Keep what went wrong, for the sentence that says it."""
        super().__init__(f"{problem}: unit {unit_id} on {day}")
        self.problem, self.unit_id, self.day = problem, unit_id, day


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """Something that holds from a day to another, both included; no end means on and on."""

    value: T
    starts_on: date
    ends_on: date | None = None
    row_id: int | None = None
    """The row on record; none yet for what an act adds."""

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.starts_on <= day and not self.is_over_by(day)

    def is_over_by(self, day: date) -> bool:
        """Whether the last day lies before."""
        return self.ends_on is not None and self.ends_on < day


Spans = tuple[Span[T], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Names and places of the units of one tree; spans of one unit in the order of their days."""

    names: Mapping[int, Spans[str]]
    places: Mapping[int, Spans[int | None]]

    def name_on(self, unit_id: int, day: date) -> str | None:
        """What the unit is called on a day."""
        return next((each.value for each in self.names[unit_id] if each.holds_on(day)), None)

    def parents_on(self, day: date) -> dict[int, int | None]:
        """Each unit that stands on a day with its parent."""
        return {
            unit_id: span.value
            for unit_id, spans in self.places.items()
            for span in spans
            if span.holds_on(day)
        }

    def children_from(self, unit_ids: Collection[int], day: date) -> set[int]:
        """Units that stand under one of these on the day or later."""
        return {
            unit_id
            for unit_id, spans in self.places.items()
            for span in spans
            if span.value in unit_ids and not span.is_over_by(day)
        }


def found(history: History, unit_id: int, name: str, parent_id: int | None, on: date) -> History:
    """A new unit stands under a parent from a day on."""
    if parent_id is not None:
        _last_place(history, parent_id, on, Problem.PARENT_MISSING)
    return History(
        {**history.names, unit_id: (Span(name, on),)},
        {**history.places, unit_id: (Span(parent_id, on),)},
    )


def rename(history: History, unit_id: int, name: str, on: date) -> History:
    """Another name from a day on. Raises Refused when a name begins on that day or later."""
    _last_place(history, unit_id, on, Problem.NOT_STANDING)
    spans = history.names[unit_id]
    if spans[-1].starts_on >= on:
        raise Refused(Problem.LATER_CHANGE, unit_id, spans[-1].starts_on)
    if spans[-1].value == name:
        raise Refused(Problem.SAME_NAME, unit_id, on)
    return replace(history, names={**history.names, unit_id: redirect(spans, on, lambda _: name)})


def move(history: History, unit_id: int, parent_id: int | None, on: date) -> History:
    """Another parent from a day on; all that stands below moves along.

    Raises Refused when a place begins on that day or later, or the parent stands below the unit.
    """
    last = _last_place(history, unit_id, on, Problem.NOT_STANDING)
    if last.starts_on >= on:
        raise Refused(Problem.LATER_CHANGE, unit_id, last.starts_on)
    if last.value == parent_id:
        raise Refused(Problem.SAME_PARENT, unit_id, on)
    if parent_id is not None:
        _last_place(history, parent_id, on, Problem.PARENT_MISSING)
    spans = redirect(history.places[unit_id], on, lambda _: parent_id)
    return replace(history, places={**history.places, unit_id: spans})


def close(history: History, unit_ids: Collection[int], heir_id: int | None, on: date) -> History:
    """Units stand no more from a day on; what stands below them goes to the heir.

    An heir that stood below one of them rises to where the topmost stood. Raises Refused for a unit
    that is closed already or changes later, and for units below without an heir.
    """
    for unit_id in unit_ids:
        _check_closing(history, unit_id, heir_id, on)
    below = history.children_from(unit_ids, on) - set(unit_ids)
    if below and heir_id is None:
        raise Refused(Problem.HAS_CHILDREN, min(unit_ids), on)
    if heir_id is not None:
        check_stays(history, heir_id, on)
    above = _outside(history, unit_ids, on)
    names, places = dict(history.names), dict(history.places)
    for unit_id in below:

        def parent(old: int | None, unit_id: int = unit_id) -> int | None:
            if old not in above:
                return old
            return above[old] if unit_id == heir_id else heir_id

        places[unit_id] = redirect(places[unit_id], on, parent)
    for unit_id in unit_ids:
        names[unit_id] = end(names[unit_id], on)
        places[unit_id] = end(places[unit_id], on)
    return History(names, places)


def check_stays(history: History, unit_id: int, on: date) -> None:
    """Raise Refused unless the unit stands from a day on without an end: it can take people over."""
    last = _last_place(history, unit_id, on, Problem.NOT_STANDING)
    if last.ends_on is not None:
        raise Refused(Problem.CLOSED_ALREADY, unit_id, last.ends_on + _DAY)


def redirect(spans: Spans[T], on: date, choose: Callable[[T], T]) -> Spans[T]:
    """What holds on a day or begins later points elsewhere from that day on.

    A span that began earlier is cut in two; nothing before the day changes, no day is lost and none
    is held twice.
    """
    after: list[Span[T]] = []
    for span in spans:
        chosen = span.value if span.is_over_by(on) else choose(span.value)
        if chosen == span.value:
            after.append(span)
        elif span.starts_on >= on:
            after.append(replace(span, value=chosen))
        else:
            after.append(replace(span, ends_on=on - _DAY))
            after.append(Span(chosen, on, span.ends_on))
    return tuple(after)


def end(spans: Spans[T], on: date) -> Spans[T]:
    """What holds on a day ends the day before; every span began earlier."""
    return tuple(
        span if span.is_over_by(on) else replace(span, ends_on=on - _DAY) for span in spans
    )


def check(history: History, since: date) -> None:
    """Raise Refused for the first day from `since` on that shows a tree that cannot be."""
    for day in _turning_days(history, since):
        parents = history.parents_on(day)
        for unit_id, parent_id in parents.items():
            if parent_id is not None and parent_id not in parents:
                raise Refused(Problem.PARENT_MISSING, unit_id, day)
        _check_no_cycle(parents, day)


def _turning_days(history: History, since: date) -> list[date]:
    days = {since}
    for spans in history.places.values():
        for span in spans:
            days.add(span.starts_on)
            if span.ends_on is not None:
                days.add(span.ends_on + _DAY)
    return sorted(day for day in days if day >= since)


def _check_no_cycle(parents: Mapping[int, int | None], day: date) -> None:
    sound: set[int] = set()
    for unit_id in parents:
        trail: set[int] = set()
        for above in _upwards(parents, unit_id):
            if above in trail:
                raise Refused(Problem.CYCLE, unit_id, day)
            if above in sound:
                break
            trail.add(above)
        sound |= trail


def _upwards(parents: Mapping[int, int | None], unit_id: int) -> Iterator[int]:
    current: int | None = unit_id
    while current is not None:
        yield current
        current = parents.get(current)


def _last_place(history: History, unit_id: int, on: date, problem: Problem) -> Span[int | None]:
    """The last place of a unit, which must hold on the day. Raises Refused with the problem."""
    spans = history.places.get(unit_id, ())
    if not any(span.holds_on(on) for span in spans):
        raise Refused(problem, unit_id, on)
    return spans[-1]


def _check_closing(history: History, unit_id: int, heir_id: int | None, on: date) -> None:
    if unit_id == heir_id:
        raise Refused(Problem.OWN_HEIR, unit_id, on)
    place = next(reversed(history.places.get(unit_id, ())), None)
    if place is None:
        raise Refused(Problem.NOT_STANDING, unit_id, on)
    if place.ends_on is not None:
        raise Refused(Problem.CLOSED_ALREADY, unit_id, place.ends_on + _DAY)
    for last in (place, history.names[unit_id][-1]):
        if last.starts_on >= on:
            raise Refused(Problem.LATER_CHANGE, unit_id, last.starts_on)


def _outside(history: History, unit_ids: Collection[int], on: date) -> dict[int | None, int | None]:
    """Each of these units with the nearest unit above it that is none of them."""
    parents = history.parents_on(on)
    found_above: dict[int | None, int | None] = {}
    for unit_id in unit_ids:
        chain = (above for above in _upwards(parents, unit_id) if above not in unit_ids)
        found_above[unit_id] = next(chain, None)
    return found_above
