"""Summoning people to a conference: looked at first, then written whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign, expect_audience, withdraw_assignments
from lms.errors import Conflict, Invalid
from lms.people.belonging import CHUNK
from lms.people.models import Person
from lms.people.standing import other_standings_on
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.clashes import Clash, clash_sentence, find_clashes
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import summoned_by_venue, summonses_of
from sessions.conferences.rejudging import rejudge
from sessions.conferences.rules import missing_seats


@dataclass(frozen=True, slots=True)
class SummonsPreview:
    """What summoning these people would do, before anything is written."""

    fresh: frozenset[int]
    """not expected at this conference yet"""
    moved: frozenset[int]
    """expected already, at another venue than now chosen"""
    kept: frozenset[int]
    """expected already, at the chosen venue"""
    exempt: tuple[str, ...]
    """names of those exempt from study; never summoned"""
    left: tuple[str, ...]
    """names of those who will have left the office by then; never summoned"""
    clashes: tuple[Clash, ...]
    """who would have to be at two conferences at once"""
    venues: tuple["VenuePreview", ...]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.fresh or self.moved)


@dataclass(frozen=True, slots=True)
class VenuePreview:
    """How full a venue would be."""

    venue_id: int
    name: str
    summoned: int
    capacity: int | None
    missing_seats: int


def preview_summons(
    db: Session, conference: Conference, venue_of: Mapping[int, int], *, lock: bool = False
) -> SummonsPreview:
    """Sort people (person id → venue id) into those who would be summoned and those who cannot be.

    People exempt from study on the day or gone by the day of the conference are set aside, so are those
    summoned elsewhere at the same time. A fixed number of queries, whatever the number of people.
    """
    known = summonses_of(db, conference.id)
    people = _load_people(db, venue_of)
    day = clock.local(conference.starts_at).date()
    left = {p.id for p in people.values() if p.left_on is not None and p.left_on <= day}
    then = other_standings_on(db, day, people)
    exempt = {p.id for p in people.values() if then.get(p.id, p).is_exempt} - left
    free = people.keys() - left - exempt
    clashes = find_clashes(db, conference, free, lock=lock)
    able = free - {each.person_id for each in clashes}
    expected = {i for i in able if i in known and known[i].state == SummonsState.SUMMONED}
    moved = {i for i in expected if known[i].venue_id != venue_of[i]}
    fresh = able - expected
    return SummonsPreview(
        fresh=frozenset(fresh),
        moved=frozenset(moved),
        kept=frozenset(expected - moved),
        exempt=_names(people, exempt),
        left=_names(people, left),
        clashes=clashes,
        venues=_fill_venues(db, conference, known, venue_of, fresh, moved),
    )


def summon(
    db: Session,
    conference: Conference,
    venue_of: Mapping[int, int],
    *,
    leave_out_clashes: bool,
    by: int | None,
) -> SummonsPreview:
    """Summon people (person id → venue id) and expect them at the sittings of their venue.

    Raises Conflict, naming how many and the first few, when some are summoned elsewhere at that
    time and the caller did not say to leave them out; then nobody at all is summoned. Raises
    Invalid for a conference that is over or called off, or a venue that is not its own.
    """
    _refuse_closed(conference)
    if not set(venue_of.values()) <= {venue.id for venue in conference.venues}:
        raise Invalid(_l("Choose among the venues of this conference."))
    preview = preview_summons(db, conference, venue_of, lock=True)
    if preview.clashes and not leave_out_clashes:
        raise Conflict(clash_sentence(preview.clashes))
    written = {person_id: venue_of[person_id] for person_id in preview.fresh | preview.moved}
    _write(db, conference, written, by)
    _expect(db, conference, written)
    if not conference.is_rehearsal:
        expect_audience(db, conference.campaign_id)
    rejudge(db, conference, written.keys(), what="summoned", by=by)
    return preview


def withdraw_summonses(
    db: Session, conference: Conference, person_ids: Iterable[int], *, by: int | None
) -> int:
    """Expect these people no longer; the summons stays as withdrawn. How many there were."""
    known = summonses_of(db, conference.id)
    expected = [
        person_id
        for person_id in set(person_ids)
        if person_id in known and known[person_id].state == SummonsState.SUMMONED
    ]
    for person_id in expected:
        known[person_id].state = SummonsState.WITHDRAWN
    db.flush()
    withdraw_assignments(db, conference.activity_ids, expected)
    if not conference.is_rehearsal:
        expect_audience(db, conference.campaign_id)
    rejudge(db, conference, expected, what="withdrawn", by=by)
    return len(expected)


def _write(
    db: Session, conference: Conference, venue_of: Mapping[int, int], by: int | None
) -> None:
    """Bring back or move the summonses there are, and add those there are not. Bulk."""
    known, now = summonses_of(db, conference.id), clock.now()
    for person_id in venue_of.keys() & known.keys():
        summons = known[person_id]
        summons.venue_id, summons.state = venue_of[person_id], SummonsState.SUMMONED
        summons.summoned_at, summons.summoned_by = now, by
    rows = [
        {
            "conference_id": conference.id,
            "person_id": person_id,
            "venue_id": venue_of[person_id],
            "summoned_at": now,
            "summoned_by": by,
        }
        for person_id in sorted(venue_of.keys() - known.keys())
    ]
    if rows:
        db.execute(insert(Summons), rows)
    db.flush()


def _expect(db: Session, conference: Conference, venue_of: Mapping[int, int]) -> None:
    """Expect people at the sittings held at their venue, and at no other of this conference."""
    for study_session in conference.study_sessions:
        if study_session.activity_id is None:
            continue
        held = {venue.id for venue in study_session.venues}
        here = [person_id for person_id, venue_id in venue_of.items() if venue_id in held]
        elsewhere = [person_id for person_id, venue_id in venue_of.items() if venue_id not in held]
        if here:
            assign(db, [study_session.activity_id], here)
        if elsewhere:
            withdraw_assignments(db, [study_session.activity_id], elsewhere)


def _load_people(db: Session, person_ids: Iterable[int]) -> dict[int, Person]:
    ids = sorted(person_ids)
    found: dict[int, Person] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found |= {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(part)))}
    return found


def _names(people: Mapping[int, Person], ids: set[int]) -> tuple[str, ...]:
    chosen = sorted((people[person_id] for person_id in ids), key=lambda each: each.sort_key)
    return tuple(each.full_name for each in chosen)


def _fill_venues(
    db: Session,
    conference: Conference,
    known: Mapping[int, Summons],
    venue_of: Mapping[int, int],
    fresh: Iterable[int],
    moved: Iterable[int],
) -> tuple[VenuePreview, ...]:
    filled = Counter(summoned_by_venue(db, conference.id))
    for person_id in moved:
        filled[known[person_id].venue_id] -= 1
        filled[venue_of[person_id]] += 1
    filled.update(venue_of[person_id] for person_id in fresh)
    return tuple(
        VenuePreview(
            venue.id,
            venue.name,
            filled[venue.id],
            venue.capacity,
            missing_seats(filled[venue.id], venue.capacity, conference.seating_percent),
        )
        for venue in conference.venues
    )


def _refuse_closed(conference: Conference) -> None:
    if conference.state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        raise Invalid(
            _l("This conference is over or was called off; nobody can be summoned to it.")
        )
