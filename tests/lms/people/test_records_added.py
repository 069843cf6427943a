"""Adding a person by hand: with a place and an account, without a unit on purpose only, never twice unasked."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Account, Person
from lms.units.models import Unit
from tests.factories import make_person
from tests.lms.people import test_records
from tests.lms.people.test_records import places, record

admin, legal = test_records.admin, test_records.legal


def new(unit: Unit, **changes: str) -> dict[str, str]:
    return (
        record(
            category="civil servant",
            party_status="none",
            unit_id=str(unit.id),
            party_unit_id="0",
            starts_on="01/03/2021",
        )
        | changes
    )


def test_a_person_is_added_by_hand_with_place_and_account(
    db: Session, admin: FlaskClient, legal: Unit
) -> None:
    assert admin.get("/nhan-su/moi").status_code == 200
    assert admin.post("/nhan-su/moi", data=new(legal)).status_code == 303
    person = db.scalars(select(Person).where(Person.full_name == "Cao Minh Đức")).one()
    assert places(db, person) == [(legal.id, date(2021, 3, 1), None)]
    account = db.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert (account.login, account.password_hash) == ("duccm", None)


def test_somebody_exempt_is_added_as_such(db: Session, admin: FlaskClient, legal: Unit) -> None:
    assert admin.post("/nhan-su/moi", data=new(legal, is_exempt="y")).status_code == 303
    assert db.scalars(select(Person).filter_by(full_name="Cao Minh Đức")).one().is_exempt


def test_somebody_without_a_unit_is_added_on_purpose_only(
    db: Session, admin: FlaskClient, legal: Unit
) -> None:
    assert "is_nowhere" not in admin.get("/nhan-su/moi").text
    asked = admin.post("/nhan-su/moi", data=new(legal, unit_id="0"))
    assert asked.status_code == 422
    assert "không được tính ở đâu" in asked.text
    assert 'name="is_nowhere"' in asked.text
    assert db.scalars(select(Person).filter_by(full_name="Cao Minh Đức")).all() == []
    sure = new(legal, unit_id="0", is_nowhere="y")
    assert admin.post("/nhan-su/moi", data=sure).status_code == 303
    person = db.scalars(select(Person).filter_by(full_name="Cao Minh Đức")).one()
    assert places(db, person) == []


def test_who_may_be_on_record_already_is_asked_about(
    db: Session, admin: FlaskClient, legal: Unit
) -> None:
    known = make_person(db, full_name="Cao Minh Đức", born_on=date(1975, 5, 17))
    make_person(db, full_name="Cao Minh Đức", born_on=date(1980, 1, 1))
    answer = admin.post("/nhan-su/moi", data=new(legal))
    assert answer.status_code == 409
    assert f'href="/nhan-su/{known.id}"' in answer.text
    assert answer.text.count(">Cao Minh Đức</a>") == 1
    assert admin.post("/nhan-su/moi", data=new(legal, is_other="y")).status_code == 303
    taken = new(legal, full_name="Lê An", personnel_code=known.personnel_code or "")
    assert admin.post("/nhan-su/moi", data=taken).status_code == 409
    assert admin.post("/nhan-su/moi", data=new(legal, full_name="")).status_code == 422


def test_typed_by_hand_is_written_as_lists_are_read(
    db: Session, admin: FlaskClient, legal: Unit
) -> None:
    typed = new(legal, personnel_code="KT 001", phone="+84 912.345.678")
    assert admin.post("/nhan-su/moi", data=typed).status_code == 303
    person = db.scalars(select(Person).where(Person.personnel_code == "KT001")).one()
    assert person.phone == "0912345678"
    for words in ("KT001", "0912345678"):
        assert f'href="/nhan-su/{person.id}"' in admin.get(f"/nhan-su?tim={words}").text
    again = new(legal, full_name="Lê An", personnel_code="KT  001")
    assert admin.post("/nhan-su/moi", data=again).status_code == 409
    abroad = record(phone="+1 202 555 0143", personnel_code="KT001")
    assert admin.post(f"/nhan-su/{person.id}/sua/thong-tin", data=abroad).status_code == 303
    assert person.phone == "+1 202 555 0143"


@pytest.mark.parametrize(
    ("name", "signs_in_as"),
    [("Lê Văn An - (B)", "blva"), ("H'Hen Niê", "nieh"), ("Y-Thanh '", "ythanh")],
)
def test_logins_are_of_letters_and_figures_alone(
    db: Session, admin: FlaskClient, legal: Unit, name: str, signs_in_as: str
) -> None:
    assert admin.post("/nhan-su/moi", data=new(legal, full_name=name)).status_code == 303
    person = db.scalars(select(Person).where(Person.full_name == name)).one()
    assert db.scalar(select(Account.login).where(Account.person_id == person.id)) == signs_in_as
