"""What an invitation says, as plain values: the paper and the letter say the same."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import clock
from lms.papers.values import Letterhead, Standard
from lms.people.belonging import units_of_people
from lms.people.standing import other_standings_on
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.format import format_date, format_day, format_time
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.invitations.issuing import code_of


@dataclass(frozen=True, slots=True)
class Sitting:
    """One line of the programme."""

    when: str
    title: str
    rapporteur: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all invitations to one conference share."""

    letterhead: Letterhead
    title: str
    when: str
    chair: str
    note: str
    site: str
    """this product's address, without a trailing slash"""


@dataclass(frozen=True, slots=True)
class Card:
    """One person's invitation."""

    summons_id: int
    person_id: int
    full_name: str
    position: str
    unit: str
    venue: str
    address: str
    seat: str
    code: str
    """eight characters"""
    programme: tuple[Sitting, ...]
    """the sittings held at the person's venue"""


def occasion_of(db: Session, conference: Conference, site: str) -> Occasion:
    """What the invitations to a conference share, in Vietnamese."""
    return Occasion(
        letterhead_of(db, conference),
        conference.title,
        _when(conference),
        conference.chair,
        conference.note,
        site,
    )


def letterhead_of(db: Session, conference: Conference) -> Letterhead:
    """The owner's name of the day, under its parent's, by the rules of the tree it stands in."""
    day = clock.local(conference.starts_at).date()
    for tree, standard in ((Tree.STATE, Standard.STATE), (Tree.PARTY, Standard.PARTY)):
        picture = load_tree(db, tree, day)
        if conference.owner_unit_id in picture:
            above = picture.ancestors(conference.owner_unit_id)
            return Letterhead(
                standard,
                issuer=picture.name(conference.owner_unit_id),
                parent=picture.name(above[0]) if above else "",
                year=day.year,
            )
    return Letterhead(Standard.STATE, issuer="", year=day.year)


def load_cards(
    db: Session, key: bytes, conference: Conference, people: Collection[int] | None = None
) -> list[Card]:
    """Invitations of the summoned people (or some of them), unit by unit, then by name.

    So they can be printed in one go and handed out by unit. A fixed number of queries.
    """
    question = (
        select(Summons)
        .where(Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED)
        .options(joinedload(Summons.person), joinedload(Summons.venue))
    )
    rows = [each for each in db.scalars(question) if people is None or each.person_id in people]
    day = clock.local(conference.starts_at).date()
    picture = load_tree(db, Tree.STATE, day)
    units = units_of_people(db, Tree.STATE, day)
    then = other_standings_on(db, day, {each.person_id for each in rows})
    rank = {node.id: place for place, (_, node) in enumerate(picture.walk())}
    programmes = {venue.id: _programme(conference, venue.id) for venue in conference.venues}
    rows.sort(
        key=lambda each: (
            rank.get(units.get(each.person_id, 0), len(rank)),
            each.person.sort_key,
            each.id,
        )
    )
    return [
        _card(
            each,
            code_of(key, each),
            then.get(each.person_id, each.person).position,
            _name(picture, units.get(each.person_id)),
            programmes[each.venue_id],
        )
        for each in rows
    ]


def _name(picture: UnitTree, unit_id: int | None) -> str:
    return picture.name(unit_id) if unit_id is not None and unit_id in picture else ""


def _card(
    summons: Summons, code: str, position: str, unit: str, programme: tuple[Sitting, ...]
) -> Card:
    return Card(
        summons_id=summons.id,
        person_id=summons.person_id,
        full_name=summons.person.full_name,
        position=position,
        unit=unit,
        venue=summons.venue.name,
        address=summons.venue.address,
        seat=summons.seat,
        code=code,
        programme=programme,
    )


def _programme(conference: Conference, venue_id: int) -> tuple[Sitting, ...]:
    held = [
        each
        for each in conference.study_sessions
        if any(venue.id == venue_id for venue in each.venues)
    ]
    several_days = len({clock.local(each.starts_at).date() for each in held}) > 1
    return tuple(
        Sitting(_time_of(each, several_days), each.title, each.rapporteur) for each in held
    )


def _time_of(study_session: StudySession, several_days: bool) -> str:
    hours = f"{format_time(study_session.starts_at)}–{format_time(study_session.ends_at)}"
    return f"{format_date(study_session.starts_at)[:5]} {hours}" if several_days else hours


def _when(conference: Conference) -> str:
    first, last = format_day(conference.starts_at), format_day(conference.ends_at)
    hours = f"{format_time(conference.starts_at)}"
    if first == last:
        return f"{hours}, {first}"
    return f"từ {hours}, {first} đến {format_time(conference.ends_at)}, {last}"
