"""The second step asked for: codes, recovery codes, the day the phone is lost."""

import re
from datetime import timedelta

import pytest

from lms import clock
from lms.errors import Invalid
from lms.people.auth.second_step import services
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.auth.second_step.rules import code_at, step_at
from lms.people.auth.second_step.sealing import recovery_digest
from lms.people.enums import Role
from lms.people.models import AccessEntry
from tests.factories import make_account, make_person
from tests.lms.people.auth.authenticator import (
    ASK,
    NOW,
    SET_UP,
    answer,
    boss,
    recover,
    required,
    set_up,
    sign_in,
)

__all__ = ["boss", "required"]  # fixtures


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


def test_a_recovery_code_is_one_in_the_field_of_the_app_too(client, app, phone):
    _, codes = phone
    with clock.fixed(NOW + timedelta(minutes=5)):
        sign_in(client)
        assert answer(client, f" {codes[4].lower()} ").status_code == 303
        assert "Còn 9 mã dự phòng." in client.get("/").text
        again = app.test_client()
        sign_in(again)
        assert answer(again, codes[4]).status_code == 422


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
