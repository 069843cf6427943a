"""From evidence to a verdict: pure, versioned, and the same whatever order the signs arrived in.

A verdict names the version of the rule that gave it. A change of the rule is a new version beside the old,
so that a verdict of last year can be derived again as it was (docs/adr/0006-verdict-rules.md).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from sessions.checkin.enums import RULE_VERSION, AttendanceState, EvidenceKind, Flag, Level
from sessions.gates.enums import Direction

DEFAULT_GRACE = timedelta(minutes=15)
_id_of = attrgetter("id")

_THERE = (EvidenceKind.SELF, EvidenceKind.TICK, EvidenceKind.SCAN, EvidenceKind.PAPER)
_EXCUSED = (AttendanceState.MAKE_UP, AttendanceState.EXEMPT, AttendanceState.EXCUSED)


class Sign(NamedTuple):
    """One row of evidence about one person at one study session, as the rule reads it."""

    id: int
    kind: EvidenceKind
    level: Level
    occurred_at: datetime
    direction: Direction = Direction.IN
    venue_id: int | None = None
    states: AttendanceState | None = None
    """What a tick, an excuse or a correction says holds; None in a correction voids its target."""
    refers_to: int | None = None
    """The row a correction is about; on a tick, the weak sign that it confirms."""
    flags: frozenset[Flag] = frozenset()

    @property
    def is_void(self) -> bool:
        """Whether the row takes another one away."""
        return self.kind is EvidenceKind.CORRECTION and self.states is None

    @property
    def shows_presence(self) -> bool:
        """Whether the row is a sign that the person was at a gate, whatever its level."""
        return self.kind in _THERE


@dataclass(frozen=True)
class SessionFacts:
    """What the rule must know of the session and of the person's place in it."""

    starts_at: datetime
    grace: timedelta = DEFAULT_GRACE
    mid_venues: Collection[int] = ()
    """Venues where a mid-session check was held and properly closed."""
    is_closed: bool = False
    """Attendance was properly closed at the person's venue; only then can anyone be absent."""
    is_summoned: bool = True
    venue_id: int | None = None
    """Venue named in the summons."""
    lost: Mapping[int, timedelta] = field(default_factory=dict)
    """venue → how long its entry could not reach us while people were coming"""
    rules: str = RULE_VERSION
    """Version of the rule under which the session is judged."""


class Verdict(NamedTuple):
    """The outcome for one person at one study session."""

    state: AttendanceState
    level: Level | None = None
    at: datetime | None = None
    """When the person arrived, where there is a sign of it."""
    venue_id: int | None = None
    flags: tuple[Flag, ...] = ()
    rule_version: str = RULE_VERSION


@dataclass(frozen=True, slots=True)
class _Rule:
    """In what the versions of the rule differ."""

    version: str
    outage_moves_lateness: bool
    """Whoever came while our system was away is not late for it."""
    mid_where_entered: bool
    """The mid-session check is that of the venues a person entered, not of the one on the summons."""
    correction_has_level: bool
    """A state that staff set rests on their word, not on the weak sign it replaces."""


_RULES = {
    rule.version: rule
    for rule in (_Rule("1", False, False, False), _Rule(RULE_VERSION, True, True, True))
}
RULE_VERSIONS = tuple(_RULES)
"""All that were ever in force, the oldest first."""


def judge_attendance(signs: Iterable[Sign], facts: SessionFacts) -> Verdict:
    """The verdict on one person by the rule the session is under.

    1. The newest correction that names a state decides.
    2. Credit is an entry at E2, E3 or E4: present, or late after start and grace, which an outage
       of the entry lengthens; partial when the mid-session check was held and not answered. A later
       sign without an entry is partial too: leaving before entering does no harm. Somebody who is
       not on the list is provisional instead.
    3. Else what staff stated: made up, exempt, excused, in this order.
    4. Else a weaker sign (E0, E1, E2o) is provisional: staff must confirm it.
    5. Else absent when attendance was properly closed and the person was summoned, unknown otherwise.

    Raises KeyError for a version never in force.
    """
    rule, live = _RULES[facts.rules], live_signs(signs)
    if len(live) == 1 and (verdict := _of_lone_entry(rule, live[0], facts)):
        return verdict
    arrival = _arrival(live)
    state = _state(rule, live, arrival, facts)
    flags = _flags(live, arrival, state, facts)
    if state in (AttendanceState.ABSENT, AttendanceState.UNKNOWN):
        return Verdict(state, flags=flags, rule_version=rule.version)
    backing = [sign for sign in live if sign.shows_presence or arrival is None]
    if rule.correction_has_level:
        backing += [sign for sign in live if sign.kind is EvidenceKind.CORRECTION and sign.states]
    level = _strongest([sign.level for sign in backing])
    if arrival is None:
        return Verdict(state, level, flags=flags, rule_version=rule.version)
    return Verdict(state, level, _time_of(arrival, live), arrival.venue_id, flags, rule.version)


def _of_lone_entry(rule: _Rule, sign: Sign, facts: SessionFacts) -> Verdict | None:
    """The verdict by the shortest way on who is summoned and of whom all there is is an entry with credit.

    That is nearly everybody, and while a hall waits everybody's verdict is made here. None for
    whatever is not so plain.
    """
    is_plain = (
        facts.is_summoned
        and sign.direction is Direction.IN
        and sign.shows_presence
        and sign.level.gives_credit
        and sign.states is None
        and sign.refers_to is None
    )
    asked = sign.venue_id if rule.mid_where_entered else facts.venue_id
    if not is_plain or asked in facts.mid_venues:
        return None
    is_late = sign.occurred_at > _deadline(rule, sign, facts)
    state = AttendanceState.LATE if is_late else AttendanceState.PRESENT
    flags = sign.flags
    if sign.venue_id and facts.venue_id not in (None, sign.venue_id):
        flags |= {Flag.OTHER_VENUE}
    shown = tuple(sorted(flags)) if flags else ()
    return Verdict(state, sign.level, sign.occurred_at, sign.venue_id, shown, rule.version)


def live_signs(signs: Iterable[Sign]) -> list[Sign]:
    """The signs that still count, by id. A void takes away its target unless it is itself voided."""
    ordered = sorted(signs, key=_id_of)
    if len(ordered) < 2:
        return ordered
    voided: set[int] = set()
    live: list[Sign] = []
    for sign in reversed(ordered):
        if sign.id in voided:
            continue
        live.append(sign)
        if sign.is_void and sign.refers_to is not None:
            voided.add(sign.refers_to)
    return live[::-1]


def _state(
    rule: _Rule, live: list[Sign], arrival: Sign | None, facts: SessionFacts
) -> AttendanceState:
    corrected = [
        sign.states for sign in live if sign.kind is EvidenceKind.CORRECTION and sign.states
    ]
    if corrected:
        return corrected[-1]
    if arrival is not None and arrival.level.gives_credit:
        return _credit(rule, live, facts) if facts.is_summoned else AttendanceState.PROVISIONAL
    stated = {sign.states for sign in live if sign.kind is EvidenceKind.EXCUSE}
    for state in _EXCUSED:
        if state in stated:
            return state
    if arrival is not None:
        return AttendanceState.PROVISIONAL
    if facts.is_closed and facts.is_summoned:
        return AttendanceState.ABSENT
    return AttendanceState.UNKNOWN


def _credit(rule: _Rule, live: list[Sign], facts: SessionFacts) -> AttendanceState:
    strong = [sign for sign in live if sign.shows_presence and sign.level.gives_credit]
    entries = [sign for sign in strong if sign.direction is Direction.IN]
    answered = any(sign.direction is Direction.MID for sign in strong)
    asked = [sign.venue_id if rule.mid_where_entered else facts.venue_id for sign in entries]
    if not entries or (not answered and all(venue in facts.mid_venues for venue in asked)):
        return AttendanceState.PARTIAL
    on_time = any(
        _time_of(sign, live) <= _deadline(rule, sign, facts)
        if sign.states is None
        else sign.states is AttendanceState.PRESENT
        for sign in entries
    )
    return AttendanceState.PRESENT if on_time else AttendanceState.LATE


def _deadline(rule: _Rule, entry: Sign, facts: SessionFacts) -> datetime:
    """Who enters later is late."""
    deadline = facts.starts_at + facts.grace
    if rule.outage_moves_lateness and facts.lost and entry.venue_id is not None:
        deadline += facts.lost.get(entry.venue_id, timedelta(0))
    return deadline


def _arrival(live: Sequence[Sign]) -> Sign | None:
    """The sign that tells when and where the person came: the earliest of the best there is.

    A sign that gives credit goes before one that does not, an entry before a later passage. Ties
    end by level and venue, never by the order in which rows reached the database.
    """
    there = [sign for sign in live if sign.shows_presence]
    if (
        len(there) < 2
    ):  # as nearly always: everybody's verdict goes through here while the hall waits
        return there[0] if there else None
    return min(
        there,
        key=lambda sign: (
            not sign.level.gives_credit,
            sign.direction is not Direction.IN,
            _time_of(sign, live),
            -sign.level.strength,
            sign.venue_id or 0,
        ),
    )


def _strongest(levels: Sequence[Level]) -> Level:
    return levels[0] if len(levels) == 1 else max(levels, key=lambda level: level.strength)


def _time_of(sign: Sign, live: Sequence[Sign]) -> datetime:
    """When the person came by this sign: a tick that confirms a weak sign keeps the sign's time."""
    if sign.refers_to is None:
        return sign.occurred_at
    confirmed = [other.occurred_at for other in live if other.id == sign.refers_to]
    return min([sign.occurred_at, *confirmed])


def _flags(
    live: Sequence[Sign], arrival: Sign | None, state: AttendanceState, facts: SessionFacts
) -> tuple[Flag, ...]:
    there = [sign for sign in live if sign.shows_presence]
    flags = {flag for sign in there for flag in sign.flags}
    if len({sign.venue_id for sign in there} - {None}) > 1:
        flags.add(Flag.TWO_VENUES)
    if arrival and arrival.venue_id and facts.venue_id not in (None, arrival.venue_id):
        flags.add(Flag.OTHER_VENUE)
    if any(sign.kind is EvidenceKind.CORRECTION for sign in live):
        flags.add(Flag.CORRECTED)
    if there and not facts.is_summoned:
        flags.add(Flag.NOT_ON_LIST)
    weak = not any(sign.level.gives_credit for sign in there)
    if there and weak and state is AttendanceState.PROVISIONAL:
        flags.add(Flag.AWAITS_CONFIRMATION)
    return tuple(sorted(flags))
