"""Cells of which one goes on a day to come, for tests of what is given in it meanwhile."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.organisation.orders import Order
from lms.organisation.services import record_act
from lms.people.enums import PartyStatus
from lms.people.going_along import end_given_positions
from lms.people.models import Membership, Person
from lms.people.standing import change_standing, standings_on
from lms.units.enums import ActKind, Tree
from lms.units.models import Unit, UnitAct
from tests.factories import make_person, make_unit

SECRETARY, COMMITTEE = "Bí thư", "Đảng ủy viên"
ONE = timedelta(days=1)


class Coming:
    """Two cells, the first of which goes on a day to come, with one member."""

    def __init__(self, db: Session) -> None:
        self.db, self.today = db, clock.today()
        self.on = self.today + timedelta(days=20)
        self.top = make_unit(db, name="Đảng bộ Bộ", tree=Tree.PARTY)
        self.one, self.two, self.three = (
            make_unit(db, name=f"Chi bộ {each}", tree=Tree.PARTY, parent=self.top)
            for each in ("Một", "Hai", "Ba")
        )
        self.member = self.person("Lê An", self.one)

    def person(self, name: str, cell: Unit | None = None, position: str = "") -> Person:
        person = make_person(
            self.db, full_name=name, party_unit=cell, party_status=PartyStatus.OFFICIAL
        )
        person.party_position = position
        self.db.flush()
        return person

    def act(self, kind: ActKind, *units: Unit, **more: object) -> UnitAct:
        ids = tuple(each.id for each in units)
        order = Order(kind, Tree.PARTY, self.on, "9/QĐ", units=ids, **more)  # type: ignore[arg-type]
        return record_act(self.db, order, None)

    def merge(self) -> UnitAct:
        return self.act(ActKind.MERGE, self.one, target=self.two.id)

    def give(self, person: Person, position: str, since: date | None = None) -> None:
        since = since or self.today
        change_standing(self.db, {person.id: {"party_position": position}}, since)
        end_given_positions(self.db, {person.id: since})

    def held(self, person: Person, day: date) -> str:
        self.db.expire_all()
        return standings_on(self.db, [person.id], day)[person.id].party_position

    def around(self, person: Person) -> tuple[str, str]:
        """What is held on the day before the act, and on its day."""
        return self.held(person, self.on - ONE), self.held(person, self.on)

    def places(self, person: Person) -> list[tuple[int, date, date | None]]:
        self.db.expire_all()
        columns = Membership.unit_id, Membership.starts_on, Membership.ends_on
        wanted = select(*columns).where(Membership.person_id == person.id)
        return [tuple(row) for row in self.db.execute(wanted.order_by(Membership.starts_on))]
