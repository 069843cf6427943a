"""The second step: setting it up, asking for it, the day the phone is lost."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lms import clock
from lms.errors import Invalid
from lms.people.auth.second_step import services
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.auth.second_step.rules import code_at, enrolment_address, matching_step, step_at
from lms.people.auth.second_step.sealing import recovery_digest, unseal
from lms.people.enums import Role
from lms.people.models import AccessEntry
from tests.factories import PASSWORD, make_account, make_person

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
SET_UP = "/tai-khoan/xac-thuc"
ASK = "/dang-nhap/ma-xac-thuc"
RFC_SECRET = b"12345678901234567890"


@pytest.fixture
def required(app):
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=True)


@pytest.fixture
def boss(db):
    person = make_person(db, full_name="Trần Văn Quản", email="quan@bo.example")
    return make_account(db, person=person, role=Role.ADMINISTRATOR)


def sign_in(client, login="quan@bo.example", **more):
    return client.post("/dang-nhap", data={"login": login, "password": PASSWORD, **more})


def set_up(client, at=NOW):
    """Set the second step up as a person does; the key of the app, and the recovery codes."""
    with clock.fixed(at):
        page = client.get(SET_UP).text
        (typed,) = re.findall(r"<code>([A-Z2-7 ]{39})</code>", page)
        secret = secret_from(typed)
        done = client.post(SET_UP, data={"code": code_at(secret, step_at(at))})
    assert done.status_code == 200, done.text
    assert done.cache_control.no_store
    return secret, re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", done.text)


def secret_from(typed):
    return base64.b32decode(typed.replace(" ", ""))


def answer(client, code, path=ASK, field="code"):
    return client.post(path, data={field: code})


def recover(client, code):
    return answer(client, code, "/dang-nhap/ma-du-phong", "recovery")


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


@pytest.fixture
def phone(app, boss):
    """The administrator's app and paper."""
    first = app.test_client()
    sign_in(first)
    return set_up(first)


def test_the_code_is_asked_after_the_password(client, phone):
    secret, _ = phone
    later = NOW + timedelta(minutes=5)
    with clock.fixed(later):
        assert sign_in(client, next="/nhan-su").location == ASK
        assert client.get("/nhan-su").status_code == 303  # not in yet
        assert "Mã trong ứng dụng" in client.get(ASK).text
        done = answer(client, code_at(secret, step_at(later)))
        assert (done.status_code, done.location) == (303, "/nhan-su")
        assert client.get("/nhan-su").status_code == 200


def test_a_code_is_taken_once(client, app, phone):
    secret, _ = phone
    later = NOW + timedelta(minutes=5)
    code = code_at(secret, step_at(later))
    with clock.fixed(later):
        sign_in(client)
        assert answer(client, code).status_code == 303
        watcher = app.test_client()
        sign_in(watcher)
        assert answer(watcher, code).status_code == 422
        assert watcher.get("/nhan-su").status_code == 303


def test_the_code_that_set_it_up_is_used_already(client, phone):
    secret, _ = phone
    with clock.fixed(NOW):
        sign_in(client)
        assert answer(client, code_at(secret, step_at(NOW))).status_code == 422


def test_wrong_codes_wait_as_wrong_passwords_do(client, app, phone):
    secret, _ = phone
    later = NOW + timedelta(minutes=5)
    right = code_at(secret, step_at(later))
    with clock.fixed(later):
        sign_in(client)
        for number in range(5):
            assert answer(client, f"00000{number}").status_code == 422
        closed = answer(client, right)
        assert closed.status_code == 429
        assert "Nhập sai quá nhiều lần" in closed.text
        other = app.test_client()  # the account waits, whatever browser asks
        assert sign_in(other).location == ASK
        assert answer(other, right).status_code == 429
        assert recover(other, phone[1][0]).status_code == 429


def test_the_password_alone_is_good_for_ten_minutes(client, phone):
    secret, _ = phone
    with clock.fixed(NOW + timedelta(minutes=5)):
        sign_in(client)
    late = NOW + timedelta(minutes=16)
    with clock.fixed(late):
        assert answer(client, code_at(secret, step_at(late))).location == "/dang-nhap"
        assert "Đã quá thời gian chờ." in client.get("/dang-nhap").text


def test_without_the_password_the_code_is_not_asked(client, phone):
    assert client.get(ASK).location == "/dang-nhap"
    assert answer(client, "123456").location == "/dang-nhap"
    assert recover(client, phone[1][0]).location == "/dang-nhap"


def test_a_password_changed_meanwhile_ends_the_waiting(client, db, boss, phone):
    with clock.fixed(NOW + timedelta(minutes=5)):
        sign_in(client)
        boss.session_epoch += 1
        assert client.get(ASK).location == "/dang-nhap"


def test_a_recovery_code_lets_in_once(client, app, db, phone):
    _, codes = phone
    with clock.fixed(NOW + timedelta(minutes=5)):
        sign_in(client)
        typed = codes[3].lower().replace("-", " ")
        assert recover(client, typed).status_code == 303
        assert "Còn 9 mã dự phòng." in client.get("/").text
        again = app.test_client()
        sign_in(again)
        assert recover(again, codes[3]).status_code == 422
        assert recover(again, "khong-phai").status_code == 422
        assert recover(again, "").status_code == 422
    assert "recovery code used" in [entry.action for entry in db.query(AccessEntry)]


def test_new_recovery_codes_end_the_former(client, app, phone):
    secret, codes = phone
    later = NOW + timedelta(minutes=5)
    with clock.fixed(later):
        sign_in(client)
        answer(client, code_at(secret, step_at(later)))
        refused = client.post(f"{SET_UP}/ma-du-phong", data={"code": "000000"})
        assert refused.status_code == 422
    soon = later + timedelta(minutes=1)
    with clock.fixed(soon):
        assert "10" in client.get(SET_UP).text
        made = client.post(f"{SET_UP}/ma-du-phong", data={"code": code_at(secret, step_at(soon))})
        fresh = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", made.text)
        assert len(fresh) == 10
        other = app.test_client()
        sign_in(other)
        assert recover(other, codes[0]).status_code == 422
        assert recover(other, fresh[0]).status_code == 303


def test_an_administrator_cannot_do_without_it(client, phone, db, required):
    secret, _ = phone
    later = NOW + timedelta(minutes=5)
    with clock.fixed(later):
        sign_in(client)
        answer(client, code_at(secret, step_at(later)))
        refused = client.post(f"{SET_UP}/tat", data={"code": "123456"})
    assert refused.status_code == 403
    assert db.query(SecondStep).count() == 1


def test_others_turn_it_off_with_a_code(client, db):
    make_account(db, person=make_person(db, email="an@bo.example"))
    sign_in(client, "an@bo.example")
    secret, _ = set_up(client)
    soon = NOW + timedelta(minutes=1)
    with clock.fixed(soon):
        assert client.post(f"{SET_UP}/tat", data={"code": "000000"}).status_code == 422
        done = client.post(f"{SET_UP}/tat", data={"code": code_at(secret, step_at(soon))})
        assert done.status_code == 303
        assert "Đã tắt xác thực hai bước." in client.get("/tai-khoan/thiet-bi").text
    assert (db.query(SecondStep).count(), db.query(RecoveryCode).count()) == (0, 0)


def test_another_administrator_takes_it_away_with_trace(client, app, db, boss, phone, login):
    other = make_account(db, role=Role.ADMINISTRATOR, full_name="Lê Hai")
    helper = login(app.test_client(), other)
    page = f"/nhan-su/{boss.person_id}"
    assert "Gỡ xác thực hai bước" in helper.get(f"{page}/thiet-bi").text
    assert helper.post(f"{page}/xac-thuc/xoa").status_code == 303
    assert helper.post(f"{page}/xac-thuc/xoa").status_code == 404
    entry = db.query(AccessEntry).filter_by(action="second step taken away").one()
    assert (entry.account_id, entry.subject_id) == (other.id, boss.person_id)
    assert sign_in(client).location == "/"


def test_nobody_takes_away_their_own_there(client, boss, login):
    login(client, boss)
    page = f"/nhan-su/{boss.person_id}"
    assert client.post(f"{page}/xac-thuc/xoa").status_code == 422


def test_the_last_administrator_is_helped_from_the_command_line(runner, client, db, boss, phone):
    unknown = runner.invoke(args=["accounts", "reset-second-step", "ai@bo.example"])
    assert (unknown.exit_code, "no open account" in unknown.output) == (1, True)
    done = runner.invoke(args=["accounts", "reset-second-step", "quan@bo.example", "--password"])
    assert done.exit_code == 0, done.output
    (password,) = re.findall(r"[a-z]{4}-\d{4}-[a-z]{4}", done.output)
    entered = client.post("/dang-nhap", data={"login": "quan@bo.example", "password": password})
    assert entered.location == "/doi-mat-khau"
    again = runner.invoke(args=["accounts", "reset-second-step", "quan@bo.example"])
    assert "no second step" in again.output


def test_of_two_at_the_same_moment_one_is_let_in(client, app, db, boss, phone):
    """Both were judged right before either was written; the second write finds the code used."""
    _, codes = phone
    step = step_at(NOW) + 20
    services.use_step(db, boss.id, step)
    with pytest.raises(Invalid):
        services.use_step(db, boss.id, step)
    with app.app_context():
        digest = recovery_digest(boss.id, codes[0].replace("-", ""))
    services.use_recovery_code(db, boss.id, digest)
    with pytest.raises(Invalid):
        services.use_recovery_code(db, boss.id, digest)


def test_a_recovery_code_is_its_owners_only(app, db, boss, phone):
    _, codes = phone
    other = make_account(db)
    with app.app_context():
        mine, theirs = (
            recovery_digest(each.id, codes[0].replace("-", "")) for each in (boss, other)
        )
    assert mine != theirs
    with pytest.raises(Invalid):
        services.use_recovery_code(db, other.id, mine)


def test_a_database_restored_without_its_key_opens_nothing(client, db, boss, phone):
    secret, _ = phone
    later = NOW + timedelta(minutes=5)
    db.query(SecondStep).one().secret = "gAAAAA-not-sealed-here"
    with clock.fixed(later):
        sign_in(client)
        assert answer(client, code_at(secret, step_at(later))).status_code == 422
