"""What a list of people is asked for: one question for its page, its file and acts on all of it, whatever the day."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lms.people.among import EVERYBODY, Among, read_among
from lms.web.paging import Sort, sort_choice

BY_NAME: Final = Sort("ten")
BY_POSITION: Final = Sort("chuc-vu")
"""Leaders first, then by name."""
BY_LIST: Final = Sort("danh-sach")
"""As in the imported list: the newest list row by row, then people of older ones; of none last."""
AS_IMPORTED: Final = Sort("nhap")
"""As the people came on record."""
BY_UNIT: Final = Sort("don-vi")
"""Units as the state tree shows them, then by name: see `lms.people.by_unit`."""
SORTS: Final = (BY_NAME, BY_UNIT, BY_POSITION, BY_LIST, AS_IMPORTED)


@dataclass(frozen=True, slots=True)
class Question:
    """Who of the people on record, and in which order; units and what somebody is are those of the day of the list."""

    words: str = ""
    """Found as `lms.people.search` says, or in the name of the person's unit."""
    unit_ids: frozenset[int] | None = None
    """Only who stands in one of these units; None: in whichever."""
    party_units: frozenset[int] | None = frozenset()
    """Of whose people Party membership may be known; None: of all."""
    among: Among = EVERYBODY
    sort: Sort = BY_NAME

    def about(self, day: date) -> Hashable:
        """What tells whom it finds on a day from others, in whichever order."""
        return self.words, self.unit_ids, self.party_units, self.among, day


def read_question(
    args: Mapping[str, str],
    *,
    unit_ids: Collection[int] | None,
    party_units: Collection[int] | None,
    sees_all: bool,
) -> Question:
    """The question of an address, among the units given; `sees_all` as for `lms.people.among.read_among`."""
    return Question(
        args.get("tim", ""),
        None if unit_ids is None else frozenset(unit_ids),
        None if party_units is None else frozenset(party_units),
        read_among(args, party_units=party_units, sees_all=sees_all),
        sort_choice(args, [each.key for each in SORTS]),
    )
