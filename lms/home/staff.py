"""The dashboard of those who run things: what is set up, what runs, what waits."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Activity, Assignment, Campaign
from lms.campaigns.queries import list_campaigns
from lms.people.actor import RUNNING, Actor
from lms.people.models import Person
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign that runs today, with how many people are expected at anything in it."""

    campaign: Campaign
    expected: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far the system is filled; the dashboard of an empty one says what to do first."""

    units: int
    people: int
    campaigns: int

    @property
    def is_finished(self) -> bool:
        """Whether there is something to run."""
        return bool(self.units and self.people and self.campaigns)


def running_campaigns(db: Session, actor: Actor) -> list[Running]:
    """Campaigns of the actor's units that are open today. Three queries."""
    today = clock.today()
    running = [
        row.campaign
        for row in list_campaigns(db, actor.units_of(*RUNNING))
        if row.campaign.state is CampaignState.OPEN
        and row.campaign.starts_on <= today <= row.campaign.ends_on
    ]
    rows = db.execute(
        select(Activity.campaign_id, func.count(Assignment.person_id.distinct()))
        .join(Assignment, Assignment.activity_id == Activity.id)
        .where(
            Activity.campaign_id.in_([each.id for each in running]),
            Activity.is_withdrawn.is_(False),
            Assignment.withdrawn_at.is_(None),
        )
        .group_by(Activity.campaign_id)
    )
    expected = {campaign_id: count for campaign_id, count in rows}  # noqa: C416 - rows are typed
    return [Running(each, expected.get(each.id, 0)) for each in running]


def set_up_state(db: Session) -> SetUp:
    """Counts of what a new system needs first."""
    counts = [
        db.scalar(select(func.count()).select_from(each)) or 0 for each in (Unit, Person, Campaign)
    ]
    return SetUp(*counts)
