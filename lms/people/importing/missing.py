"""Who stands in the units that a roster covers and is not named by it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from lms.people.importing.cells import shown
from lms.people.importing.columns import Field
from lms.people.importing.header import Header
from lms.people.importing.on_record import OnRecord, Records
from lms.people.importing.parsed import RejectedRow
from lms.people.importing.unit_index import UnitIndex
from lms.text import fold

GUARDED_SHARE: Final = 0.02
"""Of the people a roster covers: when more would leave, the number is to be typed."""


def covered_units(state: UnitIndex, unit_ids: Iterable[int]) -> frozenset[int]:
    """The units a roster speaks about, with all below them.

    Of each unit right below the root, the smallest part that holds all its rows: the list of one room covers
    the room, the list of a department all its rooms.
    """
    chains: defaultdict[int, list[list[int]]] = defaultdict(list)
    for unit_id in unit_ids:
        chain = [*reversed(state.tree.ancestors(unit_id)), unit_id]
        chains[state.top_of(unit_id)].append(chain)
    covered: set[int] = set()
    for each in chains.values():
        covered |= state.tree.subtree(_common(each))
    return frozenset(covered)


def _common(chains: Sequence[Sequence[int]]) -> int:
    common = chains[0]
    for chain in chains[1:]:
        length = 0
        while length < min(len(common), len(chain)) and common[length] == chain[length]:
            length += 1
        common = common[:length]
    return common[-1]


def find_missing(
    records: Records,
    covered: frozenset[int],
    named: set[int],
    rejected: Sequence[RejectedRow],
    header: Header,
) -> tuple[list[OnRecord], int]:
    """People of the covered units whom no row names, and how many stand there in all.

    Whoever a rejected row may be about, by code or by name, is not missing.
    """
    codes, names = _of_rejected(rejected, header)
    there = [
        person for person in records.people if person.unit_id in covered and not person.has_left
    ]
    missing = [
        person
        for person in there
        if person.id not in named
        and (person.values["personnel_code"] or "").casefold() not in codes
        and person.name_fold not in names
    ]
    return missing, len(there)


def _of_rejected(rejected: Sequence[RejectedRow], header: Header) -> tuple[set[str], set[str]]:
    code = header.column_of(Field.CODE)
    places = [
        header.column_of(each) for each in (Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
    ]
    codes, names = set(), set()
    for bad in rejected:
        if code is not None and (text := shown(bad.cells[code]).replace(" ", "")):
            codes.add(text.casefold())
        words = [shown(bad.cells[place]) for place in places if place is not None]
        names.add(fold(" ".join(filter(None, words))))
    return codes, names - {""}
