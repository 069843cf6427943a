"""From an order to the trees as they will be: the rules of units, applied to one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from lms.organisation.orders import NewUnit, Order
from lms.units.enums import ActKind, ActPart
from lms.units.rules import (
    History,
    Problem,
    Refused,
    check,
    check_stays,
    close,
    found,
    move,
    rename,
)


@dataclass(slots=True)
class Draft:
    """The trees after an act, and where people and grants of its units go; nothing is written yet."""

    history: History
    parts: dict[int, ActPart]
    """Units of the act; those it founds have ids below zero."""
    new: dict[int, NewUnit] = field(default_factory=dict)
    closing: frozenset[int] = frozenset()
    people_to: int | None = None
    """Where people of the source units go; None where nobody moves or nobody may be left."""
    people: Mapping[int, int] = field(default_factory=dict)
    """Person id → unit, for those named one by one."""
    grants_to: int | None = None

    @property
    def sources(self) -> list[int]:
        """Units whose people the act may move."""
        return [unit_id for unit_id, part in self.parts.items() if part is ActPart.SOURCE]


def draft(history: History, order: Order) -> Draft:
    """The trees as the order wants them. Raises Refused."""
    drawn = _draw(Draft(history, {}), order)
    check(drawn.history, order.on)
    return drawn


def _draw(drawn: Draft, order: Order) -> Draft:
    match order.kind:
        case ActKind.FOUND:
            _unit(drawn, order, order.target)
        case ActKind.RENAME:
            drawn.history = rename(drawn.history, order.units[0], order.name, order.on)
            drawn.parts[order.units[0]] = ActPart.SUBJECT
        case ActKind.MOVE:
            parent = order.target if isinstance(order.target, int) else None
            drawn.history = move(drawn.history, order.units[0], parent, order.on)
            drawn.parts[order.units[0]] = ActPart.SUBJECT
        case ActKind.MERGE:
            _merge(drawn, order)
        case ActKind.SPLIT:
            _split(drawn, order)
        case ActKind.CLOSE:
            heir = None if order.target is None else _unit(drawn, order, order.target)
            _close(drawn, order, order.units, heir)
        case ActKind.UNDO:
            raise ValueError("taking back is no order of its own")
        case _:
            assert_never(order.kind)
    return drawn


def _merge(drawn: Draft, order: Order) -> None:
    """Several into one: the sources end, unless one of them is the unit merged into."""
    result = _unit(drawn, order, order.target)
    sources = tuple(dict.fromkeys(each for each in order.units if each != result))
    if not sources or (order.target != result and len(sources) < 2):
        raise Refused(Problem.TOO_FEW, order.units[0], order.on)
    _close(drawn, order, sources, result)
    drawn.grants_to = result


def _split(drawn: Draft, order: Order) -> None:
    """One into several: the unit ends where an heir takes the rest, otherwise it stays."""
    (source,) = order.units
    results = [_unit(drawn, order, each) for each in order.results]
    needed = 1 if order.heir is None else 2
    if len(set(results)) < needed or source in results:
        raise Refused(Problem.TOO_FEW, source, order.on)
    if order.heir is None:
        check_stays(drawn.history, source, order.on)
        drawn.parts[source] = ActPart.SOURCE
        drawn.people_to = source
    else:
        _close(drawn, order, order.units, results[order.heir])
    drawn.people = {person: results[place] for person, place in order.people.items()}


def _close(drawn: Draft, order: Order, unit_ids: tuple[int, ...], heir: int | None) -> None:
    drawn.history = close(drawn.history, unit_ids, heir, order.on)
    drawn.closing = frozenset(unit_ids)
    drawn.people_to = heir
    for unit_id in unit_ids:
        drawn.parts[unit_id] = ActPart.SOURCE


def _unit(drawn: Draft, order: Order, wanted: int | NewUnit | None) -> int:
    """The unit an order names as taking over; one that does not exist yet is founded on paper."""
    if wanted is None:
        raise Refused(Problem.TOO_FEW, order.units[0], order.on)
    if isinstance(wanted, int):
        check_stays(drawn.history, wanted, order.on)
        drawn.parts[wanted] = ActPart.RESULT
        return wanted
    unit_id = -1 - len(drawn.new)
    drawn.history = found(drawn.history, unit_id, wanted.name, wanted.parent_id, order.on)
    drawn.new[unit_id] = wanted
    drawn.parts[unit_id] = ActPart.RESULT
    return unit_id
