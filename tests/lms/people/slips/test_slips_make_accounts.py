"""Who has no account gets one with the slip: shown before, with the login of the house, in one act."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.people import accounts
from lms.people.accounts import logins_for, make_accounts
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, Person
from lms.people.slips import services
from lms.people.slips.models import ActivationSlip
from lms.units.models import Unit
from tests.factories import grant_role, make_account, make_person, make_unit

Login = Callable[[FlaskClient, Account], FlaskClient]
PATH = "/nhan-su/phieu-kich-hoat"


@pytest.fixture
def unit(db: Session) -> Unit:
    return make_unit(db, name="Vụ Một", parent=make_unit(db, name="Bộ"))


@pytest.fixture
def head(db: Session, client: FlaskClient, login: Login, unit: Unit) -> FlaskClient:
    return login(client, make_account(db, role=Role.UNIT_HEAD, unit=unit))


def bare(db: Session, unit: Unit, name: str, **more: str) -> Person:
    """Somebody on record without an account, who has neither address nor code."""
    person = make_person(db, full_name=name, unit=unit)
    person.email, person.personnel_code = more.get("email"), more.get("personnel_code")
    db.flush()
    return person


def logins(db: Session, *people: Person) -> list[str | None]:
    db.expire_all()
    found = {each.person_id: each.login for each in db.scalars(select(Account))}
    return [found.get(each.id) for each in people]


def test_the_account_comes_with_the_slip_and_is_shown_before(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    plain = bare(db, unit, "Lê Văn An")
    coded = bare(db, unit, "Lê Văn Bình", personnel_code="PC-7")
    mailed = bare(db, unit, "Lê Văn Cam", email="cam@bo.example")
    ready = make_account(db, person=bare(db, unit, "Lê Văn Dần"), has_password=False)
    ready.login = "dan@bo.example"
    db.flush()
    assert "3 người chưa có tài khoản" in head.get(f"{PATH}?don-vi={unit.id}").text
    preview = head.get(f"{PATH}/xem-truoc?don-vi={unit.id}").text
    for shown in ("anlv", "pc-7", "cam@bo.example", "dan@bo.example"):
        assert shown in preview
    assert preview.count("tài khoản mới") == 3
    assert logins(db, plain, coded, mailed) == [None, None, None]
    done = head.post(PATH, data={"don-vi": unit.id, "so-nguoi": 4}, follow_redirects=True)
    assert "Đã cấp 4 phiếu." in done.text
    assert logins(db, plain, coded, mailed) == ["anlv", "pc-7", "cam@bo.example"]
    assert len(db.scalars(select(ActivationSlip)).all()) == 4
    sheet = PdfReader(BytesIO(head.get(f"{PATH}.pdf?don-vi={unit.id}").data)).pages[0]
    assert "anlv" in sheet.extract_text()
    traced = db.scalars(select(AccessEntry).filter_by(action="account made")).all()
    assert {each.subject_id for each in traced} == {plain.id, coded.id, mailed.id}
    assert all(each.account_id for each in traced)


def test_those_ticked_and_nobody_else(head: FlaskClient, db: Session, unit: Unit) -> None:
    first, second = bare(db, unit, "Lê Văn An"), bare(db, unit, "Lê Văn An")
    empty = head.post(PATH, data={"don-vi": unit.id, "chon": 1, "so-nguoi": 2})
    assert empty.location.endswith(f"xem-truoc?don-vi={unit.id}")
    assert "Chưa chọn người nào" in head.get(empty.location).text
    head.post(PATH, data={"don-vi": unit.id, "chon": 1, "so-nguoi": 2, "nguoi": second.id})
    # The login that was shown beside the name, where both of one name were.
    assert logins(db, first, second) == [None, "anlv2"]


def test_another_number_than_shown_writes_nothing(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    person = bare(db, unit, "Lê Văn An")
    other = bare(db, make_unit(db, name="Vụ Hai"), "Lê Văn Bình")
    assert head.post(PATH, data={"don-vi": unit.id, "so-nguoi": 2}).status_code == 409
    ticked = {"don-vi": unit.id, "chon": 1, "nguoi": [person.id, other.id]}
    refused = head.post(PATH, data=ticked)
    assert refused.status_code == 409
    assert "Danh sách đã thay đổi trong lúc xem" in refused.text
    assert logins(db, person, other) == [None, None]
    assert db.scalars(select(ActivationSlip)).all() == []


def test_who_is_meant_to_have_none_is_not_listed(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    make_account(db, person=make_person(db, full_name="Đang Dùng Rồi", unit=unit))
    closed = make_account(db, person=make_person(db, full_name="Đã Khóa Lại", unit=unit))
    closed.is_active, closed.password_hash = False, None
    holder = make_account(
        db, person=make_person(db, full_name="Có Vai Trò", unit=unit), has_password=False
    )
    grant_role(db, holder, Role.TRAINER)
    gone = bare(db, unit, "Đã Rời Đi")
    gone.left_on = clock.today()
    db.flush()
    page = head.get(f"{PATH}/xem-truoc?don-vi={unit.id}").text
    for name in ("Đang Dùng Rồi", "Đã Khóa Lại", "Có Vai Trò", "Đã Rời Đi"):
        assert name not in page
    assert "Không còn ai trong đơn vị chờ cấp phiếu." in page


def test_one_person_gets_account_and_slip_in_one_act(
    head: FlaskClient, db: Session, unit: Unit
) -> None:
    person = bare(db, unit, "Lê Văn An")
    path = f"/nhan-su/{person.id}/phieu-kich-hoat"
    assert path in head.get(f"/nhan-su/{person.id}").text
    page = head.get(path).text
    assert "anlv" in page
    assert "tài khoản được lập cùng với phiếu" in page
    assert logins(db, person) == [None]
    assert "anlv" in head.post(path, follow_redirects=True).text
    assert logins(db, person) == ["anlv"]
    assert head.get(f"{path}.pdf").status_code == 200


def test_a_leaver_gets_no_account(
    client: FlaskClient, db: Session, login: Login, unit: Unit
) -> None:
    login(client, make_account(db, role=Role.ADMINISTRATOR))
    person = bare(db, unit, "Lê Văn An")
    person.left_on = clock.today()
    db.flush()
    assert client.post(f"/nhan-su/{person.id}/phieu-kich-hoat").status_code == 409
    assert logins(db, person) == [None]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.LEARNER, None])
def test_others_see_no_preview(
    client: FlaskClient, db: Session, login: Login, unit: Unit, role: Role | None
) -> None:
    person = bare(db, unit, "Lê Văn An")
    if role is not None:
        login(client, make_account(db, role=role, unit=unit))
    else:
        make_account(db)
    for path in (f"{PATH}/xem-truoc?don-vi={unit.id}", f"/nhan-su/{person.id}/phieu-kich-hoat"):
        refused = client.get(path)
        assert refused.status_code == (404 if role else 303)
        assert "anlv" not in refused.text
    assert logins(db, person) == [None]


def test_a_unit_of_others_is_not_previewed(head: FlaskClient, db: Session) -> None:
    other = make_unit(db, name="Vụ Hai")
    bare(db, other, "Lê Văn An")
    assert head.get(f"{PATH}/xem-truoc?don-vi={other.id}").status_code == 404


def test_two_who_make_one_account_are_told(db: Session, unit: Unit) -> None:
    person = bare(db, unit, "Lê Văn An")
    services.make_account(db, person, by=None)
    with pytest.raises(Conflict):
        services.make_account(db, person, by=None)
    assert logins(db, person) == ["anlv"]


def test_the_preview_takes_as_many_queries_for_many(
    head: FlaskClient, db: Session, unit: Unit, count_queries: Callable[..., object]
) -> None:
    figures = []
    head.get(f"{PATH}/xem-truoc?don-vi={unit.id}")
    for count in (1, 3):
        for _ in range(count):
            bare(db, unit, "Lê Văn An")
        db.commit()
        with count_queries() as statements:  # type: ignore[attr-defined]
            head.get(f"{PATH}/xem-truoc?don-vi={unit.id}")
            head.post(PATH, data={"don-vi": unit.id, "so-nguoi": count})
        figures.append(len(statements))
    assert figures[0] == figures[1]


@pytest.mark.parametrize("few", [0, 50])
def test_logins_are_those_of_the_import(
    db: Session, unit: Unit, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether all logins are read or only those that may be in the way."""
    monkeypatch.setattr(accounts, "_FEW", few)
    make_accounts(db, {bare(db, unit, "Lê Văn An").id: "anlv"}, by=None)
    taken = bare(db, unit, "Trần Thị Bé")
    make_accounts(db, {taken.id: "be@bo.example"}, by=None)
    people = [
        bare(db, unit, "Lê Văn An"),
        bare(db, unit, "Lê Văn An", personnel_code="PC-1"),
        bare(db, unit, "Lê Văn An"),
        bare(db, unit, "Trần Thị Bé", personnel_code="BE@bo.example"),
    ]
    made = logins_for(db, people)
    assert [made[each.id] for each in people] == ["anlv2", "pc-1", "anlv3", "bett"]
    assert logins_for(db, []) == {}
