"""Recording arrivals in bulk: the ledger, the verdicts and the learner record, in a fixed number of statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from lms.db.bulk import Writes, ask_ids
from lms.db.driver import pipelined
from lms.db.prepared import Columns, Prepared
from lms.errors import NotFound
from lms.records.services import OUTCOMES, Batch
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.enums import AttendanceState, EvidenceKind, Flag, Level, Result
from sessions.checkin.models import Evidence, PhoneMark
from sessions.checkin.reading import Reader
from sessions.checkin.rules import Sign, Verdict, judge_attendance, live_signs
from sessions.checkin.scene import Place, Used
from sessions.checkin.verdicts import Cause, Crowd, Sitting, keep_verdicts

_EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment] # declarative tables are Tables
_MARKS: Table = PhoneMark.__table__  # type: ignore[assignment] # as above
_INSERT = Prepared(insert(_EVIDENCE))
_MARK = ("conference_id", "mark", "person_id")
_NO_FLAGS: frozenset[Flag] = frozenset()


class Arrival(NamedTuple):
    """One sign of presence to record."""

    gate_id: int
    person_id: int
    kind: EvidenceKind
    level: Level
    occurred_at: datetime
    received_at: datetime
    source: str = "phone"
    ticket: str | None = None
    nonce: str | None = None
    phone: str | None = None
    """Pseudonymous mark, as `phone_mark` makes it."""
    reason: str = ""
    not_before_at: datetime | None = None
    """From here on what only staff and their scanners state."""
    scanner_id: int | None = None
    sequence: int | None = None
    staff_id: int | None = None
    states: AttendanceState | None = None


_BY_STAFF = Arrival._fields[Arrival._fields.index("not_before_at") :]


class _Added(NamedTuple):
    """What a row of the ledger says beyond the arrival; both name their fields as the columns."""

    id: int
    study_session_id: int
    flags: str


class Recorded(NamedTuple):
    """What an arrival led to."""

    evidence_id: int
    """The row that counts: the new one, or an earlier one that is at least as strong."""
    is_new: bool
    first_at: datetime
    """When the sign that counts occurred."""
    verdict: Verdict


def record_arrivals(db: Session, arrivals: Sequence[Arrival]) -> list[Recorded]:
    """Record arrivals and judge their people anew; one answer for each, in the same order.

    Somebody with a counting sign at the gate that is at least as strong gets that one, and nothing
    is written. Raises NotFound for a gate that does not exist, IntegrityError for a ticket or a
    scanner's sequence number that was used.
    """
    db.flush()
    gates = {each.gate_id for each in arrivals}
    reader = Reader(db.connection(), {each.person_id for each in arrivals})
    with pipelined(db.connection()):
        reader.read_places(gates, [each.ticket for each in arrivals if each.ticket])
        recorder = Recorder(db, reader, arrivals)
    reader.finish()
    if gates - recorder.scene.places.keys():
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    recorded = [_record(recorder, each) for each in arrivals]
    recorder.write()
    return recorded


class Recorder:
    """Collects the rows of one batch and writes them at its end."""

    def __init__(self, db: Session, reader: Reader, arrivals: Sequence[Arrival]) -> None:
        """Ask what else must be known of the arrivals, of which each may be recorded.

        The reader knows the gates; it is to finish before anything is recorded.
        """
        self.scene = reader.scene
        self._db = db
        reader.ask_phones({each.phone for each in arrivals if each.phone})
        self._ids, outcome_ids = ask_ids(db, len(arrivals), _EVIDENCE, OUTCOMES)
        self._writes = Writes(db)
        self._crowd = Crowd(
            db,
            {place.activity_id for place in self.scene.places.values()},
            {each.person_id for each in arrivals},
            Batch(outcome_ids, self._writes),
        )
        self._new: list[Arrival] = []
        self._added: list[_Added] = []
        self._shown: list[str | None] = []
        """What each of the new is shown."""
        self._marks: list[tuple[int, str, int]] = []
        """Values of `_MARK`."""
        self._verdicts: dict[tuple[int, int], tuple[Verdict, Cause]] = {}
        self._sittings: dict[int, Sitting] = {}

    def record(self, arrival: Arrival) -> Recorded:
        """Take a new sign down and judge the person with it; written when the batch ends."""
        place, person_id = self.scene.places[arrival.gate_id], arrival.person_id
        evidence_id, sitting_id = next(self._ids), place.study_session_id
        flags = self._flags(place, arrival)
        self._new.append(arrival)
        self._added.append(
            _Added(evidence_id, sitting_id, ",".join(sorted(flags)) if flags else "")
        )
        self._shown.append(None)
        self._note(place, arrival, evidence_id, flags)
        verdict = self.judge(place, person_id)
        cause = Cause(f"evidence {evidence_id}", arrival.occurred_at, arrival.staff_id)
        self._verdicts[sitting_id, person_id] = verdict, cause
        if sitting_id not in self._sittings:
            self._sittings[sitting_id] = Sitting(sitting_id, place.activity_id)
        return Recorded(evidence_id, True, arrival.occurred_at, verdict)

    def keep_shown(self, arrival: Arrival, result: Result) -> None:
        """Keep what the person of the newest row is shown, for when their tap is sent again."""
        shown = self._shown[-1] = result.value
        if arrival.ticket:
            self.scene.tickets[arrival.ticket].shown = shown

    def judge(self, place: Place, person_id: int) -> Verdict:
        """The verdict on a person by all signs known so far."""
        signs = self.scene.signs[place.study_session_id, person_id]
        return judge_attendance(signs, self.scene.facts(place, person_id))

    def write(self) -> None:
        """Write the ledger, the verdicts and the learner record."""
        if not self._new:
            return
        self._writes.insert(_INSERT, self._columns())
        if self._marks:
            marks = dict(zip(_MARK, zip(*self._marks, strict=True), strict=True))
            self._writes.insert_or_ignore(_MARKS, marks)
        for sitting in self._sittings.values():
            of_sitting = {
                person_id: (*judged, self.scene.signs[sitting.id, person_id])
                for (sitting_id, person_id), judged in self._verdicts.items()
                if sitting_id == sitting.id
            }
            keep_verdicts(self._db, sitting, of_sitting, self._crowd)
        self._writes.send()

    def _columns(self) -> Columns:
        """The new rows of the ledger; those of phones alone do without the columns of staff."""
        columns: dict[str, Sequence[Any]] = dict(
            zip(Arrival._fields, zip(*self._new, strict=True), strict=True)
        )
        del columns["phone"]
        by_staff = [columns.pop(name) for name in _BY_STAFF]
        if any(values.count(None) < len(values) for values in by_staff):
            columns.update(zip(_BY_STAFF, by_staff, strict=True))
        columns.update(zip(_Added._fields, zip(*self._added, strict=True), strict=True))
        columns["shown"] = self._shown
        return columns

    def _note(
        self, place: Place, arrival: Arrival, evidence_id: int, flags: frozenset[Flag]
    ) -> None:
        """Let the later pieces of the batch see it."""
        sign = Sign(
            evidence_id,
            arrival.kind,
            arrival.level,
            arrival.occurred_at,
            place.direction,
            place.venue_id,
            arrival.states,
            None,
            flags,
        )
        self.scene.signs[place.study_session_id, arrival.person_id].append(sign)
        if arrival.ticket:
            self.scene.tickets[arrival.ticket] = Used(
                evidence_id, arrival.person_id, place.study_session_id, arrival.nonce
            )
        if arrival.phone:
            self.scene.phones[place.conference_id, arrival.phone].add(arrival.person_id)
            self._marks.append((place.conference_id, arrival.phone, arrival.person_id))

    def _flags(self, place: Place, arrival: Arrival) -> frozenset[Flag]:
        """What is unusual as things stand: kept with the row, so that nothing shifts later."""
        scene, flags = self.scene, _NO_FLAGS
        if arrival.phone:
            holders = scene.phones.get((place.conference_id, arrival.phone))
            if holders and holders != {arrival.person_id}:
                flags |= {Flag.SHARED_PHONE}
        if scene.elsewhere and (place.study_session_id, arrival.person_id) in scene.elsewhere:
            flags |= {Flag.OTHER_CONFERENCE}
        return flags


def find_counting(signs: Sequence[Sign], place: Place, level: Level) -> Sign | None:
    """The first counting sign of presence at a gate that is at least as strong."""
    if not signs:  # as for nearly everybody who comes in
        return None
    here = [
        sign
        for sign in live_signs(signs)
        if sign.shows_presence
        and sign.direction is place.direction
        and sign.venue_id == place.venue_id
        and sign.level.strength >= level.strength
    ]
    return min(here, key=lambda sign: sign.occurred_at, default=None)


def _record(recorder: Recorder, arrival: Arrival) -> Recorded:
    scene = recorder.scene
    place = scene.places[arrival.gate_id]
    signs = scene.signs[place.study_session_id, arrival.person_id]
    counting = find_counting(signs, place, arrival.level)
    # A sign of an earlier moment that arrives later changes the verdict: it is kept as well.
    if counting is None or arrival.occurred_at < counting.occurred_at:
        return recorder.record(arrival)
    verdict = recorder.judge(place, arrival.person_id)
    return Recorded(counting.id, False, counting.occurred_at, verdict)
