"""Who meets a campaign's completion rule: read from the plan, the assignments and the record."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Activity, Assignment, Campaign
from lms.campaigns.rules import CompletionRule
from lms.certificates.rules import Achievement, Asked, Result, judge_person
from lms.people.belonging import CHUNK
from lms.records.models import CurrentOutcome, Outcome


def achievements(
    db: Session, campaign: Campaign, person_ids: Collection[int] | None = None
) -> dict[int, Achievement]:
    """person id → where they stand; of some people, or of all with any outcome in the campaign.

    Three queries for all; with ids, one more of two of them per 5,000 people.
    """
    asked = _activities(db, [campaign.id]).get(campaign.id, ())
    results = _results(db, [campaign.id], person_ids)
    summoned = _summoned(db, [campaign.id], person_ids)
    rule = rule_of(campaign)
    people = results.keys() if person_ids is None else person_ids
    return {
        person: judge_person(rule, asked, summoned.get(person, ()), results.get(person, {}))
        for person in sorted(people)
    }


def completed_by(db: Session, campaigns: Sequence[Campaign], person_id: int) -> list[Campaign]:
    """Those of the campaigns that the person has completed. Three queries for all of them."""
    ids = [campaign.id for campaign in campaigns]
    asked = _activities(db, ids)
    results = _results(db, ids, [person_id]).get(person_id, {})
    summoned = _summoned(db, ids, [person_id]).get(person_id, set())
    return [
        campaign
        for campaign in campaigns
        if judge_person(
            rule_of(campaign), asked.get(campaign.id, ()), summoned, results
        ).is_complete
    ]


def rule_of(campaign: Campaign) -> CompletionRule:
    """The campaign's completion rule as a plain value."""
    return CompletionRule(
        campaign.sessions_required,
        campaign.materials_required,
        campaign.quiz_required,
        campaign.pass_percent,
    )


def _activities(db: Session, campaign_ids: Collection[int]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = {}
    for campaign, activity, kind, is_required in db.execute(
        select(Activity.campaign_id, Activity.id, Activity.kind, Activity.is_required).where(
            Activity.campaign_id.in_(campaign_ids), Activity.is_withdrawn.is_(False)
        )
    ):
        found.setdefault(campaign, []).append(Asked(activity, kind, is_required))
    return found


def _results(
    db: Session, campaign_ids: Collection[int], person_ids: Collection[int] | None
) -> dict[int, dict[int, Result]]:
    question = (
        select(
            Outcome.person_id,
            Outcome.activity_id,
            Outcome.state,
            Outcome.score,
            Outcome.max_score,
        )
        .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
        .join(Activity, Activity.id == Outcome.activity_id)
        .where(Activity.campaign_id.in_(campaign_ids))
    )
    found: dict[int, dict[int, Result]] = {}
    for part in _parts(person_ids):
        narrowed = question if part is None else question.where(Outcome.person_id.in_(part))
        for person, activity, state, score, max_score in db.execute(narrowed):
            found.setdefault(person, {})[activity] = Result(state, score, max_score)
    return found


def _summoned(
    db: Session, campaign_ids: Collection[int], person_ids: Collection[int] | None
) -> dict[int, set[int]]:
    question = (
        select(Assignment.person_id, Assignment.activity_id)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Activity.campaign_id.in_(campaign_ids), Assignment.withdrawn_at.is_(None))
    )
    found: dict[int, set[int]] = {}
    for part in _parts(person_ids):
        narrowed = question if part is None else question.where(Assignment.person_id.in_(part))
        for person, activity in db.execute(narrowed):
            found.setdefault(person, set()).add(activity)
    return found


def _parts(person_ids: Collection[int] | None) -> list[list[int] | None]:
    if person_ids is None:
        return [None]
    ids = sorted(person_ids)
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
