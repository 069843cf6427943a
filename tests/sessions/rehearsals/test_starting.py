"""Starting and ending: what is copied, what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.campaigns.models import Activity, Assignment, Campaign
from lms.errors import Conflict, Invalid
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.planning import cancel_conference
from sessions.conferences.queries import get_conference, summonses_of
from sessions.conferences.summoning import summon, withdraw_summonses
from sessions.conferences.timetable import SessionPlan, add_session
from sessions.gates.enums import Direction
from sessions.gates.models import Gate
from sessions.gates.queries import gates_of_conference, hours_of
from sessions.gates.rules import GateState, gate_state
from sessions.rehearsals.copying import MARK
from sessions.rehearsals.queries import find_open_rehearsal, list_rehearsals
from sessions.rehearsals.services import end_rehearsal
from tests.factories import make_person
from tests.sessions.conferences.scene import make_ministry, plan_conference, reload
from tests.sessions.factories import make_conference
from tests.sessions.rehearsals.scene import EVENING, Stage, make_stage, rehearse


def test_copy_has_the_places_hours_gates_and_people(db):
    stage = make_stage(db, sessions=2)
    first, second = stage.conference.study_sessions
    db.add(
        Gate(
            study_session_id=second.id,
            venue_id=stage.conference.venues[0].id,
            direction=Direction.MID,
            step_seconds=30,
        )
    )

    copy = rehearse(db, stage)
    real = get_conference(db, stage.conference.id)
    first, second = real.study_sessions

    assert copy.title == f"{MARK} {real.title}"
    assert [venue.name for venue in copy.venues] == [venue.name for venue in real.venues]
    assert sum(venue.is_main for venue in copy.venues) == 1
    assert [each.starts_at for each in copy.study_sessions] == [
        EVENING,
        EVENING + (second.starts_at - first.starts_at),
    ]
    gates = gates_of_conference(db, copy.id)
    assert len(gates) == 5
    assert [gate.step_seconds for gate in gates if gate.direction is Direction.MID] == [30]
    names = {venue.id: venue.name for venue in (*copy.venues, *real.venues)}
    theirs, own = summonses_of(db, real.id), summonses_of(db, copy.id)
    assert {p: names[s.venue_id] for p, s in own.items()} == {
        p: names[s.venue_id] for p, s in theirs.items()
    }
    assert all(summons.code_digest is None for summons in own.values())


def test_copy_is_nothing_to_the_campaign(db):
    stage = make_stage(db)
    activities = select(func.count()).select_from(Activity)
    assignments = select(func.count()).select_from(Assignment)
    before = db.scalar(activities), db.scalar(assignments)

    copy = rehearse(db, stage)

    assert copy.activity_ids == []
    assert (db.scalar(activities), db.scalar(assignments)) == before


def test_gates_are_open_at_once_at_the_usual_hour(db):
    copy = rehearse(db, make_stage(db), starts_at=EVENING + timedelta(minutes=15))
    gates = gates_of_conference(db, copy.id)
    assert {gate_state(hours_of(gate), EVENING) for gate in gates} == {GateState.OPEN}


def test_withdrawn_people_are_left_out(db):
    stage = make_stage(db)
    withdraw_summonses(db, stage.conference, [stage.people[0].id], by=None)
    copy = rehearse(db, stage)
    assert set(summonses_of(db, copy.id)) == {person.id for person in stage.people[1:]}


def test_second_one_is_refused_while_one_is_under_way(db):
    stage = make_stage(db)
    rehearse(db, stage)
    with pytest.raises(Conflict, match="under way"):
        rehearse(db, stage)
    assert len(list_rehearsals(db, stage.conference.id)) == 1


def test_database_itself_refuses_a_second_open_one(db):
    stage = make_stage(db)
    rehearse(db, stage)
    rival = make_conference(db, campaign=db.get_one(Campaign, stage.conference.campaign_id))
    rival.rehearsal_of_id = stage.conference.id
    with pytest.raises(IntegrityError):
        db.flush()


def test_ended_one_stays_and_a_new_one_may_start(db):
    stage = make_stage(db)
    first = rehearse(db, stage)
    end_rehearsal(db, first, now=EVENING)
    second = rehearse(db, stage)

    assert first.state is ConferenceState.CLOSED
    assert find_open_rehearsal(db, stage.conference.id) is second
    assert [each.id for each in list_rehearsals(db, stage.conference.id)] == [second.id, first.id]
    gates = gates_of_conference(db, first.id)
    assert [gate.closed_at for gate in gates] == [EVENING, EVENING]


def test_ending_twice_keeps_the_first_moment(db):
    stage = make_stage(db)
    copy = rehearse(db, stage)
    end_rehearsal(db, copy, now=EVENING)
    end_rehearsal(db, copy, now=EVENING + timedelta(hours=1))
    closed = db.scalars(select(Gate.closed_at).where(Gate.venue_id == copy.venues[0].id))
    assert list(closed) == [EVENING]


def test_rehearsal_of_a_rehearsal_is_refused(db):
    stage = make_stage(db)
    copy = rehearse(db, stage)
    with pytest.raises(Conflict, match="rehearsal itself"):
        rehearse(db, Stage(stage.ministry, copy, stage.people))


def test_cancelled_conference_is_not_rehearsed(db):
    stage = make_stage(db)
    cancel_conference(db, stage.conference)
    with pytest.raises(Conflict, match="called off"):
        rehearse(db, stage)


def test_conference_without_people_is_not_rehearsed(db):
    ministry = make_ministry(db)
    conference = plan_conference(db, ministry)
    with pytest.raises(Invalid, match="summon people first"):
        rehearse(db, Stage(ministry, conference, []))


@pytest.mark.parametrize("away", [timedelta(hours=-2), timedelta(days=61)])
def test_time_out_of_reach_is_refused(db, away):
    with pytest.raises(Invalid, match="an hour ago to sixty days"):
        rehearse(db, make_stage(db), starts_at=EVENING + away)


def test_longest_title_still_fits_with_its_mark(db):
    stage = make_stage(db)
    stage.conference.title = "Đ" * 255
    assert len(rehearse(db, stage).title) == 255


def test_programme_of_a_rehearsal_is_not_changed(db):
    copy = rehearse(db, make_stage(db))
    plan = SessionPlan("Thêm", copy.starts_at, copy.ends_at, frozenset())
    with pytest.raises(Conflict, match="keeps the programme"):
        add_session(db, copy, plan)


def test_somebody_summoned_during_it_gets_neither_code_nor_assignment(db):
    stage = make_stage(db)
    copy = rehearse(db, stage)
    late = make_person(db, full_name="Phạm Thị Đến Sau", unit=stage.ministry.office)
    before = db.scalar(select(func.count()).select_from(Assignment))
    with clock.fixed(EVENING):
        summon(db, copy, {late.id: copy.venues[0].id}, leave_out_clashes=False, by=None)
    assert db.scalar(select(func.count()).select_from(Assignment)) == before
    assert summonses_of(db, reload(db, copy).id)[late.id].state is SummonsState.SUMMONED


def test_copy_takes_the_same_statements_for_more_people(db, count_queries):
    counts = []
    for people in (2, 8):
        stage = make_stage(db, people=people)
        db.flush()
        with count_queries() as statements:
            rehearse(db, stage)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert (
        db.scalar(
            select(func.count(Summons.id))
            .join(Conference, Conference.id == Summons.conference_id)
            .where(Conference.rehearsal_of_id.is_not(None))
        )
        == 10
    )
