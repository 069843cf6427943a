"""A conference has one main venue, names apart, and none that people depend on goes away."""

import pytest
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from sessions.conferences.summoning import summon, withdraw_summonses
from sessions.conferences.venues import VenuePlan, add_venue, change_venue, remove_venue
from tests.sessions.conferences.scene import (
    make_ministry,
    plan_conference,
    reload,
    staff_of,
    venue_named,
)


def test_first_venue_is_the_main_one_until_another_is(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db), venues=(), sessions=0)
    first = add_venue(db, conference, VenuePlan("Hội trường A"))
    assert first.is_main
    conference = reload(db, conference)
    second = add_venue(db, conference, VenuePlan("Hội trường B", is_main=True))
    conference = reload(db, conference)
    assert [venue.name for venue in conference.venues if venue.is_main] == [second.name]


def test_main_venue_cannot_simply_stop_being_it(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db), sessions=0)
    main = venue_named(conference, "Điểm cầu chính")
    other = venue_named(conference, "37 Nguyễn Bỉnh Khiêm")
    change_venue(db, conference, other, VenuePlan(other.name, is_main=True))
    assert [venue.is_main for venue in (main, other)] == [False, True]
    change_venue(db, conference, other, VenuePlan(other.name, is_main=False))
    assert [venue.is_main for venue in (main, other)] == [False, True]


def test_two_venues_of_one_name_are_refused(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db), sessions=0)
    with pytest.raises(Invalid, match="already has a venue"):
        add_venue(db, conference, VenuePlan("điểm cầu chính"))


def test_removing_the_main_venue_makes_the_next_one_main(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db), sessions=0)
    remove_venue(db, conference, venue_named(conference, "Điểm cầu chính"))
    assert [(v.name, v.is_main) for v in reload(db, conference).venues] == [
        ("37 Nguyễn Bỉnh Khiêm", True)
    ]


def test_venue_where_people_were_summoned_stays_even_after_withdrawal(db: Session) -> None:
    scene = make_ministry(db)
    conference = plan_conference(db, scene, sessions=0)
    person = staff_of(db, scene.office, 1)[0]
    venue = conference.venues[0]
    summon(db, conference, {person.id: venue.id}, leave_out_clashes=False, by=None)
    withdraw_summonses(db, reload(db, conference), [person.id], by=None)
    conference = reload(db, conference)
    with pytest.raises(Conflict, match="1 people"):
        remove_venue(db, conference, conference.venues[0])


def test_venue_that_holds_a_sitting_stays(db: Session) -> None:
    conference = plan_conference(db, make_ministry(db))
    with pytest.raises(Conflict, match="study session is held here"):
        remove_venue(db, conference, conference.venues[0])
