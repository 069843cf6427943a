"""A learner's first page: each campaign in four steps, and the one next thing to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind, CampaignState
from lms.campaigns.models import Campaign
from lms.campaigns.queries import campaigns_of_person
from lms.campaigns.rules import Share
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.certificates.queries import certificates_of_person
from lms.home.rules import StepState, Todo, all_over, next_thing, on_now, opens_next, step_state
from lms.study.progress import Item, progress_of

MOST_CAMPAIGNS = 3
"""Campaigns shown in full; the list of all is one tap away."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of thing a campaign asks for, as a line of the page."""

    kind: ActivityKind
    state: StepState
    share: Share
    opens_at: datetime | None
    only: Item | None
    """The thing itself where there is one of its kind: the line leads straight to it."""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign of a learner."""

    campaign: Campaign
    steps: tuple[Step, ...]
    is_complete: bool
    on_now: Item | None
    """A study session that waits for a check-in"""
    next_item: Item | None
    """What can be done at any place"""
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class LearnerHome:
    """All that the learner's first page shows."""

    current: tuple[CampaignView, ...]
    others: int
    """Campaigns not shown in full"""
    certificates: int

    @property
    def on_now(self) -> Item | None:
        """The study session that waits for a check-in; it comes before everything else."""
        return next((view.on_now for view in self.current if view.on_now), None)

    @property
    def next_item(self) -> Item | None:
        """The one next thing that can be done at any place."""
        return next((view.next_item for view in self.current if view.next_item), None)


def learner_home(db: Session, person_id: int) -> LearnerHome:
    """The campaigns that run now and concern a person; three queries for each shown."""
    today, now = clock.today(), clock.now()
    campaigns = campaigns_of_person(db, person_id)
    running = [
        each
        for each in campaigns
        if each.state is CampaignState.OPEN and each.starts_on <= today <= each.ends_on
    ]
    held = [
        each
        for each in certificates_of_person(db, person_id)
        if each.state is CertificateState.ISSUED
    ]
    by_campaign = {each.campaign_id: each for each in reversed(held)}
    views = tuple(
        _view(db, campaign, person_id, by_campaign.get(campaign.id), now)
        for campaign in running[:MOST_CAMPAIGNS]
    )
    return LearnerHome(views, len(campaigns) - len(views), len(held))


def _view(
    db: Session,
    campaign: Campaign,
    person_id: int,
    certificate: Certificate | None,
    now: datetime,
) -> CampaignView:
    progress = progress_of(db, campaign, person_id)
    todos = [_todo(item) for item in progress.items]
    shares = (
        (ActivityKind.STUDY_SESSION, progress.standing.sessions),
        (ActivityKind.MATERIAL, progress.standing.materials),
        (ActivityKind.QUIZ, progress.standing.quizzes),
    )
    steps = tuple(
        _step(kind, share, progress.items, todos, now) for kind, share in shares if share.wanted
    )
    session, index = on_now(todos, now), next_thing(todos, now)
    return CampaignView(
        campaign,
        steps,
        progress.standing.is_complete,
        progress.items[session] if session is not None else None,
        progress.items[index] if index is not None else None,
        certificate,
    )


def _step(
    kind: ActivityKind,
    share: Share,
    items: tuple[Item, ...],
    todos: list[Todo],
    now: datetime,
) -> Step:
    of_kind = [item for item in items if item.activity.kind is kind]
    is_over = kind is ActivityKind.STUDY_SESSION and all_over(todos, kind, now)
    return Step(
        kind,
        step_state(share.done, share.wanted, is_over=is_over),
        share,
        opens_next(todos, kind, now),
        of_kind[0] if len(of_kind) == 1 else None,
    )


def _todo(item: Item) -> Todo:
    activity = item.activity
    return Todo(activity.kind, activity.is_required, item.is_done, activity.held_at)
