"""All that a batch of check-ins must know, read in a fixed number of statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from lms.people.models import Person
from sessions.checkin.enums import EvidenceKind, Flag
from sessions.checkin.facts import facts_of_person
from sessions.checkin.models import Evidence, PhoneMark
from sessions.checkin.rules import SessionFacts, Sign
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
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
    is_closed: bool
    """Attendance of the sitting was closed."""
    conference_id: int
    is_cancelled: bool
    is_rehearsal: bool


@dataclass(frozen=True, slots=True)
class Used:
    """Who used a ticket, for which row."""

    evidence_id: int
    person_id: int
    study_session_id: int
    nonce: str | None


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

    def facts(self, place: Place, person_id: int) -> SessionFacts:
        """What the rule must know of a person at the sitting of a place."""
        sitting = place.study_session_id
        return facts_of_person(
            place.starts_at,
            place.late_after_minutes,
            self.venues.get((place.conference_id, person_id)),
            closed=self.closed[sitting, Direction.IN] if place.is_closed else (),
            mid=self.closed[sitting, Direction.MID],
        )


_PLACES = (
    select(
        Gate.id,
        Gate.venue_id,
        Gate.direction,
        Gate.opened_at,
        Gate.closed_at,
        StudySession.id.label("study_session_id"),
        StudySession.activity_id,
        StudySession.starts_at,
        StudySession.ends_at,
        StudySession.opens_before_minutes,
        StudySession.late_after_minutes,
        StudySession.closed_at.label("attendance_closed_at"),
        Conference.id.label("conference_id"),
        Conference.state,
        Conference.rehearsal_of_id,
    )
    .join(StudySession, StudySession.id == Gate.study_session_id)
    .join(Conference, Conference.id == StudySession.conference_id)
    .where(Gate.id.in_(bindparam("gates", expanding=True)))
)
_SUMMONSES = select(
    Summons.conference_id, Summons.person_id, Summons.venue_id, Summons.state, Summons.code_digest
).where(Summons.person_id.in_(bindparam("people", expanding=True)))
_CLOSED_GATES = select(Gate.study_session_id, Gate.direction, Gate.venue_id).where(
    Gate.study_session_id.in_(bindparam("sittings", expanding=True)), Gate.closed_at.is_not(None)
)
_EVIDENCE = (
    select(
        Evidence.id,
        Evidence.study_session_id,
        Evidence.person_id,
        Evidence.kind,
        Evidence.level,
        Evidence.occurred_at,
        Evidence.states,
        Evidence.refers_to_id,
        Evidence.flags,
        Gate.direction,
        Gate.venue_id,
        StudySession.conference_id,
        StudySession.starts_at,
        StudySession.ends_at,
        Conference.rehearsal_of_id,
    )
    .join(Gate, Gate.id == Evidence.gate_id)
    .join(StudySession, StudySession.id == Evidence.study_session_id)
    .join(Conference, Conference.id == StudySession.conference_id)
    .where(
        Evidence.person_id.in_(bindparam("people", expanding=True)),
        StudySession.starts_at < bindparam("until", type_=StudySession.starts_at.type),
        StudySession.ends_at > bindparam("since", type_=StudySession.starts_at.type),
    )
    .order_by(Evidence.id)
)
_TICKETS = select(
    Evidence.ticket, Evidence.id, Evidence.person_id, Evidence.study_session_id, Evidence.nonce
).where(Evidence.ticket.in_(bindparam("tickets", expanding=True)))
_PHONES = select(PhoneMark.conference_id, PhoneMark.mark, PhoneMark.person_id).where(
    PhoneMark.conference_id.in_(bindparam("conferences", expanding=True)),
    PhoneMark.mark.in_(bindparam("marks", expanding=True)),
)
_LOCK = (
    select(Person.id)
    .where(Person.id.in_(bindparam("people", expanding=True)))
    .order_by(Person.id)
    .with_for_update(key_share=True)
)


def load_scene(
    db: Session, gate_ids: Iterable[int], person_ids: Iterable[int], tickets: Collection[str] = ()
) -> Scene:
    """Take these people's turn and read what is known of them at the sittings of these gates."""
    people = sorted(set(person_ids))
    if db.get_bind().dialect.name == "postgresql":
        # In one order everywhere, so that two batches wait for each other instead of locking crosswise.
        db.execute(_LOCK, {"people": people})
    scene = Scene()
    for row in db.execute(_PLACES, {"gates": sorted(set(gate_ids))}):
        scene.places[row.id] = _place(row)
    if not scene.places:
        return scene
    _read_summonses(db, scene, people)
    _read_closed_gates(db, scene)
    _read_evidence(db, scene, people)
    if tickets:
        for used in db.execute(_TICKETS, {"tickets": list(tickets)}):
            scene.tickets[used.ticket or ""] = Used(
                used.id, used.person_id, used.study_session_id, used.nonce
            )
    return scene


def read_phones(db: Session, scene: Scene, marks: Collection[str]) -> None:
    """Learn who checked in from these phones at the scene's conferences."""
    if not marks:
        return
    conferences = {place.conference_id for place in scene.places.values()}
    about = {"conferences": sorted(conferences), "marks": list(marks)}
    for conference_id, mark, person_id in db.execute(_PHONES, about):
        scene.phones[conference_id, mark].add(person_id)


def _place(row: Row) -> Place:  # type: ignore[type-arg] # columns are named, not numbered
    hours = Hours(
        row.starts_at,
        row.ends_at,
        timedelta(minutes=row.opens_before_minutes),
        row.direction,
        row.opened_at,
        row.closed_at,
    )
    return Place(
        gate_id=row.id,
        venue_id=row.venue_id,
        direction=row.direction,
        hours=hours,
        study_session_id=row.study_session_id,
        activity_id=row.activity_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        late_after_minutes=row.late_after_minutes,
        is_closed=row.attendance_closed_at is not None,
        conference_id=row.conference_id,
        is_cancelled=row.state == ConferenceState.CANCELLED,
        is_rehearsal=row.rehearsal_of_id is not None,
    )


def _read_summonses(db: Session, scene: Scene, people: list[int]) -> None:
    for conference_id, person_id, venue_id, state, digest in db.execute(
        _SUMMONSES, {"people": people}
    ):
        if state == SummonsState.SUMMONED:
            scene.venues[conference_id, person_id] = venue_id
        if digest is not None:
            scene.code_digests[person_id].append(digest)


def _read_closed_gates(db: Session, scene: Scene) -> None:
    sittings = sorted({place.study_session_id for place in scene.places.values()})
    for sitting, direction, venue_id in db.execute(_CLOSED_GATES, {"sittings": sittings}):
        scene.closed[sitting, direction].add(venue_id)


def _read_evidence(db: Session, scene: Scene, people: list[int]) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    about = {
        "people": people,
        "since": min(place.starts_at for place in sittings.values()),
        "until": max(place.ends_at for place in sittings.values()),
    }
    for row in db.execute(_EVIDENCE, about):
        if row.study_session_id in sittings:
            scene.signs[row.study_session_id, row.person_id].append(_sign(row))
        if row.kind not in PRESENCE or row.rehearsal_of_id is not None:
            continue
        for place in sittings.values():
            overlaps = row.starts_at < place.ends_at and row.ends_at > place.starts_at
            if overlaps and row.conference_id != place.conference_id and not place.is_rehearsal:
                scene.elsewhere.add((place.study_session_id, row.person_id))


def _sign(row: Row) -> Sign:  # type: ignore[type-arg] # as above
    return Sign(
        id=row.id,
        kind=row.kind,
        level=row.level,
        occurred_at=row.occurred_at,
        direction=row.direction,
        venue_id=row.venue_id,
        states=row.states,
        refers_to=row.refers_to_id,
        flags=frozenset(Flag(flag) for flag in row.flags.split(",") if flag),
    )
