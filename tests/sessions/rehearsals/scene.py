"""A conference with people, ready to be rehearsed the evening before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Person
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from sessions.gates.codes import make_code, step_at
from sessions.gates.models import Gate
from sessions.gates.queries import clock_of, gates_of_conference
from sessions.rehearsals.services import start_rehearsal
from tests.conftest import SECRETS
from tests.sessions.conferences.scene import (
    DAY,
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    staff_of,
)

EVENING = DAY - timedelta(hours=13)
"""18:30 the day before."""


@dataclass
class Stage:
    """The conference and whom it expects; the first venue's people, then the second's."""

    ministry: Ministry
    conference: Conference
    people: list[Person]


def make_stage(db: Session, *, sessions: int = 1, people: int = 4) -> Stage:
    """Two venues, one summoned half each."""
    ministry = make_ministry(db)
    conference = plan_conference(db, ministry, sessions=sessions)
    staff = staff_of(db, ministry.office, people)
    venues = [conference.venues[n * 2 // people].id for n in range(people)]
    here = {person.id: venue for person, venue in zip(staff, venues, strict=True)}
    with clock.fixed(EVENING - timedelta(days=3)):
        summon(db, conference, here, leave_out_clashes=False, by=ministry.trainer.id)
    return Stage(ministry, reload(db, conference), staff)


def rehearse(
    db: Session, stage: Stage, *, starts_at: datetime = EVENING, now: datetime = EVENING
) -> Conference:
    """Start a rehearsal; it comes back as a request would load it."""
    stage.conference = reload(db, stage.conference)
    made = start_rehearsal(db, stage.conference, starts_at, by=stage.ministry.trainer.id, now=now)
    return reload(db, made)


def gate_at(db: Session, conference: Conference, place: int = 0) -> Gate:
    """The entry of the first sitting at one of the venues."""
    return gates_of_conference(db, conference.id)[place]


def code_of_gate(gate: Gate, at: datetime) -> str:
    """What the gate's display shows at a moment."""
    ticking = clock_of(gate)
    return make_code(SECRETS.code_master_key, ticking, step_at(ticking, at))
