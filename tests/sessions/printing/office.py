"""A conference with people of two units, and whoever runs it signed in: for tests of printing."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account
from sessions.conferences.models import Summons
from sessions.gates.models import Gate
from tests.factories import make_account, make_person, make_unit
from tests.sessions.checkin.hall import Hall, make_hall
from tests.sessions.factories import make_summons

Login = Callable[[FlaskClient, Account], FlaskClient]
NAMES = {
    "Văn phòng Bộ": ("Trần Thị Ánh", "Nguyễn Văn Ân", "Lê Văn Bình"),
    "Vụ Tổ chức": ("Công Tằng Tôn Nữ Thị Hoàng Phương Anh", "Hoàng Thị Ệ"),
}
"""unit → its people in Vietnamese name order"""


@dataclass
class Office:
    """Handles to what tests ask of it; ids, since a request reads everything afresh."""

    hall: Hall
    conference_id: int
    base: str
    people: dict[str, int]
    summonses: dict[str, int]
    gate_id: int
    other_gate_id: int
    units: dict[str, int]
    account: Account

    def gate(self, db: Session) -> Gate:
        """The entry of the main venue."""
        return db.get_one(Gate, self.gate_id)


def make_office(db: Session, client: FlaskClient, login: Login) -> Office:
    """Five people summoned to the main venue; a trainer of the owner is signed in on `client`."""
    hall = make_hall(db)
    account = make_account(db, full_name="Trần Thị Thư Ký", role=Role.ADMINISTRATOR)
    login(client, account)
    people, summonses, units = {}, {}, {}
    for unit_name, names in NAMES.items():
        unit = make_unit(db, name=unit_name)
        units[unit_name] = unit.id
        for name in reversed(names):
            person = make_person(db, full_name=name, unit=unit)
            made = make_summons(db, hall.conference, person, hall.main, sessions=[hall.session])
            people[name], summonses[name] = person.id, made.id
    for number in summonses.values():
        db.get_one(Summons, number).code_digest = f"{number:064d}"
        db.get_one(Summons, number).code_generation = 1
    return Office(
        hall,
        hall.conference.id,
        f"/hoi-nghi/{hall.conference.id}/in-an",
        people,
        summonses,
        hall.gate.id,
        hall.other_gate.id,
        units,
        account,
    )
