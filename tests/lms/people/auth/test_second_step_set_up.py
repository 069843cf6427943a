"""The second step set up: who is led there, what is kept of it, and which codes an app makes."""

import pytest

from lms import clock
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.auth.second_step.rules import code_at, enrolment_address, matching_step, step_at
from lms.people.auth.second_step.sealing import unseal
from lms.people.enums import Role
from lms.people.models import AccessEntry
from tests.factories import make_account, make_person
from tests.lms.people.auth.authenticator import (
    NOW,
    RFC_SECRET,
    SET_UP,
    boss,
    required,
    set_up,
    sign_in,
)

__all__ = ["boss", "required"]  # fixtures


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (2000000000, "69279037")],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(at, code):
    assert code_at(RFC_SECRET, at // 30, digits=8) == code


def test_a_code_holds_one_step_around_and_never_twice():
    step = step_at(NOW)
    for off in (-1, 0, 1):
        assert matching_step(RFC_SECRET, code_at(RFC_SECRET, step + off), NOW, 0) == step + off
    for off in (-2, 2):
        assert matching_step(RFC_SECRET, code_at(RFC_SECRET, step + off), NOW, 0) is None
    assert matching_step(RFC_SECRET, code_at(RFC_SECRET, step), NOW, step) is None
    for wrong in ("", "12345", "abcdef", "١٢٣٤٥٦", "0" * 400):
        assert matching_step(RFC_SECRET, wrong, NOW, 0) is None


def test_the_address_is_what_apps_read():
    address = enrolment_address(RFC_SECRET, "quan@bo.example", "Diem Cau")
    assert address.startswith("otpauth://totp/Diem%20Cau:quan%40bo.example?secret=GEZDGNBV")
    assert address.endswith("&issuer=Diem+Cau")


def test_an_administrator_is_led_there_before_anything_else(client, boss, required):
    sign_in(client)
    assert client.get("/").location == SET_UP
    assert client.get("/nhan-su").location == SET_UP
    refused = client.get("/nhan-su", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["error"]) == (
        403,
        "Đề nghị đồng chí cài đặt xác thực hai bước trước.",
    )
    assert client.get("/kieu-dang").status_code == 200
    page = client.get(SET_UP).text
    assert "<svg" in page
    assert "style=" not in page
    set_up(client)
    with clock.fixed(NOW):
        assert client.get("/nhan-su").status_code == 200


def test_the_first_administrator_sets_it_up_next(client, db, required):
    fields = {
        "full_name": "Trần Văn Quản",
        "email": "quan@bo.gov.vn",
        "new_password": "mua-thu-nam-45",
        "repeated": "mua-thu-nam-45",
    }
    client.post("/cai-dat-ban-dau", data=fields)
    assert client.get("/").location == SET_UP


def test_others_are_not_led_there_and_may_set_it_up(client, db, required):
    make_account(db, person=make_person(db, email="an@bo.example"), role=Role.TRAINER)
    sign_in(client, "an@bo.example")
    assert client.get("/").status_code == 200
    set_up(client)
    assert db.query(SecondStep).count() == 1


def test_without_the_requirement_an_administrator_is_told(client, boss):
    sign_in(client)
    page = client.get("/").text
    assert "đăng nhập chỉ bằng mật khẩu, để dùng thử" in page


def test_setting_up_keeps_no_secret_in_the_clear(client, app, db, boss):
    sign_in(client)
    secret, codes = set_up(client)
    kept = db.query(SecondStep).one()
    with app.app_context():
        assert unseal(kept.secret) == secret
    assert secret.hex() not in kept.secret
    assert len(codes) == len(set(codes)) == 10
    digests = {each.digest for each in db.query(RecoveryCode)}
    assert len(digests) == 10
    assert not digests & {code.replace("-", "") for code in codes}
    assert "second step set up" in [entry.action for entry in db.query(AccessEntry)]


def test_setting_up_gives_a_new_session_and_ends_those_without_it(client, app, boss, login):
    other = login(app.test_client(), boss)
    sign_in(client)
    with client.session_transaction() as session:
        before = session["_user_id"]
    set_up(client)
    with client.session_transaction() as session:
        assert session["_user_id"] != before
    assert other.get("/ve-toi").status_code == 303
    with clock.fixed(NOW):
        assert client.get("/ve-toi").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client, db, boss):
    sign_in(client)
    with clock.fixed(NOW):
        response = client.post(SET_UP, data={"code": "000000"})
        assert client.post(SET_UP, data={"code": ""}).status_code == 422
    assert response.status_code == 422
    assert "Mã chưa đúng hoặc đã dùng rồi." in response.text
    assert db.query(SecondStep).count() == 0


def test_strangers_set_nothing_up(client, boss):
    for method, path in (("get", SET_UP), ("post", SET_UP), ("post", f"{SET_UP}/tat")):
        assert getattr(client, method)(path).status_code == 303


def test_it_is_set_up_once(client, boss):
    sign_in(client)
    set_up(client)
    with clock.fixed(NOW):
        assert client.post(SET_UP, data={"code": "123456"}).status_code == 409
