"""Departments of which one goes on a day to come, for tests of roles granted over it meanwhile."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.orders import NewUnit, Order
from lms.organisation.services import record_act
from lms.people.actor import RUNNING, find_actor
from lms.people.enums import Role
from lms.people.models import RoleGrant
from lms.people.roles.rules import SignInRules
from lms.people.roles.services import NewGrant, end_grant, grant_role
from lms.units.enums import ActKind, Tree, UnitKind
from lms.units.models import Unit, UnitAct
from tests.factories import make_account, make_unit

ONE = timedelta(days=1)
Held = list[tuple[str, date, date | None]]


class Coming:
    """Three departments, the first of which goes on a day to come, and somebody who holds no role yet."""

    def __init__(self, app: Flask, db: Session) -> None:
        self.app, self.db, self.today = app, db, clock.today()
        self.on = self.today + timedelta(days=20)
        self.top = make_unit(db, name="Bộ", code="BO")
        self.units = {
            code: make_unit(db, name=f"Vụ {code}", code=code, parent=self.top) for code in "ABC"
        }
        self.account = make_account(db, full_name="Lê An")

    def act(self, kind: ActKind, *codes: str, **more: object) -> UnitAct:
        ids = tuple(self.units[each].id for each in codes)
        order = Order(kind, Tree.STATE, self.on, "9/QĐ", units=ids, **more)  # type: ignore[arg-type]
        return record_act(self.db, order, None)

    def merge(self, code: str = "A", into: str = "B") -> UnitAct:
        return self.act(ActKind.MERGE, code, target=self.units[into].id)

    def split(self) -> UnitAct:
        new = [
            NewUnit(each, f"Vụ {each}", UnitKind.UNIT, parent_id=self.top.id) for each in ("X", "Y")
        ]
        return self.act(ActKind.SPLIT, "A", results=tuple(new), heir=0)

    def grant(
        self, code: str = "A", starts_on: date | None = None, ends_on: date | None = None
    ) -> RoleGrant:
        unit = self.units[code].id
        wanted = NewGrant(Role.TRAINER, unit, starts_on=starts_on, ends_on=ends_on, reason="7/QĐ")
        return grant_role(self.db, self.account, wanted, None)

    def end(self, grant: RoleGrant) -> None:
        rules = SignInRules(False, has_office=False)
        end_grant(self.db, self.account, grant.id, ended_by=self.account.id, rules=rules)

    def held(self) -> Held:
        """Roles on record: over what, first and last day; what was ended is left out."""
        self.db.expire_all()
        rows = self.db.execute(
            select(Unit.code, RoleGrant.starts_on, RoleGrant.ends_on)
            .join(Unit, Unit.id == RoleGrant.unit_id)
            .where(RoleGrant.account_id == self.account.id, RoleGrant.ended_at.is_(None))
            .order_by(RoleGrant.starts_on, Unit.code)
        )
        return [tuple(row) for row in rows]

    def runs(self, day: date, monkeypatch: pytest.MonkeyPatch) -> set[str]:
        """The units that the right itself reaches on a day; asking for one and listing all say the same."""
        self.db.commit()
        with monkeypatch.context() as then, self.app.test_request_context():
            then.setattr(clock, "today", lambda: day)
            actor = find_actor(self.db, self.account.id)
            assert actor is not None
            reached = actor.units_of(*RUNNING, db=self.db) or ()
            for each in self.units.values():
                assert actor.manages(each.id) == (each.id in reached)
            assert actor.is_staff is actor.has_any(*RUNNING)
            return {code for code, unit in self.units.items() if unit.id in reached}
