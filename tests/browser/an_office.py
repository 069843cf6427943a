"""An office for tests about its people: An, who has a role in it, and the colleagues named."""

from lms.people.enums import Role
from tests.factories import make_account, make_person, make_unit
from tests.support.site import Site

AN = "an@bo.example"
"""Signs in with it."""


def staff_an_office(site: Site, role: Role, *colleagues: str) -> list[int]:
    """Ids of the colleagues: no accounts, addresses ng1@bo.example and on, codes NV-1 and on."""
    with site.transaction() as db:
        unit = make_unit(db, name="Văn phòng Bộ")
        an = make_person(db, full_name="Trần Văn An", unit=unit, email=AN)
        make_account(db, person=an, role=role, unit=None if role is Role.ADMINISTRATOR else unit)
        people = [
            make_person(
                db,
                full_name=name,
                unit=unit,
                email=f"ng{number}@bo.example",
                personnel_code=f"NV-{number}",
            )
            for number, name in enumerate(colleagues, 1)
        ]
        return [each.id for each in people]
