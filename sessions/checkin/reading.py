"""All that a batch of check-ins must know, read in a fixed number of statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, select
from sqlalchemy.orm import aliased

from lms.db.driver import pipelined
from lms.db.prepared import Asked, Prepared, among
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level
from sessions.checkin.facts import lost_by_venue
from sessions.checkin.models import Evidence, PhoneMark
from sessions.checkin.rules import Sign
from sessions.checkin.scene import PRESENCE, Place, Scene, Used
from sessions.checkin.turns import take_turns
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate, Outage
from sessions.gates.rules import Hours

_OTHER_GATE = aliased(Gate)
_HAS_CLOSED = exists().where(
    _OTHER_GATE.study_session_id == Gate.study_session_id, _OTHER_GATE.closed_at.is_not(None)
)
_HAS_OUTAGES = exists().where(
    _OTHER_GATE.study_session_id == Gate.study_session_id, Outage.gate_id == _OTHER_GATE.id
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
            _HAS_CLOSED,
            _HAS_OUTAGES,
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
_AT_THE_TIME = Prepared(
    select(
        StudySession.id,
        StudySession.conference_id,
        StudySession.starts_at,
        StudySession.ends_at,
        Conference.rehearsal_of_id,
    )
    .join(Conference, Conference.id == StudySession.conference_id)
    .where(
        StudySession.starts_at < bindparam("until", type_=StudySession.starts_at.type),
        StudySession.ends_at > bindparam("since", type_=StudySession.starts_at.type),
    )
)
_EVIDENCE = Prepared(
    lambda size: (
        select(
            Evidence.person_id,
            Evidence.id,
            Evidence.kind,
            Evidence.level,
            Evidence.occurred_at,
            Gate.direction,
            Gate.venue_id,
            Evidence.states,
            Evidence.refers_to_id,
            Evidence.flags,
        )
        # Adding nothing keeps the database from going through the gates first.
        .join(Gate, Gate.id == Evidence.gate_id + 0)
        .where(
            Evidence.study_session_id == bindparam("sitting"),
            among(Evidence.person_id, size),
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


def load_scene(
    db: Connection,
    gate_ids: Iterable[int],
    person_ids: Iterable[int],
    tickets: Collection[str] = (),
) -> Scene:
    """Take these people's turn and read what is known of them at the sittings of these gates."""
    people, gates = sorted(set(person_ids)), sorted(set(gate_ids))
    scene = Scene()
    with pipelined(db):
        take_turns(db, people)
        places, summonses = _PLACES.ask_for(db, gates), _SUMMONSES.ask_for(db, people)
        used = _TICKETS.ask_for(db, tickets)
        has_closed = has_outages = False
        for *row, closed, lost in places.rows():
            scene.places[row[0]] = _place(*row)
            has_closed, has_outages = has_closed or closed, has_outages or lost
        _note_summonses(scene, summonses)
        for ticket, *by in used.rows():
            scene.tickets[ticket] = Used(*by)
        if not scene.places:
            return scene
        if has_closed:
            _read_closed_gates(db, scene)
        _read_outages(db, scene, are_any=has_outages)
        _read_evidence(db, scene, people)
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


def _note_summonses(scene: Scene, summonses: Asked) -> None:
    for conference_id, person_id, venue_id, state, digest in summonses.rows():
        if state is SummonsState.SUMMONED:
            scene.venues[conference_id, person_id] = venue_id
        if digest is not None:
            scene.code_digests[person_id].append(digest)


def _read_closed_gates(db: Connection, scene: Scene) -> None:
    sittings = sorted({place.study_session_id for place in scene.places.values()})
    for sitting, direction, venue_id in _CLOSED_GATES.rows_for(db, sittings):
        scene.closed[sitting, direction].add(venue_id)


def _read_outages(db: Connection, scene: Scene, are_any: bool) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    found: defaultdict[int, list[tuple[int, datetime, datetime]]] = defaultdict(list)
    asked = sorted(sittings) if are_any else ()
    for sitting, *outage in _OUTAGES.rows_for(db, asked, entry=Direction.IN):
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
    asked = [
        (sitting, about, _EVIDENCE.ask_for(db, people, sitting=sitting))
        for sitting, *about in _AT_THE_TIME.rows(db, since=since, until=until)
    ]
    for sitting, about, evidence in asked:
        found = evidence.rows()
        if sitting in sittings:
            for person_id, *sign in found:
                scene.signs[sitting, person_id].append(_sign(*sign))
        else:
            seen = {row[0] for row in found if row[2] in PRESENCE}
            _note_elsewhere(scene, sittings.values(), seen, *about)


def _note_elsewhere(
    scene: Scene,
    sittings: Iterable[Place],
    seen: Collection[int],
    conference_id: int,
    starts_at: datetime,
    ends_at: datetime,
    rehearsal_of_id: int | None,
) -> None:
    """People seen at a sitting of another conference that overlaps; a rehearsal is no other conference."""
    if rehearsal_of_id is not None:
        return
    for place in sittings:
        overlaps = starts_at < place.ends_at and ends_at > place.starts_at
        if overlaps and conference_id != place.conference_id and not place.is_rehearsal:
            scene.elsewhere.update((place.study_session_id, person_id) for person_id in seen)


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
