"""The first password of an account: the slip that its owner was handed is the proof, and nothing else is."""

from datetime import timedelta

import pytest

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, RoleGrant
from lms.people.slips.keys import code_of
from lms.people.slips.models import ActivationSlip
from lms.people.slips.rules import HOLD, show_code
from lms.people.slips.services import issue_slip
from tests.factories import grant_role, make_account, make_person

PASSWORD = "mua-thu-nam-45"


@pytest.fixture
def person(db):
    return make_person(
        db, full_name="Lò Thị Thu", email="thu@bo.example", personnel_code="BNV-0777"
    )


@pytest.fixture
def account(db, person):
    make_account(db)  # somebody can sign in, so the system is set up
    return make_account(db, person=person, has_password=False)


@pytest.fixture
def slip(db, account):
    return issue_slip(db, account.id, by=None)


@pytest.fixture
def code(app, slip):
    with app.app_context():
        return show_code(code_of(slip))


def activate(client, code, login="thu@bo.example", password=PASSWORD):
    data = {"login": login, "code": code, "new_password": password, "repeated": password}
    return client.post("/kich-hoat", data=data)


def password_of(db, account):
    db.expire_all()
    return db.get_one(Account, account.id).password_hash


@pytest.mark.parametrize("login", ["thu@bo.example", "BNV-0777", " Thu@Bo.example "])
def test_a_slip_opens_the_account_of_its_owner(client, db, account, code, login):
    response = activate(client, code, login)
    assert (response.status_code, response.location) == (303, "/")
    assert "Đồng chí Thu" in client.get("/").text
    client.post("/dang-xuat")
    data = {"login": "BNV-0777", "password": PASSWORD}
    assert client.post("/dang-nhap", data=data).status_code == 303
    entry = db.query(AccessEntry).filter_by(action="account activated").one()
    assert (entry.account_id, entry.subject_id) == (account.id, account.person_id)


@pytest.mark.parametrize("written", ["{}", " {} ", "{:.4}-{}"])
def test_the_digits_are_read_however_they_are_grouped(client, db, account, code, written):
    plain = code.replace(" ", "")
    typed = f"{plain[:3]}-{plain[3:7]}.{plain[7:]}" if ":" in written else written.format(plain)
    assert activate(client, typed).status_code == 303


def test_a_slip_is_good_once(client, db, account, code):
    assert activate(client, code).status_code == 303
    client.post("/dang-xuat")
    before = password_of(db, account)
    assert activate(client, code, password="mua-xuan-nam-46").status_code == 422
    assert password_of(db, account) == before


def test_a_slip_runs_out(client, db, account, slip, code):
    with clock.fixed(slip.issued_at + HOLD + timedelta(seconds=1)):
        response = activate(client, code)
    assert response.status_code == 422
    assert "phiếu không còn hiệu lực" in response.text
    assert password_of(db, account) is None


def test_another_slip_ends_the_former(app, client, db, account, code):
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        fresh = issue_slip(db, account.id, by=None)
    db.commit()
    assert activate(client, code).status_code == 422
    with app.app_context():
        assert activate(client, code_of(fresh)).status_code == 303


def test_an_account_in_use_is_not_taken_over(client, db, account, code):
    account.password_hash = "set meanwhile"
    response = activate(client, code)
    assert response.status_code == 409
    assert "Tài khoản này đã kích hoạt." in response.text
    assert password_of(db, account) == "set meanwhile"
    assert db.query(ActivationSlip).one().used_at is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER, Role.UNIT_HEAD])
def test_whoever_prints_slips_comes_into_no_role(client, db, account, code, role):
    grant_role(db, account, role)
    response = activate(client, code)
    assert response.status_code == 403
    assert "Đề nghị nhận mật khẩu lần đầu từ quản trị hệ thống." in response.text
    assert password_of(db, account) is None


def test_a_role_that_was_ended_is_none(client, db, account, code):
    grant_role(db, account, Role.TRAINER)
    db.query(RoleGrant).filter_by(account_id=account.id).one().ended_at = clock.now()
    db.commit()
    assert activate(client, code).status_code == 303


def test_a_closed_account_stays_closed(client, db, account, code):
    account.is_active = False
    assert activate(client, code).status_code == 422
    assert password_of(db, account) is None


def test_whoever_has_left_comes_in_no_more(client, db, account, person, code):
    person.left_on = clock.today() - timedelta(days=1)
    assert activate(client, code).status_code == 422
    assert password_of(db, account) is None


@pytest.mark.parametrize(
    ("login", "typed"),
    [
        ("thu@bo.example", "1234 5678 9012"),
        ("thu@bo.example", "7KQ2-M4XD"),
        ("thu@bo.example", ""),
        ("thu@bo.example", "\u0661" * 12),
        ("khac@bo.example", None),
        ("nobody@bo.example", None),
        ("", None),
    ],
)
def test_code_and_name_must_belong_together(client, db, account, code, login, typed):
    make_account(db, person=make_person(db, email="khac@bo.example"), has_password=False)
    response = activate(client, code if typed is None else typed, login)
    assert response.status_code == 422
    assert password_of(db, account) is None


def test_without_a_slip_nobody_comes_in(client, db, account):
    for typed in ("", "000000000000", "no code at all"):
        assert activate(client, typed).status_code == 422
    assert password_of(db, account) is None


def test_guessing_codes_keeps_the_name_waiting(client, account, code):
    for _ in range(5):
        activate(client, "111122223333")
    assert activate(client, code).status_code == 429


def test_a_weak_password_is_refused_and_the_rest_kept(client, db, account, code):
    for weak in ("thu12345"[:7], "lothithu1"):
        response = activate(client, code, password=weak)
        assert response.status_code == 422
        assert 'value="thu@bo.example"' in response.text
    assert "không được trùng với họ tên" in response.text
    assert activate(client, code).status_code == 303


def test_whose_name_a_password_resembles_is_told_to_whoever_holds_the_slip_alone(
    client, db, account, code
):
    guess = "lothithu1"
    stranger = activate(client, "1111 1111 1111", password=guess).text
    assert "không được trùng với họ tên" not in stranger
    assert "không khớp" in stranger
    owner = activate(client, code, password=guess)
    assert (owner.status_code, password_of(db, account)) == (422, None)
    assert "không được trùng với họ tên" in owner.text
    assert activate(client, code).status_code == 303
