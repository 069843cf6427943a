"""What a campaign expects people to do: registered by whoever offers it, assigned to people."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment, Campaign, CampaignAudience
from lms.campaigns.queries import units_around
from lms.people.belonging import CHUNK, people_of_units


def register_activity(
    db: Session,
    campaign_id: int,
    *,
    kind: ActivityKind,
    title: str,
    group_title: str = "",
    is_required: bool = True,
    held_at: datetime | None = None,
    position: int | None = None,
    max_score: float | None = None,
) -> Activity:
    """Add something to do to a campaign; the returned row has its id.

    A study session, a material and a quiz each register one. Without a position it goes last.
    """
    if position is None:
        last = db.scalar(
            select(func.max(Activity.position)).where(Activity.campaign_id == campaign_id)
        )
        position = (last or 0) + 1
    activity = Activity(
        campaign_id=campaign_id,
        kind=kind,
        title=title,
        group_title=group_title,
        is_required=is_required,
        held_at=held_at,
        position=position,
        max_score=max_score,
    )
    db.add(activity)
    db.flush()
    return activity


def assign(db: Session, activity_ids: Iterable[int], person_ids: Iterable[int]) -> int:
    """Expect people at activities; those already expected stay, those withdrawn come back.

    Returns how many (activity, person) pairs are new or came back. Bulk: a few statements.
    """
    people = set(person_ids)
    changed = 0
    for activity_id in sorted(set(activity_ids)):
        known = {
            row.person_id: row.withdrawn_at
            for row in db.execute(
                select(Assignment.person_id, Assignment.withdrawn_at).where(
                    Assignment.activity_id == activity_id
                )
            )
        }
        back = {person for person in people if known.get(person) is not None}
        _set_withdrawn(db, activity_id, back, None)
        fresh = sorted(people - known.keys())
        if fresh:
            now = clock.now()
            db.execute(
                insert(Assignment),
                [
                    {"activity_id": activity_id, "person_id": person, "assigned_at": now}
                    for person in fresh
                ],
            )
        changed += len(fresh) + len(back)
    return changed


def withdraw_assignments(
    db: Session, activity_ids: Iterable[int], person_ids: Iterable[int]
) -> None:
    """Expect these people at these activities no longer; the rows stay, with the moment."""
    for activity_id in set(activity_ids):
        _set_withdrawn(db, activity_id, set(person_ids), clock.now())


def is_in_audience(db: Session, campaign: Campaign, person_id: int) -> bool:
    """Whether the campaign is for this person: by unit on this day, or expected at something."""
    expected = db.scalar(
        select(Assignment.id)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Activity.campaign_id == campaign.id,
            Assignment.person_id == person_id,
            Assignment.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    if expected is not None:
        return True
    around = units_around(db, person_id)
    meant = db.scalar(
        select(CampaignAudience.id)
        .where(CampaignAudience.campaign_id == campaign.id, CampaignAudience.unit_id.in_(around))
        .limit(1)
    )
    return meant is not None


def expect_audience(db: Session, campaign_id: int) -> None:
    """Expect everybody the campaign is for at its materials and quizzes, and nobody else.

    That is the audience as of today and whoever is summoned to one of its study sessions. Study sessions keep
    their own lists. Bulk: a few statements for each activity.
    """
    everybodys = db.scalars(
        select(Activity.id).where(
            Activity.campaign_id == campaign_id,
            Activity.kind.in_((ActivityKind.MATERIAL, ActivityKind.QUIZ)),
            Activity.is_withdrawn.is_(False),
        )
    ).all()
    if not everybodys:
        return
    wanted = audience_of(db, campaign_id) | _summoned(db, campaign_id)
    assign(db, everybodys, wanted)
    extra = set(
        db.scalars(
            select(Assignment.person_id).where(
                Assignment.activity_id.in_(everybodys), Assignment.withdrawn_at.is_(None)
            )
        )
    )
    withdraw_assignments(db, everybodys, extra - wanted)


def _summoned(db: Session, campaign_id: int) -> set[int]:
    return set(
        db.scalars(
            select(Assignment.person_id)
            .join(Activity, Activity.id == Assignment.activity_id)
            .where(
                Activity.campaign_id == campaign_id,
                Activity.kind == ActivityKind.STUDY_SESSION,
                Assignment.withdrawn_at.is_(None),
            )
        )
    )


def audience_of(db: Session, campaign_id: int) -> set[int]:
    """Ids of all people of the campaign's audience units, as of today."""
    units = db.scalars(
        select(CampaignAudience.unit_id).where(CampaignAudience.campaign_id == campaign_id)
    ).all()
    return people_of_units(db, units, clock.today()) if units else set()


def _set_withdrawn(
    db: Session, activity_id: int, people: set[int], moment: datetime | None
) -> None:
    ids = sorted(people)
    for start in range(0, len(ids), CHUNK):
        db.execute(
            update(Assignment)
            .where(
                Assignment.activity_id == activity_id,
                Assignment.person_id.in_(ids[start : start + CHUNK]),
            )
            .values(withdrawn_at=moment)
        )
