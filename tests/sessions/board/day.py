"""A conference that has begun: four people of two units at two venues, and who comes."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import clock
from lms.people.models import Account
from sessions.board.watching import Watches
from sessions.conferences.models import Conference
from sessions.conferences.summoning import summon
from tests.sessions.conferences.scene import (
    DAY,
    Ministry,
    make_ministry,
    plan_conference,
    reload,
    scan_in,
    staff_of,
)

Login = Callable[[FlaskClient, Account], FlaskClient]
START = DAY + timedelta(hours=1)
NOW = START + timedelta(minutes=5)


class Day:
    """Four people of two units at two venues."""

    def __init__(self, db: Session, scene: Ministry) -> None:
        self.db, self.scene = db, scene
        self.office = [each.id for each in staff_of(db, scene.office, 3)]
        self.archives = [each.id for each in staff_of(db, scene.archives, 1, "Lê Thị")]
        conference = plan_conference(db, scene)
        main, second = (venue.id for venue in conference.venues)
        chosen = dict.fromkeys(self.office, main) | dict.fromkeys(self.archives, second)
        summon(db, conference, chosen, leave_out_clashes=False, by=None)
        self.conference: Conference = reload(db, conference)
        self.sitting_id = self.conference.study_sessions[0].id
        self.base = f"/hoi-nghi/{self.conference.id}"
        self.json = f"{self.base}/buoi/{self.sitting_id}/so-lieu.json"

    def come(self, person_id: int, minutes: float = -10) -> None:
        self.conference = reload(self.db, self.conference)
        sitting = self.conference.study_sessions[0]
        scan_in(self.db, sitting, person_id, at=START + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def during_the_sitting(app: Flask) -> Iterator[None]:
    app.extensions["board_watches"] = Watches(period_s=0)
    with clock.fixed(NOW):
        yield


@pytest.fixture
def day(db: Session) -> Day:
    return Day(db, make_ministry(db))
