"""Finding whom a provider's claim means."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.auth.rules import login_form
from lms.people.models import Person
from lms.text import nfc_clean


def find_people_by_claim(db: Session, field: str, value: str) -> Sequence[Person]:
    """The person on record, and not left, whose e-mail or personnel code a claim gives.

    Two where codes differ in small and capital letters only: then nobody can say who is meant.
    """
    column = Person.email if field == "email" else Person.personnel_code
    login = login_form(value)
    spellings = {nfc_clean(value), login, login.upper()}
    return db.scalars(
        select(Person)
        .where(column.in_(spellings), Person.left_on.is_(None))
        .order_by(Person.id)
        .limit(2)
    ).all()
