"""What the verdict rule must know of a session and of a person's place in it, read in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from sessions.checkin.outages import time_lost
from sessions.checkin.rules import SessionFacts
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import StudySession, Summons
from sessions.gates.enums import Direction
from sessions.gates.models import Gate, Outage

_SUMMONED = select(Summons.person_id, Summons.venue_id).where(
    Summons.conference_id == bindparam("conference"), Summons.state == SummonsState.SUMMONED
)
_ONE_SUMMONED = _SUMMONED.where(Summons.person_id == bindparam("person"))
_GATES = select(Gate.venue_id, Gate.direction, Gate.closed_at).where(
    Gate.study_session_id == bindparam("session")
)
_OUTAGES = (
    select(Gate.venue_id, Outage.began_at, Outage.ended_at)
    .join(Gate, Gate.id == Outage.gate_id)
    .where(Gate.study_session_id == bindparam("session"), Gate.direction == Direction.IN)
)


@dataclass(frozen=True, slots=True)
class SessionRoster:
    """Who is summoned where, and which venues have closed which of their gates."""

    session: StudySession
    venue_of: dict[int, int]
    """person id → venue of the summons, for those still expected at the conference"""
    held_at: frozenset[int]
    """venues with an entry to this session"""
    closed_at_venues: frozenset[int]
    """venues whose entry was closed by hand"""
    mid_venues: frozenset[int]
    """venues where a mid-session check was held and closed"""
    lost: Mapping[int, timedelta]
    """venue → how long its entry could not reach us while people were coming"""

    @property
    def expected(self) -> set[int]:
        """People whose venue holds this session."""
        return {person for person, venue in self.venue_of.items() if venue in self.held_at}

    def of(self, person_id: int) -> SessionFacts:
        """The facts about one person, on the list or not."""
        return facts_of_person(
            self.session.starts_at,
            self.session.late_after_minutes,
            self.venue_of.get(person_id),
            closed=self.closed_at_venues if self.session.closed_at is not None else (),
            mid=self.mid_venues,
            lost=self.lost,
            rules=self.session.rule_version,
        )


def facts_of_person(
    starts_at: datetime,
    late_after_minutes: int,
    venue_id: int | None,
    *,
    closed: Collection[int],
    mid: Collection[int],
    lost: Mapping[int, timedelta],
    rules: str,
) -> SessionFacts:
    """The facts about somebody summoned to a venue, or (None) to none.

    `closed` are the venues where attendance was properly closed, `mid` those where a mid-session
    check was held and closed, `lost` what `lost_by_venue` says, `rules` the session's rule version.
    """
    return SessionFacts(
        starts_at=starts_at,
        grace=timedelta(minutes=late_after_minutes),
        mid_venues=mid,
        is_closed=venue_id in closed,
        is_summoned=venue_id is not None,
        venue_id=venue_id,
        lost=lost,
        rules=rules,
    )


def lost_by_venue(
    starts_at: datetime,
    opens_before: timedelta,
    grace: timedelta,
    outages: Iterable[tuple[int, datetime, datetime]],
) -> dict[int, timedelta]:
    """venue → time lost to outages of its entry; `outages` are (venue, began, ended)."""
    of_venue: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for venue_id, began_at, ended_at in outages:
        of_venue[venue_id].append((began_at, ended_at))
    opens_at, deadline = starts_at - opens_before, starts_at + grace
    return {venue: time_lost(opens_at, deadline, each) for venue, each in of_venue.items()}


def load_roster(
    db: Session, session: StudySession, person_ids: Collection[int] | None
) -> SessionRoster:
    """The roster of a session: of one person, or of everybody. Three queries."""
    one = person_ids is not None and len(person_ids) == 1
    about: dict[str, object] = {"conference": session.conference_id}
    if one:
        about["person"] = next(iter(person_ids or ()))
    summoned = db.execute(_ONE_SUMMONED if one else _SUMMONED, about)
    gates = db.execute(_GATES, {"session": session.id}).all()
    outages = db.execute(_OUTAGES, {"session": session.id})
    entries = [gate for gate in gates if gate.direction is Direction.IN]
    return SessionRoster(
        session,
        {row.person_id: row.venue_id for row in summoned},
        frozenset(gate.venue_id for gate in entries),
        frozenset(gate.venue_id for gate in entries if gate.closed_at is not None),
        frozenset(
            gate.venue_id
            for gate in gates
            if gate.direction is Direction.MID and gate.closed_at is not None
        ),
        lost_by_venue(
            session.starts_at,
            timedelta(minutes=session.opens_before_minutes),
            timedelta(minutes=session.late_after_minutes),
            ((row.venue_id, row.began_at, row.ended_at) for row in outages),
        ),
    )
