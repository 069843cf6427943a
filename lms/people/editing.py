"""The record of one person: adding by hand, correcting, and who might be the same person."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from lms.people.accounts import logins_for
from lms.people.models import Account, Person
from lms.people.places import move
from lms.people.scope_rules import SIGNING_IN
from lms.people.vouching import doubt, vouch
from lms.text import fold, name_sort_key
from lms.web.i18n import lazy_gettext as _l

RECORD: Final = (
    "full_name",
    "sort_name",
    "personnel_code",
    "born_on",
    "birth_year",
    "sex",
    "email",
    "phone",
    "note",
)
"""Columns that are corrected, not dated."""


class Taken(Conflict):
    """A code or an address that belongs to somebody else; `field` says which."""

    def __init__(self, field: str, message: object) -> None:
        """Keep the field beside which the sentence belongs."""
        super().__init__(message)
        self.field = field


def edit_person(
    db: Session, person: Person, values: dict[str, Any], *, is_trusted: bool
) -> list[str]:
    """Correct the record; the names of the columns that changed.

    A login that was the old e-mail address follows the new one. `is_trusted` says that an administrator does it,
    who thereby vouches for the e-mail address and the code. Raises Taken.
    """
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    _check_free(db, values, person.id)
    if "email" in changed:
        _follow_email(db, person, values["email"])
    for name in changed:
        setattr(person, name, values[name])
    person.name_fold = fold(person.full_name)
    person.sort_key = name_sort_key(person.sort_name or person.full_name)
    db.flush()
    if is_trusted:
        vouch(db, person.id)
    elif not SIGNING_IN.isdisjoint(changed):
        doubt(db, [person.id])
    return changed


def add_person(
    db: Session, values: dict[str, Any], unit_ids: Sequence[int], starts_on: date
) -> Person:
    """Put somebody on record with an account without a password, standing in these units from a day on.

    Raises Taken, and Invalid for a unit that does not stand on the day.
    """
    _check_free(db, values, 0)
    name = values["full_name"]
    sort_key = name_sort_key(values.get("sort_name") or name)
    person = Person(**values, name_fold=fold(name), sort_key=sort_key)
    db.add(person)
    db.flush()
    for unit_id in unit_ids:
        move(db, [person.id], unit_id, starts_on)
    db.add(Account(person_id=person.id, login=logins_for(db, [person])[person.id]))
    db.flush()
    return person


def find_alike(
    db: Session, full_name: str, born_on: date | None, birth_year: int | None, limit: int = 5
) -> Sequence[Person]:
    """People on record, also those who left, of the same folded name, who may be the same person.

    Somebody known to be born on another day or in another year is not.
    """
    alike = select(Person).where(Person.name_fold == fold(full_name))
    year = born_on.year if born_on else birth_year
    if born_on is not None:
        alike = alike.where(or_(Person.born_on == born_on, Person.born_on.is_(None)))
    if year is not None:
        first, last = date(year, 1, 1), date(year, 12, 31)
        alike = alike.where(
            or_(Person.born_on.is_(None), Person.born_on.between(first, last)),
            or_(Person.birth_year.is_(None), Person.birth_year == year),
        )
    return db.scalars(alike.order_by(Person.id).limit(limit)).all()


def _check_free(db: Session, values: dict[str, Any], own_id: int) -> None:
    for name, sentence in (
        ("personnel_code", _l("This personnel code belongs to %(name)s already.")),
        ("email", _l("This e-mail address belongs to %(name)s already.")),
    ):
        if values.get(name):
            column, value = getattr(Person, name), values[name]
            spellings = {value, value.lower(), value.upper()}
            owner = db.scalar(
                select(Person.full_name).where(column.in_(spellings), Person.id != own_id).limit(1)
            )
            if owner is not None:
                raise Taken(name, str(sentence) % {"name": owner})


def _follow_email(db: Session, person: Person, email: str | None) -> None:
    account = db.scalar(select(Account).where(Account.person_id == person.id))
    if account is None or not email or account.login != (person.email or "").lower():
        return
    if db.scalar(select(Account.id).where(Account.login == email.lower())) is None:
        account.login = email.lower()
