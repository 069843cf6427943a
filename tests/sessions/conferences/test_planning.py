"""A conference keeps its hours sound, and takes nobody from another one."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.models import Assignment
from lms.errors import Conflict, Invalid
from sessions.conferences.enums import ConferenceState
from sessions.conferences.planning import (
    ConferencePlan,
    cancel_conference,
    change_conference,
    create_conference,
)
from sessions.conferences.summoning import summon
from tests.sessions.conferences.scene import (
    DAY,
    HOURS,
    make_ministry,
    plan_conference,
    reload,
    staff_of,
)


def test_conference_that_ends_before_it_begins_is_refused(db: Session) -> None:
    scene = make_ministry(db)
    with pytest.raises(Invalid, match="must end after"):
        create_conference(
            db, scene.campaign.id, ConferencePlan("H", scene.ministry.id, DAY, DAY), by=None
        )


def test_conference_of_a_whole_year_is_refused(db: Session) -> None:
    scene = make_ministry(db)
    plan = ConferencePlan("H", scene.ministry.id, DAY, DAY + timedelta(days=365))
    with pytest.raises(Invalid, match="a month at most"):
        create_conference(db, scene.campaign.id, plan, by=None)


def test_hours_that_leave_a_sitting_outside_are_refused(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    late = ConferencePlan("H", scene.ministry.id, DAY + timedelta(hours=2), DAY + HOURS)
    with pytest.raises(Invalid, match="Chuyên đề 1"):
        change_conference(db, conference, late)


def test_moving_a_conference_onto_another_names_who_would_be_at_both(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0]
    morning = plan_conference(db, scene, title="Hội nghị sáng")
    other = plan_conference(
        db, scene, title="Hội nghị khác", starts_at=DAY + timedelta(days=3), sessions=0
    )
    for conference in (morning, other):
        again = reload(db, conference)
        summon(db, again, {person.id: again.venues[0].id}, leave_out_clashes=False, by=None)
    moved = ConferencePlan("Hội nghị khác", scene.ministry.id, DAY, DAY + HOURS)
    with pytest.raises(Conflict, match=f"{person.full_name} .Hội nghị sáng."):
        change_conference(db, reload(db, other), moved)


def test_new_title_reaches_the_activities(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    plan = ConferencePlan("Hội nghị quán triệt", scene.ministry.id, DAY, DAY + HOURS)
    change_conference(db, conference, plan)
    assert reload(db, conference).study_sessions[0].activity.group_title == "Hội nghị quán triệt"


def test_calling_off_calls_off_a_rehearsal_under_way(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    rehearsal = plan_conference(db, scene, title="Tổng duyệt")
    ended = plan_conference(db, scene, title="Tổng duyệt lần đầu")
    rehearsal.rehearsal_of_id = ended.rehearsal_of_id = conference.id
    ended.state = ConferenceState.CLOSED
    db.flush()

    cancel_conference(db, reload(db, conference))

    assert reload(db, rehearsal).state == ConferenceState.CANCELLED
    assert reload(db, ended).state == ConferenceState.CLOSED


def test_calling_off_expects_nobody_and_frees_the_day(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0]
    conference = plan_conference(db, scene)
    chosen = {person.id: conference.venues[0].id}
    summon(db, conference, chosen, leave_out_clashes=False, by=None)
    assert cancel_conference(db, reload(db, conference)) == 1
    again = reload(db, conference)
    assert again.state == ConferenceState.CANCELLED
    assert again.study_sessions[0].activity.is_withdrawn
    kept = db.scalars(select(Assignment).where(Assignment.person_id == person.id)).one()
    assert kept.withdrawn_at is not None
    second = plan_conference(db, scene, title="Hội nghị thay thế")
    done = summon(db, second, {person.id: second.venues[0].id}, leave_out_clashes=False, by=None)
    assert done.fresh == {person.id}
