"""What a batch of check-ins knows: its gates, who is expected where, and the signs there are."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sessions.checkin.enums import EvidenceKind
from sessions.checkin.facts import facts_of_person
from sessions.checkin.rules import SessionFacts, Sign
from sessions.gates.enums import Direction
from sessions.gates.rules import Hours

PRESENCE = (EvidenceKind.SELF, EvidenceKind.TICK, EvidenceKind.SCAN, EvidenceKind.PAPER)


@dataclass(frozen=True, slots=True)
class Place:
    """A gate with its sitting and conference, as check-in needs them."""

    gate_id: int
    venue_id: int
    direction: Direction
    hours: Hours
    study_session_id: int
    activity_id: int | None
    starts_at: datetime
    ends_at: datetime
    late_after_minutes: int
    rules: str
    is_closed: bool
    """Attendance of the sitting was closed."""
    conference_id: int
    is_cancelled: bool
    is_rehearsal: bool


@dataclass(slots=True)
class Used:
    """Who used a ticket, for which row."""

    evidence_id: int
    person_id: int
    study_session_id: int
    nonce: str | None
    shown: str | None = None
    """Result that they were shown"""


@dataclass(slots=True)
class Scene:
    """What is known; recording adds to it, so that later pieces of a batch see earlier ones."""

    places: dict[int, Place] = field(default_factory=dict)
    """gate id → place; a gate that does not exist is missing"""
    venues: dict[tuple[int, int], int] = field(default_factory=dict)
    """(conference, person) → venue of the summons, for those still expected"""
    code_digests: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """person → digests of the personal codes they hold"""
    signs: dict[tuple[int, int], list[Sign]] = field(default_factory=lambda: defaultdict(list))
    """(sitting, person) → signs, by id"""
    elsewhere: set[tuple[int, int]] = field(default_factory=set)
    """(sitting, person) of those recorded at another conference's sitting at the same time"""
    tickets: dict[str, Used] = field(default_factory=dict)
    phones: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    """(conference, mark) → people checked in from that phone"""
    closed: dict[tuple[int, Direction], set[int]] = field(default_factory=lambda: defaultdict(set))
    """(sitting, direction) → venues whose gate was closed by hand"""
    lost: dict[int, dict[int, timedelta]] = field(default_factory=dict)
    """sitting → venue → how long its entry could not reach us while people were coming"""
    _facts: dict[tuple[int, int | None], SessionFacts] = field(default_factory=dict)
    """(sitting, venue of the summons) → the facts, which are the same for all of them"""

    def facts(self, place: Place, person_id: int) -> SessionFacts:
        """What the rule must know of a person at the sitting of a place."""
        sitting, venue_id = (
            place.study_session_id,
            self.venues.get((place.conference_id, person_id)),
        )
        known = self._facts.get((sitting, venue_id))
        if known is None:
            known = self._facts[sitting, venue_id] = facts_of_person(
                place.starts_at,
                place.late_after_minutes,
                venue_id,
                closed=self.closed[sitting, Direction.IN] if place.is_closed else (),
                mid=self.closed[sitting, Direction.MID],
                lost=self.lost[sitting],
                rules=place.rules,
            )
        return known
