"""What a batch of scans leads to: one row for each, one credit for a person, whatever is repeated."""

from datetime import timedelta

import pytest

from lms.people.models import Account
from sessions.checkin.enums import AttendanceState, EvidenceKind, Level
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Summons
from sessions.gates.enums import Direction
from sessions.invitations.issuing import reissue_code
from sessions.scanners.enums import ScanResult
from sessions.scanners.models import Scanner
from tests.sessions.checkin.hall import attendance, evidence, make_hall
from tests.sessions.factories import START, make_gate
from tests.sessions.scanners.desk import (
    AT,
    CARD_KEY,
    card_of,
    make_desk,
    make_holder,
    make_scanner,
    results,
    scan,
    scans,
    send,
)

LATER = START + timedelta(hours=3)


@pytest.fixture
def desk(db):
    return make_desk(db)


def test_a_scan_is_recorded_once_and_answered_with_name_and_time(client, db, desk):
    person, card = make_holder(db, desk.hall)
    answer = send(client, desk.token, [scan(1, desk.hall.gate, card)], now=AT)
    assert answer.json["results"] == [
        {
            "sequence": 1,
            "result": "present",
            "reason": "",
            "override": False,
            "at": int(AT.timestamp() * 1000),
            "name": "Nguyễn Thị Ánh",
            "unit": "Văn phòng Bộ",
        }
    ]
    (row,) = evidence(db, person)
    assert (row.kind, row.level, row.source) == (EvidenceKind.SCAN, Level.SEEN, "scanner")
    assert (row.scanner_id, row.sequence) == (desk.scanner.id, 1)
    assert attendance(db, desk.hall, person).state is AttendanceState.PRESENT
    (kept,) = scans(db)
    assert (kept.person_id, kept.evidence_id, kept.gate_id) == (
        person.id,
        row.id,
        desk.hall.gate.id,
    )
    assert kept.card != card


def test_a_scan_delivered_again_gets_the_same_answer_and_changes_nothing(client, db, desk):
    person, card = make_holder(db, desk.hall)
    batch = [scan(1, desk.hall.gate, card), scan(2, desk.hall.gate, "X")]
    first = send(client, desk.token, batch)
    desk.hall.conference.state = (
        ConferenceState.CANCELLED
    )  # known numbers go before any other check
    again = send(client, desk.token, batch, now=LATER)
    assert again.json["results"] == first.json["results"]
    assert len(scans(db)) == 2
    assert len(evidence(db, person)) == 1


def test_the_same_number_twice_in_a_batch_is_one_scan(client, db, desk):
    _, card = make_holder(db, desk.hall)
    answer = send(client, desk.token, [scan(1, desk.hall.gate, card)] * 2)
    assert results(answer) == ["present", "present"]
    assert len(scans(db)) == 1


def test_a_second_scan_of_a_card_is_already_with_the_first_time(client, db, desk):
    _, card = make_holder(db, desk.hall)
    send(client, desk.token, [scan(1, desk.hall.gate, card)])
    answer = send(
        client,
        desk.token,
        [scan(2, desk.hall.gate, card, at=LATER)],
        now=START + timedelta(minutes=5),
    )
    assert results(answer) == ["already"]
    assert answer.json["results"][0]["at"] == int(AT.timestamp() * 1000)


def test_who_is_scanned_after_the_grace_is_late(client, db, desk):
    person, card = make_holder(db, desk.hall)
    at = START + timedelta(minutes=20)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card, at=at)], now=at)) == [
        "late"
    ]
    assert attendance(db, desk.hall, person).state is AttendanceState.LATE


def test_two_scanners_offline_admit_one_person_once_by_the_time_of_the_scan(client, app, db, desk):
    person, card = make_holder(db, desk.hall)
    _, other_token = make_scanner(db, desk.hall.main, name="Bàn số 2")
    late = START + timedelta(minutes=30)
    assert results(
        send(client, desk.token, [scan(1, desk.hall.gate, card, at=late)], now=LATER)
    ) == ["late"]
    assert results(
        send(app.test_client(), other_token, [scan(1, desk.hall.gate, card)], now=LATER)
    ) == ["present"]
    assert len(scans(db)) == 2
    verdict = attendance(db, desk.hall, person)
    assert (verdict.state, verdict.arrived_at) == (AttendanceState.PRESENT, AT)


def test_somebody_expected_at_another_venue_is_recorded_and_flagged(client, db, desk):
    person, card = make_holder(db, desk.hall, venue=desk.hall.other)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card)])) == ["wrong venue"]
    verdict = attendance(db, desk.hall, person)
    assert verdict.state is AttendanceState.PRESENT
    assert "other-venue" in verdict.flags


def test_a_card_nobody_knows_is_kept_and_refused(client, db, desk):
    make_holder(db, desk.hall)
    forged = "2" * 24
    answer = send(
        client, desk.token, [scan(1, desk.hall.gate, forged), scan(2, desk.hall.gate, "x1")]
    )
    assert results(answer) == ["unknown card", "unknown card"]
    assert [(row.person_id, row.evidence_id) for row in scans(db)] == [(None, None)] * 2


def test_a_former_card_is_refused_and_staff_may_admit_its_owner(client, db, desk):
    person, former = make_holder(db, desk.hall)
    reissue_code(db, CARD_KEY, _summons(db, person))
    answer = send(
        client,
        desk.token,
        [
            scan(1, desk.hall.gate, former),
            scan(2, desk.hall.gate, former, override=True),
            scan(3, desk.hall.gate, card_of(db, desk.hall, person), override=True),
        ],
    )
    assert results(answer) == ["revoked card", "present", "already"]
    told = [(each["override"], each["reason"]) for each in answer.json["results"]]
    assert told == [(False, "former card"), (True, "former card"), (False, "")]
    assert [row.is_override for row in scans(db)] == [False, True, False]


def test_the_card_of_somebody_no_longer_summoned_is_refused(client, db, desk):
    person, card = make_holder(db, desk.hall)
    _summons(db, person).state = SummonsState.WITHDRAWN
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card)])) == ["revoked card"]
    assert evidence(db, person) == []
    override = [scan(2, desk.hall.gate, card, override=True)]
    assert results(send(client, desk.token, override)) == ["provisional"]


def test_a_card_of_another_conference_makes_its_owner_a_walk_in(client, db, desk):
    elsewhere = make_hall(db, title="Hội nghị B", starts_at=START + timedelta(days=7))
    person, card = make_holder(db, elsewhere)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card)])) == ["provisional"]
    verdict = attendance(db, desk.hall, person)
    assert verdict.state is AttendanceState.PROVISIONAL
    assert "not-on-list" in verdict.flags


def test_a_card_of_a_rehearsal_is_good_for_nothing_else(client, db, desk):
    rehearsal = make_hall(db, title="Tổng duyệt")
    rehearsal.conference.rehearsal_of_id = desk.hall.conference.id
    _, card = make_holder(db, rehearsal)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card)])) == ["unknown card"]


def test_a_gate_that_is_shut_refuses_and_staff_may_admit(client, db, desk):
    _, card = make_holder(db, desk.hall)
    early = START - timedelta(minutes=90)
    batch = [
        scan(1, desk.hall.gate, card, at=early),
        scan(2, desk.hall.gate, card, at=early, override=True),
    ]
    answer = send(client, desk.token, batch, now=early)
    assert results(answer) == ["not open", "present"]
    assert answer.json["results"][1]["reason"] == "not open yet"


def test_an_override_that_was_not_needed_is_none(client, db, desk):
    _, card = make_holder(db, desk.hall)
    answer = send(client, desk.token, [scan(1, desk.hall.gate, card, override=True)])
    assert answer.json["results"][0]["override"] is False


def test_a_scan_in_time_counts_however_late_it_is_delivered(client, db, desk):
    person, card = make_holder(db, desk.hall)
    desk.hall.gate.closed_at = START + timedelta(minutes=30)
    tomorrow = START + timedelta(days=1)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, card)], now=tomorrow)) == [
        "present"
    ]
    (row,) = evidence(db, person)
    assert row.occurred_at == AT
    assert row.not_before_at == desk.scanner.enrolled_at - timedelta(seconds=30)
    assert row.received_at == tomorrow


def test_a_scan_after_the_gate_was_closed_is_refused(client, db, desk):
    _, card = make_holder(db, desk.hall)
    desk.hall.gate.closed_at = AT - timedelta(minutes=1)
    answer = send(client, desk.token, [scan(1, desk.hall.gate, card)], now=LATER)
    assert results(answer) == ["not open"]
    assert answer.json["results"][0]["sentence"] == "Cửa điểm danh đã đóng."


def test_a_cancelled_conference_takes_no_scans(client, db, desk):
    _, card = make_holder(db, desk.hall)
    desk.hall.conference.state = ConferenceState.CANCELLED
    override = scan(1, desk.hall.gate, card, override=True)
    assert results(send(client, desk.token, [override])) == ["refused"]


def test_a_gate_of_another_venue_or_conference_is_refused(client, db, desk):
    _, card = make_holder(db, desk.hall)
    elsewhere = make_hall(db, title="Hội nghị B")
    batch = [scan(1, desk.hall.other_gate, card), scan(2, elsewhere.gate, card)]
    batch.append({**scan(3, desk.hall.gate, card), "gate": 999_999})
    assert results(send(client, desk.token, batch)) == ["refused"] * 3
    assert [row.gate_id for row in scans(db)] == [None] * 3


def test_the_way_out_is_a_gate_of_its_own(client, db, desk):
    _, card = make_holder(db, desk.hall)
    way_out = make_gate(db, desk.hall.session, desk.hall.main, direction=Direction.OUT)
    way_out.opened_at = START
    at = START + timedelta(minutes=80)
    batch = [scan(1, desk.hall.gate, card), scan(2, way_out, card, at=at)]
    assert results(send(client, desk.token, batch, now=at)) == ["present", "present"]


def test_a_person_chosen_by_name_is_recorded(client, db, desk):
    person, _ = make_holder(db, desk.hall)
    assert results(send(client, desk.token, [scan(1, desk.hall.gate, person=person.id)])) == [
        "present"
    ]
    assert scans(db)[0].card == ""


def test_a_person_not_on_the_list_cannot_be_chosen(client, db, desk):
    stranger = db.get_one(Account, desk.scanner.enrolled_by).person_id
    batch = [
        scan(1, desk.hall.gate, person=stranger, override=True),
        scan(2, desk.hall.gate, person=999_999),
    ]
    assert results(send(client, desk.token, batch)) == ["refused", "refused"]
    assert [row.person_id for row in scans(db)] == [None, None]


def test_a_heartbeat_notes_life_clock_and_what_waits(client, db, desk):
    ahead = AT + timedelta(seconds=45)
    send(client, desk.token, [], device_now=ahead, waiting=7)
    db.expire_all()
    scanner = db.get_one(Scanner, desk.scanner.id)
    assert (scanner.seen_at, scanner.offset_ms, scanner.waiting) == (AT, 45_000, 7)
    assert scanner.drained_at is None


def test_refusals_sent_twice_are_stored_once(client, db, desk):
    make_holder(db, desk.hall)
    batch = [scan(1, desk.hall.gate, "nothing"), scan(2, desk.hall.other_gate, "nothing")]
    first, second = send(client, desk.token, batch), send(client, desk.token, batch, now=LATER)
    assert first.json["results"] == second.json["results"]
    assert [row.result for row in scans(db)] == [ScanResult.UNKNOWN_CARD, ScanResult.REFUSED]


def test_a_batch_costs_a_fixed_number_of_statements(client, db, desk, count_queries):
    cards = [make_holder(db, desk.hall, name=f"Nguyễn Văn {n}")[1] for n in range(6)]
    send(client, desk.token, [scan(1, desk.hall.gate, cards[0])])
    with count_queries() as one:
        send(client, desk.token, [scan(2, desk.hall.gate, cards[1])])
    with count_queries() as four:
        send(client, desk.token, [scan(n + 1, desk.hall.gate, cards[n]) for n in range(2, 6)])
    assert len(four) <= len(one) + 2  # rows are written in statements of one, two, four …


def _summons(db, person):
    return db.query(Summons).filter_by(person_id=person.id).one()
