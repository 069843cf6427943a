"""All that a batch of check-ins must know, read in a fixed number of statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from lms.db.prepared import Asked
from sessions.checkin import statements
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level
from sessions.checkin.facts import lost_by_venue
from sessions.checkin.rules import Sign
from sessions.checkin.scene import PRESENCE, Place, Scene, Used
from sessions.checkin.turns import take_turns
from sessions.conferences.enums import ConferenceState
from sessions.gates.enums import Direction
from sessions.gates.rules import Hours

_OF_PLACE = 18
"""Columns of a row that say what a place is."""


class _Sitting(NamedTuple):
    """A study session of whatever conference that overlaps one of the gates'."""

    id: int
    conference_id: int
    starts_at: datetime
    ends_at: datetime
    rehearsal_of_id: int | None


class Reader:
    """Reads a scene in two rounds: first its gates, then what depends on them.

    On PostgreSQL a round is one way there and back, and most of what a small statement costs.
    """

    def __init__(self, db: Connection, person_ids: Iterable[int]) -> None:
        """Read of these people; nothing is asked yet."""
        self.scene = Scene()
        self._db = db
        self._people = sorted(set(person_ids))
        self._summonses = self._used = Asked([])
        self._phones: list[tuple[int, Asked]] = []
        self._evidence: list[tuple[_Sitting, Asked]] = []

    def read_places(self, gate_ids: Iterable[int], tickets: Collection[str] = ()) -> None:
        """Take the people's turn, and learn of these gates; a gate that does not exist is missing."""
        db, gates = self._db, sorted(set(gate_ids))
        take_turns(db, self._people)
        places = statements.PLACES.ask_for(db, gates)
        self._summonses = statements.SUMMONSES.ask_for(db, self._people)
        self._used = statements.TICKETS.ask_for(db, tickets)
        sittings: set[_Sitting] = set()
        has_closed = has_outages = False
        for row in places.rows():
            self.scene.places[row[0]] = _place(*row[:_OF_PLACE])
            closed, lost, *sitting = row[_OF_PLACE:]
            has_closed, has_outages = has_closed or closed, has_outages or lost
            sittings.add(_Sitting(*sitting))
        if has_closed:
            _read_closed_gates(db, self.scene)
        _read_outages(db, self.scene, are_any=has_outages)
        for each in sittings:
            asked = statements.EVIDENCE.ask_for(db, self._people, sitting=each.id)
            self._evidence.append((each, asked))

    def ask_phones(self, marks: Collection[str]) -> None:
        """Ask who checked in from these phones at the conferences of the gates."""
        for conference_id in {place.conference_id for place in self.scene.places.values()}:
            asked = statements.PHONES.ask_for(self._db, marks, conference=conference_id)
            self._phones.append((conference_id, asked))

    def finish(self) -> None:
        """Take in what was asked."""
        scene = self.scene
        _note_summonses(scene, self._summonses)
        for ticket, *by in self._used.rows():
            scene.tickets[ticket] = Used(*by)
        for conference_id, asked in self._phones:
            for mark, person_id in asked.rows():
                scene.phones[conference_id, mark].add(person_id)
        for sitting, asked in self._evidence:
            _note_evidence(scene, sitting, asked)


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
    for conference_id, person_id, venue_id, digest in summonses.rows():
        if venue_id is not None:
            scene.venues[conference_id, person_id] = venue_id
        if digest is not None:
            scene.code_digests[person_id].append(digest)


def _read_closed_gates(db: Connection, scene: Scene) -> None:
    sittings = sorted({place.study_session_id for place in scene.places.values()})
    for sitting, direction, venue_id in statements.CLOSED_GATES.rows_for(db, sittings):
        scene.closed[sitting, direction].add(venue_id)


def _read_outages(db: Connection, scene: Scene, are_any: bool) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    found: defaultdict[int, list[tuple[int, datetime, datetime]]] = defaultdict(list)
    asked = sorted(sittings) if are_any else ()
    for sitting, *outage in statements.OUTAGES.rows_for(db, asked, entry=Direction.IN):
        found[sitting].append((outage[0], outage[1], outage[2]))
    for sitting, place in sittings.items():
        scene.lost[sitting] = lost_by_venue(
            place.starts_at,
            place.hours.opens_before,
            timedelta(minutes=place.late_after_minutes),
            found[sitting],
        )


def _note_evidence(scene: Scene, sitting: _Sitting, asked: Asked) -> None:
    sittings = {place.study_session_id: place for place in scene.places.values()}
    if sitting.id in sittings:
        for person_id, *sign in asked.rows():
            scene.signs[sitting.id, person_id].append(_sign(*sign))
    else:
        seen = {row[0] for row in asked.rows() if row[2] in PRESENCE}
        _note_elsewhere(scene, sittings.values(), seen, sitting)


def _note_elsewhere(
    scene: Scene, sittings: Iterable[Place], seen: Collection[int], other: _Sitting
) -> None:
    """People seen at a sitting of another conference that overlaps; a rehearsal is no other conference."""
    if other.rehearsal_of_id is not None:
        return
    for place in sittings:
        overlaps = other.starts_at < place.ends_at and other.ends_at > place.starts_at
        if overlaps and other.conference_id != place.conference_id and not place.is_rehearsal:
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
