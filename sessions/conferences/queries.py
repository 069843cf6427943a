"""Reads of conferences: one with its venues and sessions, the list, who is expected where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import clock
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Campaign
from lms.errors import NotFound
from lms.people.belonging import holds_on
from lms.people.models import Membership
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, StudySession, Summons, Venue

NOT_FOUND = _l("This page does not exist, or it is not yours to see.")


def get_conference(db: Session, conference_id: int) -> Conference:
    """A conference with its campaign, venues and study sessions (each with its venues).

    Raises NotFound.
    """
    conference = db.scalars(
        select(Conference)
        .where(Conference.id == conference_id)
        .options(
            joinedload(Conference.campaign),
            selectinload(Conference.venues),
            selectinload(Conference.study_sessions).selectinload(StudySession.venues),
            selectinload(Conference.study_sessions).joinedload(StudySession.activity),
        )
    ).one_or_none()
    if conference is None:
        raise NotFound(NOT_FOUND)
    return conference


@dataclass(frozen=True, slots=True)
class ConferenceRow:
    """One line of the list of conferences."""

    conference: Conference
    campaign_title: str
    venues: int
    sessions: int
    summoned: int


def list_conferences(
    db: Session,
    *,
    owned_by: Collection[int] | None,
    people_of: Collection[int] | None,
    campaign_id: int | None = None,
    named: Collection[int] = (),
    with_venues: Collection[int] = (),
) -> list[ConferenceRow]:
    """Conferences owned by some units or expecting people of some units, the latest first;
    besides them those that are named, and those with one of the venues.

    None for either means every unit; a campaign narrows them to its own. Rehearsals are left out.
    The number of queries is fixed.
    """
    question = (
        select(Conference)
        .where(Conference.rehearsal_of_id.is_(None))
        .options(joinedload(Conference.campaign))
    )
    if campaign_id is not None:
        question = question.where(Conference.campaign_id == campaign_id)
    if owned_by is not None and people_of is not None:
        question = question.where(
            or_(
                Conference.owner_unit_id.in_(owned_by),
                _expects_people_of(people_of),
                Conference.id.in_(named),
                Conference.id.in_(select(Venue.conference_id).where(Venue.id.in_(with_venues))),
            )
        )
    found = db.scalars(question.order_by(Conference.starts_at.desc(), Conference.id)).all()
    ids = [conference.id for conference in found]
    venues, sittings = _counts(db, Venue, ids), _counts(db, StudySession, ids)
    summoned = summoned_counts(db, ids)
    return [
        ConferenceRow(
            conference,
            conference.campaign.title,
            venues.get(conference.id, 0),
            sittings.get(conference.id, 0),
            summoned.get(conference.id, 0),
        )
        for conference in found
    ]


def venues_like(db: Session, conference: Conference, venue_ids: Collection[int]) -> frozenset[int]:
    """Those of the venues that are this conference's; in a rehearsal, those it has copied from them."""
    if not conference.is_rehearsal:
        own = select(Venue.id).where(Venue.conference_id == conference.id)
        return frozenset(db.scalars(own.where(Venue.id.in_(venue_ids))))
    names = select(Venue.name).where(
        Venue.conference_id == conference.rehearsal_of_id, Venue.id.in_(venue_ids)
    )
    copied = select(Venue.id).where(Venue.conference_id == conference.id, Venue.name.in_(names))
    return frozenset(db.scalars(copied))


def expects_people_of(db: Session, conference_id: int, unit_ids: Collection[int] | None) -> bool:
    """Whether anybody of these units (None: anybody) is summoned to a conference."""
    question = select(Conference.id).where(Conference.id == conference_id)
    if unit_ids is not None:
        question = question.where(_expects_people_of(unit_ids))
    return db.scalar(question) is not None


def _expects_people_of(unit_ids: Collection[int]) -> ColumnElement[bool]:
    return exists().where(
        Summons.conference_id == Conference.id,
        Summons.state == SummonsState.SUMMONED,
        Membership.person_id == Summons.person_id,
        Membership.unit_id.in_(unit_ids),
        holds_on(clock.today()),
    )


def list_campaigns(db: Session) -> Sequence[Campaign]:
    """Campaigns that may still get conferences, the latest first."""
    return db.scalars(
        select(Campaign)
        .where(Campaign.state != CampaignState.CLOSED)
        .order_by(Campaign.starts_on.desc(), Campaign.id)
    ).all()


def _counts(
    db: Session, part: type[Venue] | type[StudySession], ids: Collection[int]
) -> dict[int, int]:
    rows = db.execute(
        select(part.conference_id, func.count())
        .where(part.conference_id.in_(ids))
        .group_by(part.conference_id)
    )
    return {row[0]: row[1] for row in rows}


def summoned_counts(db: Session, conference_ids: Collection[int]) -> dict[int, int]:
    """How many people each conference expects; those it expects nobody at are not in the answer."""
    rows = db.execute(
        select(Summons.conference_id, func.count())
        .where(Summons.conference_id.in_(conference_ids), Summons.state == SummonsState.SUMMONED)
        .group_by(Summons.conference_id)
    )
    return {row[0]: row[1] for row in rows}


def summoned_by_venue(db: Session, conference_id: int) -> dict[int, int]:
    """How many people are summoned to each venue of a conference."""
    rows = db.execute(
        select(Summons.venue_id, func.count())
        .where(Summons.conference_id == conference_id, Summons.state == SummonsState.SUMMONED)
        .group_by(Summons.venue_id)
    )
    return {row[0]: row[1] for row in rows}


def list_rivals(db: Session, conference: Conference, *, lock: bool) -> Sequence[Conference]:
    """Other conferences that run while this one does, with sessions; neither cancelled ones nor rehearsals.

    With `lock` they and this one are held until the transaction ends, in the order of their ids, so
    that two summonses of one person to two of them cannot pass each other.
    """
    question = (
        select(Conference)
        .where(
            Conference.state != ConferenceState.CANCELLED,
            Conference.rehearsal_of_id.is_(None),
            or_(
                Conference.id == conference.id,
                (Conference.starts_at < conference.ends_at)
                & (Conference.ends_at > conference.starts_at),
            ),
        )
        .options(selectinload(Conference.study_sessions))
        .order_by(Conference.id)
    )
    found = db.scalars(question.with_for_update() if lock else question).all()
    return [other for other in found if other.id != conference.id]


def summonses_of(db: Session, conference_id: int) -> Mapping[int, Summons]:
    """person id → summons of a conference, in whatever state."""
    rows = db.scalars(select(Summons).where(Summons.conference_id == conference_id))
    return {row.person_id: row for row in rows}


def find_summons(db: Session, conference_id: int, person_id: int) -> Summons | None:
    """One person's summons to one conference, in whatever state."""
    return db.scalars(
        select(Summons).filter_by(conference_id=conference_id, person_id=person_id)
    ).one_or_none()
