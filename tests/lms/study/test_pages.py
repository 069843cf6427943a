"""A campaign as its learners and its staff see it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign, expect_audience
from lms.campaigns.enums import ActivityKind, CampaignState
from lms.campaigns.models import Activity, Campaign
from lms.people.enums import Role
from lms.people.models import Account
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from lms.study.progress import progress_of, turnout_of
from lms.units.models import Unit
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit
from tests.lms.materials.factories import make_material


@pytest.fixture
def office(db: Session) -> Unit:
    make_account(db, role=Role.ADMINISTRATOR)
    return make_unit(db, name="Văn phòng")


@pytest.fixture
def campaign(db: Session, office: Unit) -> Campaign:
    return make_campaign(db, owner=office, audience=[office], title="Đợt học tập mùa xuân")


@pytest.fixture
def account(db: Session, office: Unit) -> Account:
    return make_account(db, person=make_person(db, unit=office))


def _post(db: Session, account: Account, activity: Activity, state: OutcomeState) -> None:
    post_outcome(
        db,
        NewOutcome(
            person_id=account.person_id,
            activity_id=activity.id,
            state=state,
            source="test",
            source_key=f"{activity.id}/{account.person_id}/{state}",
            occurred_at=clock.now(),
        ),
    )


def test_progress_lists_only_the_sessions_a_person_is_summoned_to(
    db: Session, campaign: Campaign, account: Account
) -> None:
    mine, _theirs = make_activity(db, campaign), make_activity(db, campaign)
    material = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    assign(db, [mine.id], [account.person_id])
    progress = progress_of(db, campaign, account.person_id)
    assert [item.activity for item in progress.items] == [mine, material]
    assert progress.next_item is not None
    assert progress.next_item.activity is material


def test_doing_everything_completes_the_campaign(
    db: Session, campaign: Campaign, account: Account
) -> None:
    session = make_activity(db, campaign)
    material = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    quiz = make_activity(db, campaign, kind=ActivityKind.QUIZ)
    assign(db, [session.id], [account.person_id])
    _post(db, account, session, OutcomeState.LATE)
    _post(db, account, material, OutcomeState.READ)
    _post(db, account, quiz, OutcomeState.FAILED)
    assert not progress_of(db, campaign, account.person_id).standing.is_complete
    _post(db, account, quiz, OutcomeState.PASSED)
    progress = progress_of(db, campaign, account.person_id)
    assert progress.standing.is_complete
    assert progress.next_item is None


def test_turnout_counts_only_those_expected(
    db: Session, campaign: Campaign, account: Account, office: Unit
) -> None:
    material = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    make_person(db, unit=office)
    expect_audience(db, campaign.id)
    _post(db, account, material, OutcomeState.READ)
    _post(db, make_account(db), material, OutcomeState.READ)
    [row] = turnout_of(db, campaign.id)
    assert (row.expected, row.done) == (2, 1)


def test_progress_takes_as_many_queries_for_three_activities_as_for_one(
    app: Flask, db: Session, campaign: Campaign, account: Account, count_queries
) -> None:
    make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    db.flush()
    with count_queries() as one:
        progress_of(db, campaign, account.person_id)
    for _ in range(2):
        make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    db.flush()
    with count_queries() as three:
        progress_of(db, campaign, account.person_id)
    assert len(three) == len(one)


def test_a_learner_finds_the_campaign_and_what_to_read_next(
    app: Flask, db: Session, client: FlaskClient, login, campaign: Campaign, account: Account
) -> None:
    with app.app_context():
        material = make_material(db, campaign, title="Hỏi - đáp về Nghị quyết")
    login(client, account)
    assert campaign.title in client.get("/dot-hoc-tap").text
    page = client.get(f"/dot-hoc-tap/{campaign.id}").text
    assert f'href="/tai-lieu/{material.id}"' in page
    assert "/quan-ly" not in page
    client.post(f"/tai-lieu/{material.id}/da-doc")
    assert "step-done" in client.get(f"/dot-hoc-tap/{campaign.id}").text


def test_a_draft_and_another_units_campaign_do_not_exist_for_a_learner(
    db: Session, client: FlaskClient, login, campaign: Campaign, account: Account
) -> None:
    other = make_campaign(db, audience=[make_unit(db, name="Vụ khác")], title="Đợt của Vụ khác")
    campaign.state = CampaignState.DRAFT
    assert client.get(f"/dot-hoc-tap/{other.id}").location.startswith("/dang-nhap")
    login(client, account)
    listed = client.get("/dot-hoc-tap").text
    assert campaign.title not in listed
    assert other.title not in listed
    for each in (campaign, other):
        assert client.get(f"/dot-hoc-tap/{each.id}").status_code == 404
        assert client.get(f"/dot-hoc-tap/{each.id}/quan-ly").status_code == 404


def test_the_staff_see_figures_and_the_areas_panels(
    app: Flask, db: Session, client: FlaskClient, login, campaign: Campaign, office: Unit
) -> None:
    make_person(db, unit=office)
    with app.app_context():
        material = make_material(db, campaign, title="Hỏi - đáp về Nghị quyết")
    login(client, make_account(db, role=Role.TRAINER, unit=office))
    page = client.get(f"/dot-hoc-tap/{campaign.id}/quan-ly").text
    assert f'href="/tai-lieu/{material.id}/sua"' in page
    assert f"/hoi-nghi/moi/{campaign.id}" in page
    assert "0 / 1" in page


def test_anonymous_people_are_asked_to_sign_in(client: FlaskClient, campaign: Campaign) -> None:
    for path in ("/dot-hoc-tap", f"/dot-hoc-tap/{campaign.id}/quan-ly"):
        assert client.get(path).location.startswith("/dang-nhap")
