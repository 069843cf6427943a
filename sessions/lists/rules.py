"""Pure decisions about attendance lists: in which order they run and what their footer counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sessions.checkin.enums import AttendanceState
from sessions.lists.enums import ListOrder


@dataclass(frozen=True, slots=True)
class Place:
    """What decides where a person stands on a list."""

    name_key: bytes
    """plain order of these bytes is Vietnamese name order"""
    unit_rank: int
    """the unit's place in a walk through its tree"""
    position_rank: int
    """small for who leads: `lms.people.position_ranks`"""
    in_list: tuple[int, int]
    """the last list that named the person, newer ones first, and the row in it"""
    person_id: int


OrderKey = tuple[tuple[int, ...], bytes, int]


def order_key(order: ListOrder, place: Place) -> OrderKey:
    """A key to sort people by; the person's id parts namesakes, so that a list never flickers."""
    rank = {
        ListOrder.NAME: (),
        ListOrder.UNIT: (place.unit_rank,),
        ListOrder.POSITION: (place.position_rank,),
        ListOrder.ROSTER: place.in_list,
    }[order]
    return rank, place.name_key, place.person_id


@dataclass(frozen=True, slots=True)
class SessionTally:
    """The count of one study session at one venue or all; every summoned person is in one part."""

    summoned: int
    present: int
    """on time"""
    late: int
    partial: int
    make_up: int
    excused: int
    exempt: int
    absent: int
    unknown: int
    """no sign of the person: not come yet or, once it is over, a gate nobody closed"""
    awaiting: int
    """on the list, with a sign that staff must confirm"""
    walk_ins: int
    """recorded without being on the list; not among the summoned"""

    @property
    def attended(self) -> int:
        """All whose presence counts today: on time, late or in part."""
        return self.present + self.late + self.partial

    @property
    def provisional(self) -> int:
        """All who wait for staff to decide, on the list or not."""
        return self.awaiting + self.walk_ins

    @property
    def balances(self) -> bool:
        """Whether the parts make up the summoned, as every printed list must."""
        parts = self.make_up + self.excused + self.exempt + self.absent + self.unknown
        return self.attended + parts + self.awaiting == self.summoned


def tally_session(marks: Iterable[tuple[bool, AttendanceState]]) -> SessionTally:
    """Count (summoned?, state) pairs of one study session.

    A person who is not on the list counts as a walk-in, whatever sign there is of them, and never
    enlarges the denominator; excused and the like exist only for those on the list.
    """
    return tally_counts(Counter(marks))


def tally_counts(counts: Mapping[tuple[bool, AttendanceState], int]) -> SessionTally:
    """The same from how many people there are of each pair."""

    def listed(state: AttendanceState) -> int:
        return counts.get((True, state), 0)

    return SessionTally(
        summoned=sum(number for (summoned, _), number in counts.items() if summoned),
        present=listed(AttendanceState.PRESENT),
        late=listed(AttendanceState.LATE),
        partial=listed(AttendanceState.PARTIAL),
        make_up=listed(AttendanceState.MAKE_UP),
        excused=listed(AttendanceState.EXCUSED),
        exempt=listed(AttendanceState.EXEMPT),
        absent=listed(AttendanceState.ABSENT),
        unknown=listed(AttendanceState.UNKNOWN),
        awaiting=listed(AttendanceState.PROVISIONAL),
        walk_ins=sum(
            number
            for (summoned, state), number in counts.items()
            if not summoned and state not in (AttendanceState.UNKNOWN, AttendanceState.ABSENT)
        ),
    )
