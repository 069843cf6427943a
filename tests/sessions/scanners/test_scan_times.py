"""When a scan was: the device's word, as far as it can be true."""

from datetime import timedelta

import pytest

from sessions.checkin.enums import AttendanceState
from sessions.gates.rules import Hours
from sessions.scanners.models import Scanner
from sessions.scanners.rules import LARGEST_SKEW_MS, corrected_time, settle_time, window_of
from tests.sessions.checkin.hall import attendance, evidence
from tests.sessions.factories import START
from tests.sessions.scanners.desk import AT, make_desk, make_holder, ms, results, scan, scans, send

YEARS = timedelta(days=365 * 9)
LATER = START + timedelta(hours=3)
HOURS = window_of(Hours(START, START + timedelta(minutes=90), timedelta(minutes=60)))


@pytest.fixture
def desk(db):
    return make_desk(db)


@pytest.mark.parametrize("wrong", [-YEARS, -timedelta(minutes=3), timedelta(hours=5), YEARS])
def test_a_clock_that_is_wrong_and_steady_does_no_harm(client, db, desk, wrong):
    person, card = make_holder(db, desk.hall)
    batch = [scan(1, desk.hall.gate, card, at=AT + wrong)]
    assert results(send(client, desk.token, batch, now=LATER, device_now=LATER + wrong)) == [
        "present"
    ]
    assert attendance(db, desk.hall, person).arrived_at == AT
    (row,) = scans(db)
    assert (row.device_at, row.occurred_at, row.received_at) == (AT + wrong, AT, LATER)


@pytest.mark.parametrize("wrong", [-YEARS, YEARS])
def test_a_clock_set_right_after_the_scan_never_turns_people_away(client, db, desk, wrong):
    person, card = make_holder(db, desk.hall)
    batch = [scan(1, desk.hall.gate, card, at=AT + wrong)]
    assert results(send(client, desk.token, batch, now=LATER))[0] in ("present", "late")
    (row,) = evidence(db, person)
    assert row.not_before_at <= row.occurred_at <= row.received_at


@pytest.mark.parametrize("at", [-(2**53), 0, 2**53])
def test_absurd_moments_are_stored_within_reason(client, db, desk, at):
    _, card = make_holder(db, desk.hall)
    item = {**scan(1, desk.hall.gate, card), "at": at}
    assert send(client, desk.token, [item], now=LATER).status_code == 200
    assert 1970 <= scans(db)[0].device_at.year <= 2100


def test_a_skew_of_years_is_kept_as_the_largest_there_is(client, db, desk):
    send(client, desk.token, [], device_now=AT + YEARS)
    db.expire_all()
    assert db.get_one(Scanner, desk.scanner.id).offset_ms == LARGEST_SKEW_MS


def test_what_follows_an_empty_queue_happened_after_it(client, db, desk):
    person, card = make_holder(db, desk.hall)
    send(client, desk.token, [], now=START, waiting=0)
    send(client, desk.token, [scan(1, desk.hall.gate, card, at=AT)], now=LATER)
    (row,) = evidence(db, person)
    assert row.not_before_at == START - timedelta(seconds=30)
    assert row.occurred_at >= row.not_before_at
    assert attendance(db, desk.hall, person).state is AttendanceState.PRESENT


def test_while_scans_wait_the_earlier_bound_holds(client, db, desk):
    person, card = make_holder(db, desk.hall)
    send(client, desk.token, [], now=START, waiting=1)
    send(client, desk.token, [scan(1, desk.hall.gate, card, at=AT)], now=LATER)
    assert evidence(db, person)[0].occurred_at == AT


def test_scans_of_a_former_enrolment_keep_their_time(client, db, desk):
    person, card = make_holder(db, desk.hall)
    desk.scanner.enrolled_at = START + timedelta(hours=2)
    batch = [scan(1, desk.hall.gate, card, at=AT, scanner=desk.scanner.id + 1)]
    send(client, desk.token, batch, now=LATER)
    assert evidence(db, person)[0].occurred_at == AT


def test_a_scan_delivered_at_once_has_one_moment(client, db, desk):
    person, card = make_holder(db, desk.hall)
    now = AT + timedelta(seconds=2)
    send(client, desk.token, [scan(1, desk.hall.gate, card, offline=False)], now=now)
    assert evidence(db, person)[0].not_before_at is None
    assert scans(db)[0].was_offline is False


def test_a_claim_within_what_can_be_is_believed():
    assert settle_time(AT, AT - timedelta(hours=1), LATER, HOURS) == AT


def test_a_claim_before_what_can_be_falls_to_the_gates_opening():
    earliest = START - timedelta(hours=3)
    assert settle_time(AT - YEARS, earliest, LATER, HOURS) == HOURS.opens_at


def test_a_claim_after_what_can_be_falls_before_the_gates_closing():
    at = settle_time(AT + YEARS, AT, LATER, HOURS)
    assert HOURS.closes_at - timedelta(seconds=1) < at < HOURS.closes_at


def test_where_the_gate_was_shut_all_the_while_the_bounds_decide():
    received = HOURS.opens_at - timedelta(minutes=5)
    earliest = received - timedelta(minutes=5)
    assert settle_time(AT + YEARS, earliest, received, HOURS) == received


def test_the_correction_is_bounded():
    assert corrected_time(-(2**53), 2**53, AT) > AT - 2 * YEARS
    assert corrected_time(ms(AT) - 5000, ms(AT), LATER) == LATER - timedelta(seconds=5)
