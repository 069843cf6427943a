"""The order of siblings in a list of units against the one on record. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.units.enums import Tree
from lms.units.importing.placing import Key
from lms.units.importing.reading import UnitRow
from lms.units.tree import Node


@dataclass(slots=True)
class Siblings:
    """Where units stand among those under the same unit, as a list of units wants it."""

    places: dict[Key, int] = field(default_factory=dict)
    """The places to write; of other units they stay."""
    reordered: list[Key | None] = field(default_factory=list)
    """The units under which the list changes the order of those on record; None for the topmost."""


def order_siblings(rows: Sequence[UnitRow], nodes: Mapping[Key, Node]) -> Siblings:
    """Which places to write so that siblings stand as the list names them.

    Places are compared by what they say, who comes before whom: a list that keeps that order changes nothing,
    whatever numbers are on record. Siblings the list does not name follow after those it does.
    """
    listed: defaultdict[tuple[Tree, Key | None], list[UnitRow]] = defaultdict(list)
    for row in rows:
        listed[row.tree, row.parent_key].append(row)
    keys = {node.id: key for key, node in nodes.items()}
    on_record: defaultdict[tuple[Tree, Key | None], list[Key]] = defaultdict(list)
    for key, node in sorted(nodes.items(), key=lambda each: (each[1].position, each[1].code)):
        on_record[key[0], keys.get(node.parent_id or 0)].append(key)
    named = {row.key for row in rows}
    found = Siblings()
    for group, wanted in listed.items():
        order = [row.key for row in wanted]
        known = on_record[group]
        stay = _of(order, known)
        if stay == _of(known, order):
            if len(stay) == len(order):
                continue
        else:
            found.reordered.append(group[1])
        rest = [key for key in known if key not in named]
        for place, key in enumerate([*order, *rest], 1):
            if key not in nodes or nodes[key].position != place:
                found.places[key] = place
    return found


def _of(keys: Sequence[Key], others: Sequence[Key]) -> list[Key]:
    """Those of the keys that are among the others."""
    among = set(others)
    return [key for key in keys if key in among]
