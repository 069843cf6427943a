"""From evidence to a verdict: pure, versioned, and the same whatever order the signs arrived in.

A verdict names the version of the rule that gave it. A change of the rule is a new version beside the old,
so that a verdict of last year can be derived again as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level
from sessions.gates.enums import Direction

RULE_VERSION = "1"
DEFAULT_GRACE = timedelta(minutes=15)

_THERE = (EvidenceKind.SELF, EvidenceKind.TICK, EvidenceKind.SCAN, EvidenceKind.PAPER)
_EXCUSED = (AttendanceState.MAKE_UP, AttendanceState.EXEMPT, AttendanceState.EXCUSED)


@dataclass(frozen=True)
class Sign:
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
    needs_mid: bool = False
    """The mid-session check was held and properly closed at the person's venue."""
    is_closed: bool = False
    """Attendance was properly closed at the person's venue; only then can anyone be absent."""
    is_summoned: bool = True
    venue_id: int | None = None
    """Venue named in the summons."""


@dataclass(frozen=True)
class Verdict:
    """The outcome for one person at one study session."""

    state: AttendanceState
    level: Level | None = None
    at: datetime | None = None
    """When the person arrived, where there is a sign of it."""
    venue_id: int | None = None
    flags: tuple[Flag, ...] = ()
    rule_version: str = RULE_VERSION


def judge_attendance(
    signs: Iterable[Sign], facts: SessionFacts, version: str = RULE_VERSION
) -> Verdict:
    """The verdict on one person by the rule of `version`; KeyError for a version never in force."""
    return _RULES[version](live_signs(signs), facts)


def live_signs(signs: Iterable[Sign]) -> list[Sign]:
    """The signs that still count, by id. A void takes away its target unless it is itself voided."""
    voided: set[int] = set()
    live: list[Sign] = []
    for sign in sorted(signs, key=lambda sign: sign.id, reverse=True):
        if sign.id in voided:
            continue
        live.append(sign)
        if sign.is_void and sign.refers_to is not None:
            voided.add(sign.refers_to)
    return live[::-1]


def _judge_1(live: list[Sign], facts: SessionFacts) -> Verdict:
    """Version 1.

    1. The newest correction that names a state decides.
    2. Credit is an entry at E2, E3 or E4: present, or late after start and grace; partial when the
       mid-session check was held and not answered. A later sign without an entry is partial too.
       Somebody who is not on the list is provisional instead.
    3. Else what staff stated: made up, exempt, excused, in this order.
    4. Else a weaker sign (E0, E1, E2o) is provisional: staff must confirm it.
    5. Else absent when attendance was properly closed and the person was summoned, unknown otherwise.
    """
    arrival = _arrival(live)
    state = _state_1(live, arrival, facts)
    flags = _flags(live, arrival, state, facts)
    if state in (AttendanceState.ABSENT, AttendanceState.UNKNOWN):
        return Verdict(state, flags=flags)
    backing = [sign for sign in live if sign.shows_presence or arrival is None]
    level = max((sign.level for sign in backing), key=lambda level: level.strength)
    if arrival is None:
        return Verdict(state, level, flags=flags)
    return Verdict(state, level, _time_of(arrival, live), arrival.venue_id, flags)


def _state_1(live: list[Sign], arrival: Sign | None, facts: SessionFacts) -> AttendanceState:
    corrected = [
        sign.states for sign in live if sign.kind is EvidenceKind.CORRECTION and sign.states
    ]
    if corrected:
        return corrected[-1]
    if arrival is not None and arrival.level.gives_credit:
        return _credit(live, facts) if facts.is_summoned else AttendanceState.PROVISIONAL
    stated = {sign.states for sign in live if sign.kind is EvidenceKind.EXCUSE}
    for state in _EXCUSED:
        if state in stated:
            return state
    if arrival is not None:
        return AttendanceState.PROVISIONAL
    if facts.is_closed and facts.is_summoned:
        return AttendanceState.ABSENT
    return AttendanceState.UNKNOWN


def _credit(live: list[Sign], facts: SessionFacts) -> AttendanceState:
    strong = [sign for sign in live if sign.shows_presence and sign.level.gives_credit]
    entries = [sign for sign in strong if sign.direction is Direction.IN]
    answered = any(sign.direction is Direction.MID for sign in strong)
    if not entries or (facts.needs_mid and not answered):
        return AttendanceState.PARTIAL
    deadline = facts.starts_at + facts.grace
    on_time = any(
        _time_of(sign, live) <= deadline
        if sign.states is None
        else sign.states is AttendanceState.PRESENT
        for sign in entries
    )
    return AttendanceState.PRESENT if on_time else AttendanceState.LATE


def _arrival(live: Sequence[Sign]) -> Sign | None:
    """The sign that tells when and where the person came: the earliest of the best there is.

    A sign that gives credit goes before one that does not, an entry before a later passage. Ties
    end by level and venue, never by the order in which rows reached the database.
    """
    return min(
        (sign for sign in live if sign.shows_presence),
        key=lambda sign: (
            not sign.level.gives_credit,
            sign.direction is not Direction.IN,
            _time_of(sign, live),
            -sign.level.strength,
            sign.venue_id or 0,
        ),
        default=None,
    )


def _time_of(sign: Sign, live: Sequence[Sign]) -> datetime:
    """When the person came by this sign: a tick that confirms a weak sign keeps the sign's time."""
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


_RULES: dict[str, Callable[[list[Sign], SessionFacts], Verdict]] = {RULE_VERSION: _judge_1}
