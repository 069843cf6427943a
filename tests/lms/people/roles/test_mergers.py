"""What a merged unit owned is run by whoever holds the role over the unit it was merged into."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lms import clock
from lms.certificates.freezing import draft_faces
from lms.certificates.rules import judge_person
from lms.certificates.standings import rule_of
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.organisation.undoing import undo_act
from lms.people.actor import RUNNING, Actor, find_actor
from lms.people.enums import Role
from lms.people.models import Account
from lms.people.roles.trees import final_heirs
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit, UnitAct
from tests.factories import make_account, make_campaign, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]


class Ministry:
    """Three departments of a ministry, with a trainer each and one over all."""

    def __init__(self, app: Flask, db: Session) -> None:
        self.app, self.db = app, db
        self.top = make_unit(db, name="Bộ", code="B")
        self.units = {
            code: make_unit(db, name=f"Vụ {code}", code=code, parent=self.top) for code in "ACD"
        }
        self.room = make_unit(db, name="Phòng C1", code="C1", parent=self.units["C"])
        over = {"B": self.top, "C1": self.room, **self.units}
        self.trainers = {
            code: make_account(db, full_name=f"Trần {code}", role=Role.TRAINER, unit=unit)
            for code, unit in over.items()
        }
        db.commit()

    def merge(self, code: str, into: Unit, days: int = 0) -> UnitAct:
        order = Order(
            ActKind.MERGE,
            Tree.STATE,
            clock.today() + timedelta(days=days),
            "12/QĐ-BNV",
            units=(self.units[code].id,),
            target=into.id,
        )
        act = record_act(self.db, order, None)
        self.db.commit()
        return act

    def running(self, unit: Unit) -> set[str]:
        """Whose trainers run what the unit owns; asking for one and listing all say the same."""
        found = set()
        with self.app.test_request_context():
            for code, account in self.trainers.items():
                actor = self.actor(account)
                reached = actor.units_of(*RUNNING, db=self.db)
                assert reached is not None
                assert actor.manages(unit.id) == (unit.id in reached)
                if actor.manages(unit.id):
                    found.add(code)
        return found

    def actor(self, account: Account) -> Actor:
        actor = find_actor(self.db, account.id)
        assert actor is not None
        return actor


@pytest.fixture
def ministry(app: Flask, db: Session) -> Ministry:
    return Ministry(app, db)


def test_the_result_and_all_above_run_what_the_merged_unit_owned(ministry: Ministry) -> None:
    a, c = ministry.units["A"], ministry.units["C"]
    assert ministry.running(a) == {"A", "B"}
    ministry.merge("A", c)
    assert ministry.running(a) == ministry.running(c)
    assert {"B", "C"} <= ministry.running(a)
    assert not {"D", "C1"} & ministry.running(a)


def test_a_chain_of_mergers_is_followed_to_its_end(ministry: Ministry) -> None:
    a, c, d = (ministry.units[code] for code in "ACD")
    ministry.merge("A", c)
    ministry.merge("C", d)
    assert ministry.running(a) == ministry.running(c) == ministry.running(d)
    assert "D" in ministry.running(a)


def test_a_merger_to_come_or_taken_back_changes_nothing(ministry: Ministry) -> None:
    a, c = ministry.units["A"], ministry.units["C"]
    ministry.merge("A", c, days=30)
    assert ministry.running(a) == {"A", "B"}
    act = ministry.merge("D", c)
    assert "C" in ministry.running(ministry.units["D"])
    undo_act(ministry.db, act.id, "Ghi nhầm", None)
    ministry.db.commit()
    assert ministry.running(ministry.units["D"]) == {"B", "D"}


def test_checks_ask_nothing_once_the_mergers_are_remembered(
    ministry: Ministry, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    a = ministry.units["A"]
    ministry.merge("A", ministry.units["C"])
    ministry.running(a)
    actor = ministry.actor(ministry.trainers["C"])
    with ministry.app.test_request_context(), count_queries() as queries:
        assert actor.manages(a.id)
        actor.units_of(*RUNNING)
    assert queries == []


def test_a_campaign_of_the_merged_unit_opens_for_the_result_alone(
    ministry: Ministry, client: FlaskClient, login: Login
) -> None:
    campaign = make_campaign(ministry.db, owner=ministry.units["A"])
    ministry.merge("A", ministry.units["C"])
    address = f"/dot-hoc-tap/{campaign.id}/sua"
    shown = login(client, ministry.trainers["C"]).get(address)
    assert shown.status_code == 200
    assert f'<option value="{ministry.units["C"].id}" selected>' in shown.text
    assert campaign.title in client.get("/dot-hoc-tap/quan-ly").text
    assert login(client, ministry.trainers["D"]).get(address).status_code in (403, 404)
    assert campaign.title not in client.get("/dot-hoc-tap/quan-ly").text


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_every_end_is_a_unit_that_was_not_merged(mergers: dict[int, int]) -> None:
    ends = final_heirs(mergers)
    assert not set(ends.values()) & mergers.keys()
    for source, end in ends.items():
        assert end == ends.get(mergers[source], mergers[source])
    in_circles = mergers.keys() - ends.keys()
    assert all(mergers[each] in in_circles for each in in_circles)


def test_certificates_of_a_merged_owner_name_the_unit_that_goes_on(ministry: Ministry) -> None:
    campaign = make_campaign(ministry.db, owner=ministry.units["A"])
    ministry.merge("A", ministry.units["C"])
    achieved = {make_person(ministry.db).id: judge_person(rule_of(campaign), (), (), {})}
    ((_person, face),) = draft_faces(ministry.db, campaign, achieved, clock.today())
    assert (face.issuer, face.parent) == ("Vụ C", "Bộ")
