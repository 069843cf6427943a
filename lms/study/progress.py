"""Where people stand in a campaign: read from the plan, the assignments and the learner record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment, Campaign
from lms.campaigns.queries import list_activities
from lms.campaigns.rules import Standing
from lms.certificates.rules import DONE, Asked, Result, judge_person
from lms.certificates.standings import rule_of
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.records.queries import outcomes_of_person

_ORDER = (ActivityKind.STUDY_SESSION, ActivityKind.MATERIAL, ActivityKind.QUIZ)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a person has to do, and what came of it so far."""

    activity: Activity
    outcome: Outcome | None

    @property
    def is_done(self) -> bool:
        """Attended, read or passed."""
        return self.outcome is not None and self.outcome.state in DONE[self.activity.kind]

    @property
    def done_at(self) -> datetime | None:
        """When it was done."""
        return self.outcome.occurred_at if self.outcome and self.is_done else None


@dataclass(frozen=True, slots=True)
class Progress:
    """What one person has to do in a campaign, in order, and where they stand."""

    items: tuple[Item, ...]
    standing: Standing

    @property
    def next_item(self) -> Item | None:
        """The first required thing that can be done at any time and is not done yet."""
        return next((item for item in self.items if _can_do_now(item)), None)


@dataclass(frozen=True, slots=True)
class Turnout:
    """One activity of a campaign in figures."""

    activity: Activity
    expected: int
    done: int
    """Of those expected"""


def progress_of(db: Session, campaign: Campaign, person_id: int) -> Progress:
    """One person's list: the study sessions they are summoned to, all materials, all quizzes.

    Where they stand is judged by the rule that certificates are issued by. Three queries, whatever the number of activities.
    """
    activities = list_activities(db, campaign.id)
    outcomes = outcomes_of_person(db, person_id, campaign.id)
    summoned = _assigned_to(db, campaign.id, person_id)
    items = [
        Item(activity, outcomes.get(activity.id))
        for activity in sorted(activities, key=_place)
        if activity.kind is not ActivityKind.STUDY_SESSION or activity.id in summoned
    ]
    asked = [Asked(each.id, each.kind, each.is_required) for each in activities]
    results = {id_: Result(each.state) for id_, each in outcomes.items()}
    achievement = judge_person(rule_of(campaign), asked, summoned, results)
    return Progress(tuple(items), achievement.standing)


def turnout_of(db: Session, campaign_id: int) -> list[Turnout]:
    """Each activity with how many are expected and how many of them have done it. Three queries."""
    activities = sorted(list_activities(db, campaign_id), key=_place)
    expected = _count(db, campaign_id, frozenset())
    done: dict[int, int] = {}
    for kind, states in DONE.items():
        counted = _count(db, campaign_id, states)
        done |= {each.id: counted.get(each.id, 0) for each in activities if each.kind is kind}
    return [Turnout(each, expected.get(each.id, 0), done[each.id]) for each in activities]


def _assigned_to(db: Session, campaign_id: int, person_id: int) -> set[int]:
    return set(
        db.scalars(
            select(Assignment.activity_id)
            .join(Activity, Activity.id == Assignment.activity_id)
            .where(
                Activity.campaign_id == campaign_id,
                Assignment.person_id == person_id,
                Assignment.withdrawn_at.is_(None),
            )
        )
    )


def _count(db: Session, campaign_id: int, states: Collection[OutcomeState]) -> dict[int, int]:
    """activity id → people expected, of whom only those whose current outcome is in the states."""
    question = (
        select(Assignment.activity_id, func.count())
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Activity.campaign_id == campaign_id, Assignment.withdrawn_at.is_(None))
        .group_by(Assignment.activity_id)
    )
    if states:
        question = (
            question.join(
                CurrentOutcome,
                (CurrentOutcome.activity_id == Assignment.activity_id)
                & (CurrentOutcome.person_id == Assignment.person_id),
            )
            .join(Outcome, Outcome.id == CurrentOutcome.outcome_id)
            .where(Outcome.state.in_(states))
        )
    return dict(db.execute(question).all())


def _place(activity: Activity) -> tuple[int, float, int, int]:
    held = activity.held_at.timestamp() if activity.held_at else 0.0
    return _ORDER.index(activity.kind), held, activity.position, activity.id


def _can_do_now(item: Item) -> bool:
    is_free = item.activity.kind is not ActivityKind.STUDY_SESSION
    return is_free and item.activity.is_required and not item.is_done
