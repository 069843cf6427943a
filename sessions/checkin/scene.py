"""All that a batch of check-ins must know, read in a fixed number of statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from lms.db.prepared import Prepared, among
from lms.people.models import Person
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level
from sessions.checkin.facts import facts_of_person, lost_by_venue
from sessions.checkin.models import Evidence, PhoneMark
from sessions.checkin.rules import SessionFacts, Sign
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate, Outage
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

    def facts(self, place: Place, person_id: int) -> SessionFacts:
        """What the rule must know of a person at the sitting of a place."""
        sitting = place.study_session_id
        return facts_of_person(
            place.starts_at,
            place.late_after_minutes,
            self.venues.get((place.conference_id, person_id)),
            closed=self.closed[sitting, Direction.IN] if place.is_closed else (),
            mid=self.closed[sitting, Direction.MID],
            lost=self.lost[sitting],
            rules=place.rules,
        )


_PLACES = Prepared(
    lambda size: (
        select(
            Gate.id,
            Gate.venue_id,
            Gate.direction,
            Gate.opened_at,
            Gate.closed_at,
            Gate.extended_until,
            Gate.open_minutes,
            StudySession.id,
            StudySession.activity_id,
            StudySession.starts_at,
            StudySession.ends_at,
            StudySession.opens_before_minutes,
            StudySession.late_after_minutes,
            StudySession.rule_version,
            StudySession.closed_at,
            Conference.id,
            Conference.state,
            Conference.rehearsal_of_id,
        )
        .join(StudySession, StudySession.id == Gate.study_session_id)
        .join(Conference, Conference.id == StudySession.conference_id)
        .where(among(Gate.id, size))
    )
)
_SUMMONSES = Prepared(
    lambda size: select(
        Summons.conference_id,
        Summons.person_id,
        Summons.venue_id,
        Summons.state,
        Summons.code_digest,
    ).where(among(Summons.person_id, size))
)
_CLOSED_GATES = Prepared(
    lambda size: select(Gate.study_session_id, Gate.direction, Gate.venue_id).where(
        among(Gate.study_session_id, size), Gate.closed_at.is_not(None)
    )
)
_OUTAGES = Prepared(
    lambda size: (
        select(Gate.study_session_id, Gate.venue_id, Outage.began_at, Outage.ended_at)
        .join(Gate, Gate.id == Outage.gate_id)
        .where(among(Gate.study_session_id, size), Gate.direction == bindparam("entry"))
    )
)
_EVIDENCE = Prepared(
    lambda size: (
        select(
            Evidence.id,
            Evidence.kind,
            Evidence.level,
            Evidence.occurred_at,
            Gate.direction,
            Gate.venue_id,
            Evidence.states,
            Evidence.refers_to_id,
            Evidence.flags,
            Evidence.study_session_id,
            Evidence.person_id,
            StudySession.conference_id,
            StudySession.starts_at,
            StudySession.ends_at,
            Conference.rehearsal_of_id,
        )
        .join(Gate, Gate.id == Evidence.gate_id)
        .join(StudySession, StudySession.id == Evidence.study_session_id)
        .join(Conference, Conference.id == StudySession.conference_id)
        .where(
            among(Evidence.person_id, size),
            StudySession.starts_at < bindparam("until", type_=StudySession.starts_at.type),
            StudySession.ends_at > bindparam("since", type_=StudySession.starts_at.type),
        )
        .order_by(Evidence.id)
    )
)
_TICKETS = Prepared(
    lambda size: select(
        Evidence.ticket,
        Evidence.id,
        Evidence.person_id,
        Evidence.study_session_id,
        Evidence.nonce,
        Evidence.shown,
    ).where(among(Evidence.ticket, size))
)
_PHONES = Prepared(
    lambda size: select(PhoneMark.mark, PhoneMark.person_id).where(
        PhoneMark.conference_id == bindparam("conference"), among(PhoneMark.mark, size)
    )
)
_LOCK = Prepared(
    lambda size: (
        select(Person.id)
        .where(among(Person.id, size))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
)


def load_scene(
    db: Connection,
    gate_ids: Iterable[int],
    person_ids: Iterable[int],
    tickets: Collection[str] = (),
) -> Scene:
    """Take these people's turn and read what is known of them at the sittings of these gates."""
    people = sorted(set(person_ids))
    if db.dialect.name == "postgresql":
        # In one order everywhere, so that two batches wait for each other instead of locking crosswise.
        _LOCK.rows_for(db, people)
    scene = Scene()
    for row in _PLACES.rows_for(db, sorted(set(gate_ids))):
        scene.places[row[0]] = _place(*row)
    if not scene.places:
        return scene
    _read_summonses(db, scene, people)
    _read_closed_gates(db, scene)
    _read_outages(db, scene)
    _read_evidence(db, scene, people)
    for ticket, *used in _TICKETS.rows_for(db, tickets):
        scene.tickets[ticket] = Used(*used)
    return scene


def read_phones(db: Connection, scene: Scene, marks: Collection[str]) -> None:
    """Learn who checked in from these phones at the scene's conferences."""
    for conference_id in {place.conference_id for place in scene.places.values()}:
        for mark, person_id in _PHONES.rows_for(db, marks, conference=conference_id):
            scene.phones[conference_id, mark].add(person_id)


def _place(
    gate_id: int,
    venue_id: int,
    direction: Direction,
    opened_at: datetime | None,
    closed_at: datetime | None,
    extended_until: datetime | None,
    open_minutes: int | None,
    study_session_id: int,
    activity_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    opens_before_minutes: int,
    late_after_minutes: int,
    rules: str,
    attendance_closed_at: datetime | None,
    conference_id: int,
    state: ConferenceState,
    rehearsal_of_id: int | None,
) -> Place:
    opens_before = timedelta(minutes=opens_before_minutes)
    return Place(
        gate_id=gate_id,
        venue_id=venue_id,
        direction=direction,
        hours=Hours(
            starts_at,
            ends_at,
            opens_before,
            direction,
            opened_at,
            closed_at,
            extended_until,
            timedelta(minutes=open_minutes) if open_minutes else None,
        ),
        study_session_id=study_session_id,
        activity_id=activity_id,
        starts_at=starts_at,
        ends_at=ends_at,
        late_after_minutes=late_after_minutes,
        rules=rules,
        is_closed=attendance_closed_at is not None,
        conference_id=conference_id,
        is_cancelled=state is ConferenceState.CANCELLED,
        is_rehearsal=rehearsal_of_id is not None,
    )


def _read_summonses(db: Connection, scene: Scene, people: list[int]) -> None:
    for conference_id, person_id, venue_id, state, digest in _SUMMONSES.rows_for(db, people):
        if state is SummonsState.SUMMONED:
            scene.venues[conference_id, person_id] = venue_id
        if digest is not None:
            scene.code_digests[person_id].append(digest)


def _read_closed_gates(db: Connection, scene: Scene) -> None:
    sittings = sorted({place.study_session_id for place in scene.places.values()})
    for sitting, direction, venue_id in _CLOSED_GATES.rows_for(db, sittings):
        scene.closed[sitting, direction].add(venue_id)


def _read_outages(db: Connection, scene: Scene) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    found: defaultdict[int, list[tuple[int, datetime, datetime]]] = defaultdict(list)
    for sitting, *outage in _OUTAGES.rows_for(db, sorted(sittings), entry=Direction.IN):
        found[sitting].append((outage[0], outage[1], outage[2]))
    for sitting, place in sittings.items():
        scene.lost[sitting] = lost_by_venue(
            place.starts_at,
            place.hours.opens_before,
            timedelta(minutes=place.late_after_minutes),
            found[sitting],
        )


def _read_evidence(db: Connection, scene: Scene, people: list[int]) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    since = min(place.starts_at for place in sittings.values())
    until = max(place.ends_at for place in sittings.values())
    for row in _EVIDENCE.rows_for(db, people, since=since, until=until):
        sitting, person_id, conference_id, starts_at, ends_at, rehearsal_of_id = row[9:]
        if sitting in sittings:
            scene.signs[sitting, person_id].append(_sign(*row[:9]))
        if row[1] not in PRESENCE or rehearsal_of_id is not None:
            continue
        for place in sittings.values():
            overlaps = starts_at < place.ends_at and ends_at > place.starts_at
            if overlaps and conference_id != place.conference_id and not place.is_rehearsal:
                scene.elsewhere.add((place.study_session_id, person_id))


def _sign(
    id: int,
    kind: EvidenceKind,
    level: Level,
    occurred_at: datetime,
    direction: Direction,
    venue_id: int,
    states: AttendanceState | None,
    refers_to: int | None,
    flags: str,
) -> Sign:
    kept = frozenset(Flag(flag) for flag in flags.split(",") if flag)
    return Sign(id, kind, level, occurred_at, direction, venue_id, states, refers_to, kept)
