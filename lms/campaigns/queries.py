"""Reading campaigns: for their staff, for the people they are meant for."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import clock
from lms.campaigns.enums import ActivityKind, CampaignState
from lms.campaigns.models import Activity, Assignment, Campaign, CampaignAudience
from lms.errors import NotFound
from lms.people.belonging import holds_on
from lms.people.models import Membership
from lms.people.roles.models import UnitStamp
from lms.people.roles.trees import remembered_tree
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One line of the staff's list."""

    campaign: Campaign
    counts: dict[ActivityKind, int]
    """Activities by kind, withdrawn ones left out"""


def get_campaign(db: Session, campaign_id: int) -> Campaign:
    """The campaign with its audience and plan document. Raises NotFound."""
    campaign = db.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .options(selectinload(Campaign.audience), joinedload(Campaign.plan_file))
    )
    if campaign is None:
        raise NotFound(_l("This campaign does not exist."))
    return campaign


def list_campaigns(db: Session, owner_units: Collection[int] | None) -> list[CampaignRow]:
    """Campaigns owned by the units (None: all), newest first. Two queries."""
    question = select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    if owner_units is not None:
        question = question.where(Campaign.owner_unit_id.in_(owner_units))
    campaigns = db.scalars(question).all()
    counts: dict[int, dict[ActivityKind, int]] = {campaign.id: {} for campaign in campaigns}
    rows = db.execute(
        select(Activity.campaign_id, Activity.kind, func.count())
        .where(Activity.campaign_id.in_(counts), Activity.is_withdrawn.is_(False))
        .group_by(Activity.campaign_id, Activity.kind)
    )
    for campaign_id, kind, count in rows:
        counts[campaign_id][kind] = count
    return [CampaignRow(campaign, counts[campaign.id]) for campaign in campaigns]


def campaigns_of_person(db: Session, person_id: int) -> list[Campaign]:
    """Campaigns meant for a person, by unit on this day or by name; drafts left out, newest first."""
    audience = exists().where(
        CampaignAudience.campaign_id == Campaign.id,
        CampaignAudience.unit_id.in_(units_around(db, person_id)),
    )
    expected = exists().where(
        Activity.campaign_id == Campaign.id,
        Assignment.activity_id == Activity.id,
        Assignment.person_id == person_id,
        Assignment.withdrawn_at.is_(None),
    )
    return list(
        db.scalars(
            select(Campaign)
            .where(Campaign.state != CampaignState.DRAFT, or_(audience, expected))
            .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
        )
    )


def list_activities(db: Session, campaign_id: int) -> list[Activity]:
    """What the campaign asks for, in its order; withdrawn ones left out."""
    return list(
        db.scalars(
            select(Activity)
            .where(Activity.campaign_id == campaign_id, Activity.is_withdrawn.is_(False))
            .order_by(Activity.position, Activity.id)
        )
    )


def units_around(db: Session, person_id: int) -> set[int]:
    """The units of both trees a person belongs to today, and all units above those.

    One query; the trees come from memory while no unit changes, for this is asked whenever somebody signs in.
    """
    today = clock.today()
    own = db.execute(
        select(
            Membership.tree, Membership.unit_id, select(UnitStamp.stamp).scalar_subquery()
        ).where(Membership.person_id == person_id, holds_on(today))
    ).all()
    around: set[int] = set()
    for tree, unit_id, stamp in own:
        picture = remembered_tree(db, tree, today, stamp)
        if unit_id in picture:
            around |= {unit_id, *picture.ancestors(unit_id)}
    return around


def trees_today(db: Session) -> dict[Tree, UnitTree]:
    """Both trees as they stand today, for choosing units and printing their names."""
    return {tree: load_tree(db, tree, clock.today()) for tree in Tree}
