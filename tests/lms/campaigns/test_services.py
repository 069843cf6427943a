"""Making and changing campaigns."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.activities import audience_of, expect_audience, is_in_audience
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment, CampaignAudience
from lms.campaigns.queries import campaigns_of_person, get_campaign
from lms.campaigns.services import CampaignPlan, change_campaign, create_campaign
from lms.errors import Invalid
from lms.units.enums import Tree
from tests.factories import make_activity, make_campaign, make_person, make_unit


def _plan(owner: int, audience: set[int], **changes: object) -> CampaignPlan:
    plan = {"title": "Đợt học tập", "starts_on": date(2021, 3, 1), "ends_on": date(2021, 4, 30)}
    return CampaignPlan(owner_unit_id=owner, audience=audience, **{**plan, **changes})  # type: ignore[arg-type]


def _expected(db: Session, activity: Activity) -> set[int]:
    return set(
        db.scalars(
            select(Assignment.person_id).where(
                Assignment.activity_id == activity.id, Assignment.withdrawn_at.is_(None)
            )
        )
    )


def test_create_keeps_the_plan_and_drops_nested_units(db: Session) -> None:
    ministry = make_unit(db, name="Bộ")
    office = make_unit(db, name="Văn phòng", parent=ministry)
    room = make_unit(db, name="Phòng", parent=office)
    cell = make_unit(db, name="Chi bộ", tree=Tree.PARTY)
    campaign = create_campaign(
        db, _plan(ministry.id, {office.id, room.id, cell.id}, pass_percent=60), by=None
    )
    assert {each.unit_id for each in campaign.audience} == {office.id, cell.id}
    assert get_campaign(db, campaign.id).pass_percent == 60


def test_a_plan_that_ends_before_it_starts_is_refused(db: Session) -> None:
    unit = make_unit(db)
    with pytest.raises(Invalid, match="before the first"):
        create_campaign(db, _plan(unit.id, {unit.id}, ends_on=date(2021, 2, 28)), by=None)


def test_a_campaign_for_nobody_is_refused(db: Session) -> None:
    with pytest.raises(Invalid, match="at least one unit"):
        create_campaign(db, _plan(make_unit(db).id, set()), by=None)


def test_a_person_of_both_trees_counts_once(db: Session) -> None:
    office, cell = make_unit(db), make_unit(db, tree=Tree.PARTY)
    person = make_person(db, unit=office, party_unit=cell)
    campaign = make_campaign(db, audience=[office, cell])
    assert audience_of(db, campaign.id) == {person.id}


def test_changing_the_audience_moves_expectations_and_keeps_the_row(db: Session) -> None:
    first, second = make_unit(db, name="Vụ 1"), make_unit(db, name="Vụ 2")
    stays, goes = make_person(db, unit=first), make_person(db, unit=second)
    campaign = make_campaign(db, audience=[first, second])
    material = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    expect_audience(db, campaign.id)
    assert _expected(db, material) == {stays.id, goes.id}
    change_campaign(db, get_campaign(db, campaign.id), _plan(first.id, {first.id}))
    assert _expected(db, material) == {stays.id}
    assert len(db.scalars(select(Assignment)).all()) == 2
    assert [each.unit_id for each in db.scalars(select(CampaignAudience))] == [first.id]


def test_somebody_summoned_from_outside_is_in_and_reads_too(db: Session) -> None:
    office = make_unit(db)
    guest, stranger = make_person(db), make_person(db)
    campaign = make_campaign(db, audience=[office])
    session = make_activity(db, campaign)
    material = make_activity(db, campaign, kind=ActivityKind.MATERIAL)
    db.add(Assignment(activity_id=session.id, person_id=guest.id, assigned_at=campaign.created_at))
    db.flush()
    expect_audience(db, campaign.id)
    assert _expected(db, material) == {guest.id}
    assert is_in_audience(db, campaign, guest.id)
    assert not is_in_audience(db, campaign, stranger.id)


def test_a_person_finds_campaigns_by_any_unit_above(db: Session) -> None:
    ministry = make_unit(db, name="Bộ")
    room = make_unit(db, name="Phòng", parent=make_unit(db, name="Văn phòng", parent=ministry))
    person = make_person(db, unit=room)
    meant = make_campaign(db, owner=ministry, audience=[ministry])
    make_campaign(db, owner=ministry, audience=[make_unit(db, parent=ministry)])
    assert campaigns_of_person(db, person.id) == [meant]
    assert is_in_audience(db, meant, person.id)
