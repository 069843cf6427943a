"""Everybody expected or recorded at a conference, in the order asked for, ready to be printed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.belonging import units_of_people
from lms.people.models import Person
from lms.people.position_ranks import position_rank
from lms.people.standing import other_standings_on
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree
from sessions.checkin.enums import AttendanceState
from sessions.checkin.models import Attendance
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.lists.enums import ListOrder
from sessions.lists.queries import load_attendances
from sessions.lists.rules import Place, SessionTally, order_key, tally_session


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the paper."""

    person: Person
    unit: str
    cell: str
    """the Party cell; empty for who is not a member"""
    venue_id: int | None
    """of the summons; None for a walk-in"""
    marks: Mapping[int, Attendance]
    """study session id → verdict"""
    position: str
    """on the day of the conference, as is the membership"""
    is_member: bool

    def is_expected_at(self, study_session: StudySession) -> bool:
        """Whether the person's venue holds the sitting."""
        return any(venue.id == self.venue_id for venue in study_session.venues)

    def state_at(self, study_session: StudySession) -> AttendanceState:
        """The verdict; unknown where there is no sign of the person."""
        mark = self.marks.get(study_session.id)
        return mark.state if mark else AttendanceState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody expected or recorded at a conference, in the order asked for."""

    conference: Conference
    order: ListOrder
    scope: str
    """the unit it is cut to; empty for the whole conference"""
    lines: tuple[Line, ...]
    as_of: datetime

    def tally(self, study_session: StudySession) -> SessionTally:
        """The counts of one sitting over these lines; the same as on the board."""
        return tally_session(
            (line.is_expected_at(study_session), line.state_at(study_session))
            for line in self.lines
            if line.is_expected_at(study_session) or study_session.id in line.marks
        )


def load_roll(
    db: Session,
    conference: Conference,
    order: ListOrder,
    people: Collection[int] | None = None,
    scope: str = "",
) -> Roll:
    """The list of a conference, of all people or of some. A fixed number of queries."""
    day = clock.local(conference.starts_at).date()
    marks = load_attendances(db, conference)
    venue_of = _venues_of(db, conference)
    wanted = venue_of.keys() | {each for kept in marks.values() for each in kept}
    persons = [each for each in _people_named(db, conference) if each.id in wanted]
    trees = {tree: load_tree(db, tree, day) for tree in Tree}
    units = {tree: units_of_people(db, tree, day) for tree in Tree}
    then = other_standings_on(db, day)
    rank = {node.id: place for place, (_depth, node) in enumerate(trees[Tree.STATE].walk())}
    lines = [
        Line(
            person=each,
            unit=_name(trees[Tree.STATE], units[Tree.STATE].get(each.id)),
            cell=_name(trees[Tree.PARTY], units[Tree.PARTY].get(each.id)),
            venue_id=venue_of.get(each.id),
            marks={at: kept[each.id] for at, kept in marks.items() if each.id in kept},
            position=then.get(each.id, each).position,
            is_member=then.get(each.id, each).party_status.is_member,
        )
        for each in persons
        if people is None or each.id in people
    ]
    lines.sort(
        key=lambda line: order_key(
            order,
            Place(
                line.person.sort_key,
                rank.get(units[Tree.STATE].get(line.person.id, 0), len(rank)),
                position_rank(line.position),
                (line.person.list_rank, line.person.list_row),
                line.person.id,
            ),
        )
    )
    return Roll(conference, order, scope, tuple(lines), clock.now())


def _venues_of(db: Session, conference: Conference) -> dict[int, int]:
    """person id → venue of the summons, for everybody expected."""
    summoned = db.execute(
        select(Summons.person_id, Summons.venue_id).where(
            Summons.conference_id == conference.id, Summons.state == SummonsState.SUMMONED
        )
    )
    return {row.person_id: row.venue_id for row in summoned}


def _people_named(db: Session, conference: Conference) -> list[Person]:
    """Everybody with a summons or a verdict at the conference. One query."""
    summoned = select(Summons.person_id).where(Summons.conference_id == conference.id)
    recorded = select(Attendance.person_id).where(
        Attendance.study_session_id.in_([each.id for each in conference.study_sessions])
    )
    return list(db.scalars(select(Person).where(Person.id.in_(summoned) | Person.id.in_(recorded))))


def _name(picture: UnitTree, unit_id: int | None) -> str:
    return picture.name(unit_id) if unit_id is not None and unit_id in picture else ""
