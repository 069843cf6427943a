"""Reading the learner record: what certificates, reports and the person's own pages ask."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.campaigns.models import Activity
from lms.people.belonging import CHUNK
from lms.records.models import CurrentOutcome, Outcome


def outcomes_of_person(
    db: Session, person_id: int, campaign_id: int | None = None
) -> dict[int, Outcome]:
    """activity id → current outcome of one person, in one campaign or in all."""
    question = (
        select(Outcome)
        .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
        .where(
            CurrentOutcome.person_id == person_id,
            CurrentOutcome.activity_id.in_(select(Activity.id)),
        )
    )
    if campaign_id is not None:
        question = question.join(Activity, Activity.id == Outcome.activity_id).where(
            Activity.campaign_id == campaign_id
        )
    return {outcome.activity_id: outcome for outcome in db.scalars(question)}


def outcomes_of_campaign(
    db: Session, campaign_id: int, person_ids: Collection[int] | None = None
) -> dict[int, dict[int, Outcome]]:
    """person id → activity id → current outcome, over a campaign; for some people or for all."""
    question = (
        select(Outcome)
        .join(CurrentOutcome, CurrentOutcome.outcome_id == Outcome.id)
        .join(Activity, Activity.id == Outcome.activity_id)
        .where(Activity.campaign_id == campaign_id)
    )
    found: dict[int, dict[int, Outcome]] = {}
    for part in _parts(person_ids):
        asked = question if part is None else question.where(Outcome.person_id.in_(part))
        for outcome in db.scalars(asked):
            found.setdefault(outcome.person_id, {})[outcome.activity_id] = outcome
    return found


def history(db: Session, person_id: int, activity_id: int) -> list[Outcome]:
    """Every statement about one person and one activity, oldest first."""
    chain = ids_of_statements(person_id, activity_id)
    return list(db.scalars(select(Outcome).where(Outcome.id.in_(chain)).order_by(Outcome.id)))


def ids_of_statements(person_id: int, activity_id: int | None = None) -> Select[tuple[int]]:
    """Ids of every statement about a person, about one activity or all: from the current ones back."""
    current = select(CurrentOutcome.outcome_id.label("id")).where(
        CurrentOutcome.person_id == person_id,
        CurrentOutcome.activity_id.in_(select(Activity.id))
        if activity_id is None
        else CurrentOutcome.activity_id == activity_id,
    )
    chain = current.cte("chain", recursive=True)
    former = select(Outcome.supersedes_id).where(
        Outcome.id == chain.c.id, Outcome.supersedes_id.is_not(None)
    )
    return select(chain.union_all(former).c.id)


def _parts(person_ids: Collection[int] | None) -> list[list[int] | None]:
    if person_ids is None:
        return [None]
    ids = sorted(person_ids)
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
