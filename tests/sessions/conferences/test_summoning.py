"""People are summoned whole or not at all; the exempt, the gone and the double-booked stay out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.campaigns.activities import register_activity
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Assignment
from lms.errors import Conflict, Invalid
from lms.people.enums import PartyStatus
from lms.people.standing import change_standing
from lms.units.enums import Tree
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.audience import UnitChoice, people_by_units
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.conferences.summoning import preview_summons, summon, withdraw_summonses
from tests.factories import make_person, make_unit
from tests.sessions.conferences.scene import (
    DAY,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
    staff_of,
)

AFTERWARDS = DAY.date() + timedelta(days=5)


def everybody(conference: Conference, *people: int, place: int = 0) -> dict[int, int]:
    return dict.fromkeys(people, conference.venues[place].id)


def states(db: Session, conference: Conference) -> dict[int, tuple[SummonsState, int]]:
    rows = db.scalars(select(Summons).filter_by(conference_id=conference.id))
    return {row.person_id: (row.state, row.venue_id) for row in rows}


def expected(db: Session, conference: Conference) -> set[int]:
    return set(
        db.scalars(
            select(Assignment.person_id).where(
                Assignment.activity_id == conference.study_sessions[0].activity_id,
                Assignment.withdrawn_at.is_(None),
            )
        )
    )


def test_units_bring_their_subtree_to_the_venue_of_the_nearest_choice(db: Session) -> None:
    scene = make_ministry(db)
    office, archives, centre = (
        staff_of(db, unit, 1)[0].id for unit in (scene.office, scene.archives, scene.archives_one)
    )
    conference = plan_conference(db, scene)
    main, second = (venue.id for venue in conference.venues)
    by_unit = {scene.ministry.id: main, scene.archives.id: second, scene.archives_one.id: main}
    found = people_by_units(db, conference, UnitChoice(venues=by_unit))
    assert (found[office], found[archives], found[centre]) == (main, second, main)


def test_unit_may_be_left_out_with_all_below_it(db: Session) -> None:
    scene = make_ministry(db)
    office, centre = staff_of(db, scene.office, 1)[0].id, staff_of(db, scene.archives_one, 1)[0].id
    conference = plan_conference(db, scene)
    by_unit = {scene.ministry.id: conference.venues[0].id, scene.archives.id: None}
    found = people_by_units(db, conference, UnitChoice(venues=by_unit))
    assert office in found
    assert centre not in found


def test_members_and_exempt_are_those_of_the_day_of_the_conference(db: Session) -> None:
    scene = make_ministry(db)
    joined, expelled, freed = staff_of(db, scene.office, 3)
    change_standing(db, {expelled.id: {"party_status": PartyStatus.OFFICIAL}}, date(2020, 1, 1))
    change_standing(db, {expelled.id: {"party_status": PartyStatus.NONE}}, AFTERWARDS)
    change_standing(db, {joined.id: {"party_status": PartyStatus.PROBATIONARY}}, AFTERWARDS)
    change_standing(db, {freed.id: {"is_exempt": True}}, AFTERWARDS)
    db.expire_all()
    conference = plan_conference(db, scene)
    choice = UnitChoice(venues={scene.office.id: conference.venues[0].id}, members_only=True)
    assert people_by_units(db, conference, choice).keys() == {expelled.id}
    preview = preview_summons(db, conference, everybody(conference, joined.id, freed.id))
    assert (preview.exempt, preview.fresh) == ((), {joined.id, freed.id})


def test_members_only_leaves_the_others_out(db: Session) -> None:
    scene = make_ministry(db)
    cell = make_unit(db, name="Chi bộ Văn phòng", tree=Tree.PARTY)
    member = make_person(db, unit=scene.office, party_unit=cell)
    other = make_person(db, unit=scene.office)
    conference = plan_conference(db, scene)
    choice = UnitChoice(venues={scene.office.id: conference.venues[0].id}, members_only=True)
    found = people_by_units(db, conference, choice)
    assert member.id in found
    assert other.id not in found


def test_exempt_and_gone_people_are_named_and_not_summoned(db: Session) -> None:
    scene = make_ministry(db)
    exempt = make_person(db, full_name="Lê Được Miễn", unit=scene.office, is_exempt=True)
    gone = make_person(db, full_name="Vũ Đã Chuyển", unit=scene.office)
    gone.left_on = DAY.date()
    here = make_person(db, full_name="Bùi Còn Đây", unit=scene.office)
    conference = plan_conference(db, scene)
    chosen = everybody(conference, exempt.id, gone.id, here.id)
    done = summon(db, conference, chosen, leave_out_clashes=False, by=None)
    assert (done.fresh, done.exempt, done.left) == ({here.id}, ("Lê Được Miễn",), ("Vũ Đã Chuyển",))
    assert set(states(db, conference)) == {here.id}


def test_clash_refuses_everybody_and_names_how_many_and_who(db: Session) -> None:
    scene = make_ministry(db)
    people = [each.id for each in staff_of(db, scene.office, 5)]
    first = plan_conference(db, scene, title="Hội nghị sáng")
    summon(db, first, everybody(first, *people[:4]), leave_out_clashes=False, by=None)
    second = plan_conference(db, scene, title="Hội nghị trùng giờ")
    chosen = everybody(second, *people)
    with pytest.raises(Conflict) as refused:
        summon(db, second, chosen, leave_out_clashes=False, by=None)
    sentence = str(refused.value.message)
    assert sentence.startswith("4 people")
    assert "Nguyễn Văn A (Hội nghị sáng)" in sentence
    assert "Nguyễn Văn D" not in sentence
    assert states(db, second) == {}


def test_clashing_people_can_be_left_out(db: Session) -> None:
    scene = make_ministry(db)
    busy, free = (each.id for each in staff_of(db, scene.office, 2))
    first = plan_conference(db, scene)
    summon(db, first, everybody(first, busy), leave_out_clashes=False, by=None)
    second = plan_conference(db, scene, title="Hội nghị trùng giờ")
    chosen = everybody(second, busy, free)
    done = summon(db, second, chosen, leave_out_clashes=True, by=None)
    assert [each.person_id for each in done.clashes] == [busy]
    assert set(states(db, second)) == {free}


def test_morning_and_afternoon_conferences_share_people(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0].id
    morning = plan_conference(db, scene)
    summon(db, morning, everybody(morning, person), leave_out_clashes=False, by=None)
    afternoon = plan_conference(db, scene, title="Chiều", starts_at=DAY + timedelta(hours=5))
    chosen = everybody(afternoon, person)
    done = summon(db, afternoon, chosen, leave_out_clashes=False, by=None)
    assert done.fresh == {person}


def test_summoning_again_moves_and_keeps(db: Session) -> None:
    scene = make_ministry(db)
    stays, moves = (each.id for each in staff_of(db, scene.office, 2))
    conference = plan_conference(db, scene)
    chosen = everybody(conference, stays, moves)
    summon(db, conference, chosen, leave_out_clashes=False, by=None)
    chosen |= everybody(conference, moves, place=1)
    done = summon(db, reload(db, conference), chosen, leave_out_clashes=False, by=None)
    assert (done.fresh, done.moved, done.kept) == (set(), {moves}, {stays})
    assert states(db, conference)[moves] == (SummonsState.SUMMONED, conference.venues[1].id)


def test_preview_counts_seats_with_gaps_and_writes_nothing(db: Session) -> None:
    scene = make_ministry(db)
    people = [each.id for each in staff_of(db, scene.office, 3)]
    conference = plan_conference(db, scene)
    conference.venues[0].capacity = 5
    conference.seating_percent = 40
    preview = preview_summons(db, conference, everybody(conference, *people))
    assert (len(preview.fresh), preview.venues[0].summoned, preview.venues[0].missing_seats) == (
        3,
        3,
        1,
    )
    assert states(db, conference) == {}


def test_withdrawn_summons_stays_and_expects_nobody(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0].id
    conference = plan_conference(db, scene)
    summon(db, conference, everybody(conference, person), leave_out_clashes=False, by=None)
    assert expected(db, conference) == {person}
    conference = reload(db, conference)
    assert withdraw_summonses(db, conference, [person], by=None) == 1
    assert states(db, conference)[person][0] == SummonsState.WITHDRAWN
    assert expected(db, conference) == set()
    assert withdraw_summonses(db, conference, [person], by=None) == 0
    summon(
        db, reload(db, conference), everybody(conference, person), leave_out_clashes=False, by=None
    )
    assert states(db, conference)[person][0] == SummonsState.SUMMONED
    assert expected(db, conference) == {person}


def test_walk_in_becomes_present_once_summoned(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0].id
    conference = plan_conference(db, scene)
    sitting = conference.study_sessions[0]
    scan_in(db, sitting, person, at=sitting.starts_at)
    assert db.get_one(Attendance, (sitting.id, person)).state == AttendanceState.PROVISIONAL
    conference = reload(db, conference)
    summon(db, conference, everybody(conference, person), leave_out_clashes=False, by=None)
    kept = db.get_one(Attendance, (sitting.id, person), populate_existing=True)
    assert kept.state == AttendanceState.PRESENT


def test_foreign_venue_and_cancelled_conference_are_refused(db: Session) -> None:
    scene = make_ministry(db)
    person = staff_of(db, scene.office, 1)[0].id
    conference = plan_conference(db, scene)
    with pytest.raises(Invalid, match="venues of this conference"):
        summon(db, conference, {person: 0}, leave_out_clashes=False, by=None)
    conference.state = ConferenceState.CANCELLED
    with pytest.raises(Invalid, match="over or was called off"):
        summon(db, conference, everybody(conference, person), leave_out_clashes=False, by=None)


def test_1200_people_are_summoned_in_a_fixed_number_of_statements(
    db: Session, count_queries
) -> None:
    scene = make_ministry(db)
    some = [each.id for each in staff_of(db, scene.office, 3)]
    many = [each.id for each in staff_of(db, scene.archives, 1200)]
    counts = []
    for people in (some, many):
        conference = plan_conference(db, scene, starts_at=DAY + timedelta(days=len(people)))
        chosen = everybody(conference, *people)
        with count_queries() as statements:
            summon(db, conference, chosen, leave_out_clashes=False, by=None)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 30


def test_summoned_guest_is_expected_at_the_campaigns_materials_too(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene)
    reading = register_activity(
        db, conference.campaign_id, kind=ActivityKind.MATERIAL, title="Đề cương"
    )
    guest = make_person(db, full_name="Lò Thị Thu", unit=make_unit(db, name="Sở khác"))

    summon(db, conference, everybody(conference, guest.id), leave_out_clashes=False, by=None)
    asked = select(Assignment.withdrawn_at).filter_by(activity_id=reading.id, person_id=guest.id)
    assert db.scalars(asked).all() == [None]

    withdraw_summonses(db, reload(db, conference), [guest.id], by=None)
    assert db.scalars(asked).one() is not None
