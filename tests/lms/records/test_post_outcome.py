"""Posting to the learner record: once per key, newest counts, nothing overwritten."""

import pytest
from sqlalchemy import select

from lms import clock
from lms.errors import Invalid
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from lms.records.queries import history, outcomes_of_campaign, outcomes_of_person
from lms.records.services import NewOutcome, post_outcome, post_outcomes, rebuild, void_outcome
from tests.factories import make_activity, make_campaign, make_person


@pytest.fixture
def place(db):
    campaign = make_campaign(db)
    return campaign, make_activity(db, campaign), make_person(db)


def _new(activity, person, key, state=OutcomeState.PRESENT, **more):
    return NewOutcome(
        person_id=person.id,
        activity_id=activity.id,
        state=state,
        source="test",
        source_key=key,
        occurred_at=clock.now(),
        **more,
    )


def test_post_outcome_same_key_twice_returns_the_first(db, place):
    _, activity, person = place
    first = post_outcome(db, _new(activity, person, "k1"))
    again = post_outcome(db, _new(activity, person, "k1", OutcomeState.ABSENT))

    assert again.id == first.id
    assert again.state is OutcomeState.PRESENT
    assert len(history(db, person.id, activity.id)) == 1


def test_post_outcome_newer_statement_supersedes(db, place):
    campaign, activity, person = place
    first = post_outcome(db, _new(activity, person, "k1"))
    second = post_outcome(db, _new(activity, person, "k2", OutcomeState.EXCUSED, reason="ốm"))

    assert second.supersedes_id == first.id
    assert outcomes_of_person(db, person.id)[activity.id].state is OutcomeState.EXCUSED
    assert outcomes_of_campaign(db, campaign.id)[person.id][activity.id].id == second.id
    assert [row.state for row in history(db, person.id, activity.id)] == ["present", "excused"]


def test_post_outcomes_in_bulk_agrees_with_one_by_one(db, place):
    campaign, activity, _ = place
    people = [make_person(db) for _ in range(5)]
    post_outcome(db, _new(activity, people[0], "old"))
    bulk = [_new(activity, person, f"b{person.id}", OutcomeState.ABSENT) for person in people]

    assert post_outcomes(db, activity.id, bulk) == 5
    assert post_outcomes(db, activity.id, bulk) == 0

    current = outcomes_of_campaign(db, campaign.id)
    assert {current[person.id][activity.id].state for person in people} == {OutcomeState.ABSENT}
    assert current[people[0].id][activity.id].supersedes_id is not None
    assert current[people[1].id][activity.id].supersedes_id is None


def test_void_outcome_keeps_the_former_and_names_why(db, place):
    _, activity, person = place
    first = post_outcome(db, _new(activity, person, "k1"))
    voided = void_outcome(db, first.id, source_key="v1", reason="nhầm người", posted_by=None)

    assert voided.state is OutcomeState.VOID
    assert voided.reason == "nhầm người"
    assert first.state is OutcomeState.PRESENT


def test_void_outcome_needs_a_reason(db, place):
    _, activity, person = place
    first = post_outcome(db, _new(activity, person, "k1"))

    with pytest.raises(Invalid):
        void_outcome(db, first.id, source_key="v1", reason="  ", posted_by=None)


def test_void_outcome_of_a_superseded_row_is_refused(db, place):
    _, activity, person = place
    first = post_outcome(db, _new(activity, person, "k1"))
    post_outcome(db, _new(activity, person, "k2"))

    with pytest.raises(Invalid):
        void_outcome(db, first.id, source_key="v1", reason="nhầm", posted_by=None)


def test_rebuild_gives_the_same_cache(db, place):
    _, activity, person = place
    others = [make_person(db) for _ in range(3)]
    for number, each in enumerate([person, *others, person]):
        post_outcome(db, _new(activity, each, f"k{number}"))
    before = _cache(db)

    rebuild(db)

    assert _cache(db) == before
    assert len(before) == 4


def _cache(db):
    db.flush()
    rows = db.execute(
        select(CurrentOutcome.person_id, CurrentOutcome.activity_id, Outcome.id, Outcome.state)
        .join(Outcome, Outcome.id == CurrentOutcome.outcome_id)
        .order_by(CurrentOutcome.person_id, CurrentOutcome.activity_id)
    )
    return [tuple(row) for row in rows]
