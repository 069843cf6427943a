"""A conference with a secretariat of two, for tests about corrections."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from lms.people.enums import Role
from lms.people.models import Account, Person
from sessions.checkin.staff import Staff
from tests.factories import make_account
from tests.sessions.checkin.hall import Hall, make_delegate, make_hall
from tests.sessions.factories import START

NOON = START + timedelta(hours=4)


@dataclass
class Desk:
    """The hall, its people, and the two who run it."""

    hall: Hall
    first: Account
    second: Account
    people: list[Person] = field(default_factory=list)

    @property
    def proposing(self) -> Staff:
        """The first of the secretariat, acting."""
        return Staff(self.first.id, NOON)

    @property
    def deciding(self) -> Staff:
        """The second, a little later."""
        return Staff(self.second.id, NOON + timedelta(minutes=5))

    @property
    def ids(self) -> list[int]:
        """Ids of the people, ascending."""
        return sorted(person.id for person in self.people)


def make_desk(db: Session, people: int = 3) -> Desk:
    """A hall with so many people summoned and nobody recorded."""
    hall = make_hall(db)
    first, second = (
        make_account(db, full_name=name, role=Role.TRAINER)
        for name in ("Trần Thị Thư Ký", "Lê Văn Phó")
    )
    made = [make_delegate(db, hall, name=f"Nguyễn Văn {'ABCDEFGH'[n]}") for n in range(people)]
    return Desk(hall, first, second, made)
