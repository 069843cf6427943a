"""What tests of slips have in common: people who wait for one, and the slips on record."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Account
from lms.people.slips.models import ActivationSlip
from lms.units.models import Unit
from tests.factories import make_account, make_person

PATH = "/nhan-su/phieu-kich-hoat"


def waiting(db: Session, unit: Unit | None, name: str = "Lê Thị An", **more: object) -> Account:
    person = make_person(db, full_name=name, unit=unit, **more)  # type: ignore[arg-type]
    return make_account(db, person=person, has_password=False)


def slips(db: Session) -> list[ActivationSlip]:
    db.expire_all()
    return list(db.scalars(select(ActivationSlip).order_by(ActivationSlip.id)))
