"""Leavers come back to whoever let them go: through the page, the list of leavers, and a roster."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.importing.models import ImportRow
from lms.people.models import AccessEntry, Account, Membership, Person
from lms.people.places import leave
from lms.units.enums import Tree
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person
from tests.lms.people.clerks.desk import here, record, send

TODAY = clock.today().isoformat()
LAST_WEEK = clock.today() - timedelta(days=7)


def gone(db: Session, person: Person) -> int:
    leave(db, [person.id], LAST_WEEK)
    db.commit()
    return person.id


def test_a_leaver_of_the_units_is_marked_as_returned(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = gone(db, make_person(db, unit=units["mine"]))
    assert "tro-lai" in clerk.get(f"/nhan-su/{person}").text
    address = f"/nhan-su/{person}/sua/tro-lai"
    page = clerk.get(address).text
    assert f'<option value="{units["mine"].id}" selected>' in page  # where they stood last
    back = clerk.post(address, data={"unit_id": units["room"].id, "on": TODAY})
    assert back.status_code == 303
    assert here(db, person) == {units["room"].id}
    assert db.get_one(Person, person).left_on is None
    assert db.scalars(select(AccessEntry).filter_by(action="marked as returned")).one()


def test_the_page_stays_open_after_marking_somebody_as_left(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, unit=units["mine"]).id
    left = clerk.post(f"/nhan-su/{person}/sua/roi-co-quan", data={"on": TODAY})
    assert clerk.get(left.location).status_code == 200


def test_a_leaver_of_others_does_not_exist(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = gone(db, make_person(db, unit=units["other"]))
    address = f"/nhan-su/{person}/sua/tro-lai"
    assert clerk.get(f"/nhan-su/{person}").status_code == 404
    assert clerk.get(address).status_code == 404
    answer = clerk.post(address, data={"unit_id": units["mine"].id, "on": TODAY})
    assert answer.status_code == 404
    assert here(db, person) == set()


def test_nobody_comes_back_to_a_unit_outside(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = gone(db, make_person(db, unit=units["mine"]))
    address = f"/nhan-su/{person}/sua/tro-lai"
    answer = clerk.post(address, data={"unit_id": units["other"].id, "on": TODAY})
    assert answer.status_code == 422
    before = (LAST_WEEK - timedelta(days=1)).isoformat()
    answer = clerk.post(address, data={"unit_id": units["mine"].id, "on": before})
    assert answer.status_code == 409
    assert here(db, person) == set()


def test_nobody_is_drawn_out_of_the_last_unit_of_others(
    clerk: FlaskClient, db: Session, units: dict[str, Unit], boss: Account
) -> None:
    """Kept for the cell, the leaver stood in a department of others: they come back to the cell alone."""
    grant_role(db, boss, Role.RECORDS_CLERK, units["cell"])
    person = gone(db, make_person(db, unit=units["other"], party_unit=units["cell"]))
    address = f"/nhan-su/{person}/sua/tro-lai"
    drawn = clerk.post(address, data={"unit_id": units["mine"].id, "on": TODAY})
    assert drawn.status_code == 403
    assert here(db, person) == set()
    assert clerk.post(address, data={"unit_id": units["cell"].id, "on": TODAY}).status_code == 303
    assert here(db, person) == {units["cell"].id}


def test_whose_role_was_never_ended_comes_back_by_the_administrator(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1")
    make_account(db, person=person, role=Role.CAMPAIGN_OFFICE)
    gone(db, person)
    refused = clerk.post(
        f"/nhan-su/{person.id}/sua/tro-lai", data={"unit_id": units["mine"].id, "on": TODAY}
    )
    assert refused.status_code == 403
    assert "chưa được kết thúc" in refused.text
    address = send(clerk, "Lê Thị An;PC-1;17/05/1975;Vụ Pháp chế;")
    assert "vai trò đó sẽ có hiệu lực trở lại" in clerk.get(f"{address}?loai=rejected").text
    clerk.post(address)
    assert here(db, person.id) == set()


def test_a_roster_takes_back_leavers_of_the_units_and_no_others(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    own = make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1")
    foreign = make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"], personnel_code="TL-1")
    for each in (own, foreign):
        gone(db, each)
    address = send(
        clerk,
        "Lê Thị An;PC-1;17/05/1975;Phòng Soạn thảo;",
        "Ngô Văn Ngoài;TL-1;17/05/1975;Vụ Pháp chế;",
    )
    kinds = {each.name: each.kind.value for each in db.scalars(select(ImportRow))}
    assert kinds["Lê Thị An"] == "moved"
    assert kinds["Ngô Văn Ngoài"] == "rejected"
    clerk.post(address)
    assert here(db, own.id) == {units["room"].id}
    assert here(db, foreign.id) == set()
    db.expire_all()
    assert db.get_one(Person, own.id).left_on is None
    assert db.get_one(Person, foreign.id).left_on == LAST_WEEK


def test_a_namesake_who_left_the_units_is_asked_about(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    gone(db, make_person(db, full_name="Lê Thị An", unit=units["mine"]))
    send(clerk, "Lê Thị An;;17/05/1975;Vụ Pháp chế;")
    assert "doubtful" in [each.kind.value for each in db.scalars(select(ImportRow))]


def test_the_record_of_a_leaver_can_still_be_corrected(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    person = gone(db, make_person(db, unit=units["mine"]))
    assert clerk.post(f"/nhan-su/{person}/sua/thong-tin", data=record()).status_code == 303
    db.expire_all()
    assert db.get_one(Person, person).full_name == "Cao Minh Đức"


def test_the_list_of_leavers_holds_those_of_the_units(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    gone(db, make_person(db, full_name="Lê Thị An", unit=units["mine"], personnel_code="PC-1"))
    gone(db, make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"]))
    make_person(db, full_name="Trần Văn Còn", unit=units["mine"])
    let_go = make_person(db, full_name="Đặng Văn Chuyển", unit=units["room"]).id
    clerk.post(f"/nhan-su/{let_go}/sua/roi-don-vi", data={"on": TODAY})
    page = clerk.get("/nhan-su/da-roi").text
    for name in ("Lê Thị An", "Vụ Pháp chế", "Đặng Văn Chuyển", "chỉ rời đơn vị"):
        assert name in page
    for name in ("Ngô Văn Ngoài", "Trần Văn Còn"):
        assert name not in page
    found = clerk.get("/nhan-su/da-roi?tim=pc-1").text
    assert "Lê Thị An" in found
    assert "Đặng Văn Chuyển" not in found
    assert "Không tìm thấy" in clerk.get("/nhan-su/da-roi?tim=khong-co-ai").text
    assert db.scalars(select(AccessEntry).filter_by(action="people who left seen")).first()


@pytest.mark.parametrize("role", [Role.LEARNER, Role.UNIT_HEAD])
def test_the_list_of_leavers_is_for_those_who_keep_records(
    client: FlaskClient, db: Session, login: object, units: dict[str, Unit], role: Role
) -> None:
    account = make_account(db, person=make_person(db, unit=units["mine"]))
    if role is not Role.LEARNER:
        grant_role(db, account, role, units["mine"])
    login(client, account)  # type: ignore[operator]
    person = gone(db, make_person(db, full_name="Lê Thị An", unit=units["mine"]))
    assert client.get("/nhan-su/da-roi").status_code == 404
    assert client.get(f"/nhan-su/{person}").status_code == 404


def test_the_list_of_leavers_of_everything(
    client: FlaskClient, db: Session, login: object, units: dict[str, Unit]
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))  # type: ignore[operator]
    assert "Chưa có ai rời" in client.get("/nhan-su/da-roi").text
    gone(db, make_person(db, full_name="Ngô Văn Ngoài", unit=units["other"]))
    page = client.get("/nhan-su/da-roi").text
    assert "Ngô Văn Ngoài" in page
    assert "Vụ Tiền lương" in page


def test_who_comes_next_month_is_kept_where_they_stand_until_then(
    clerk: FlaskClient, db: Session, units: dict[str, Unit]
) -> None:
    """A place to come opens the record of somebody who stands nowhere yet, and of nobody else."""
    begins = clock.today() + timedelta(days=20)
    for old, status in ((units["other"], 404), (None, 200)):
        person = make_person(db, unit=old)
        own = db.scalars(select(Membership).filter_by(person_id=person.id)).one_or_none()
        if own is not None:
            own.ends_on = begins - timedelta(days=1)
            db.flush()
        coming = Membership(person_id=person.id, unit_id=units["mine"].id, tree=Tree.STATE)
        coming.starts_on = begins
        db.add(coming)
        db.commit()
        assert clerk.get(f"/nhan-su/{person.id}").status_code == status
        assert clerk.get(f"/nhan-su/{person.id}/sua/thong-tin").status_code == status
