"""Whatever order batches come in, cut and repeated: the same scans, the same verdicts, one credit each."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from sessions.checkin.models import Attendance, Evidence
from sessions.conferences.enums import ConferenceState
from sessions.scanners.enums import Reason, ScanResult
from sessions.scanners.models import Scan, Scanner
from sessions.scanners.rules import IN_FLIGHT
from tests.sessions.factories import START
from tests.sessions.scanners.desk import (
    AT,
    deliver_body,
    make_desk,
    make_holder,
    make_scanner,
    ms,
    scan,
)

LATER = START + timedelta(hours=3)
PEOPLE = 4


@pytest.fixture
def stage(db):
    """Two scanners, four people, and the scans of a morning: (scanner id, scan) each."""
    desk = make_desk(db)
    other, _ = make_scanner(db, desk.hall.main, name="Bàn số 2")
    cards = [make_holder(db, desk.hall, name=f"Nguyễn Văn {n}")[1] for n in range(PEOPLE)]
    gate = desk.hall.gate
    minutes = {
        desk.scanner.id: [
            (cards[0], -20),
            (cards[1], 40),
            (cards[2], -5),
            ("forged", 0),
            (cards[0], 10),
        ],
        other.id: [(cards[1], -10), (cards[2], 50), (cards[3], 30), (cards[0], -30), ("x", 1)],
    }
    morning = [
        (scanner_id, scan(number, gate, card, at=START + timedelta(minutes=minute)))
        for scanner_id, made in minutes.items()
        for number, (card, minute) in enumerate(made, 1)
    ]
    db.commit()
    return desk, morning


def outcome(db, desk):
    """What must not depend on the order: verdicts, and the scans as they were made."""
    db.expire_all()
    verdicts = db.execute(
        select(Attendance.person_id, Attendance.state, Attendance.arrived_at).where(
            Attendance.study_session_id == desk.hall.session.id
        )
    ).all()
    made = db.execute(
        text("SELECT scanner_id, sequence, person_id, occurred_at FROM scans ORDER BY 1, 2")
    ).all()
    return sorted(verdicts), made


def hand_over(db, batches):
    for scanner_id, items in batches:
        body = json.dumps({"now": ms(LATER), "waiting": 99, "items": items}).encode()
        answers = deliver_body(db, scanner_id, body, LATER)
        assert [each.sequence for each in answers] == [item["sequence"] for item in items]


@st.composite
def batches_of(draw, morning):
    """The morning's scans, cut anyhow, in any order, some parts delivered again."""
    order = draw(st.permutations(morning))
    batches, rest = [], list(order)
    while rest:
        size = draw(st.integers(1, len(rest)))
        part, rest = rest[:size], rest[size:]
        batches += [
            (scanner_id, [item for owner, item in part if owner == scanner_id])
            for scanner_id in sorted({owner for owner, _ in part})
        ]
    again = draw(st.lists(st.sampled_from(batches), max_size=3))
    return draw(st.permutations(batches + again))


@pytest.mark.sqlite_only(
    "the order of deliveries is the product's own business; races have their test"
)
def test_the_order_of_batches_changes_no_verdict(db, stage):
    desk, morning = stage
    with db.begin_nested() as straight:
        hand_over(db, [(scanner_id, [item]) for scanner_id, item in morning])
        expected = outcome(db, desk)
        straight.rollback()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data):
        batches = data.draw(batches_of(morning))
        with db.begin_nested() as attempt:
            hand_over(db, batches)
            found = outcome(db, desk)
            attempt.rollback()
        assert found == expected

    check()
    assert len(expected[0]) == PEOPLE
    assert len(expected[1]) == len(morning)


def test_each_scan_and_each_piece_of_evidence_is_kept_once(db, stage):
    desk, morning = stage
    everything = [(scanner_id, [item]) for scanner_id, item in morning]
    hand_over(db, everything + everything)
    assert (
        db.scalar(select(func.count()).select_from(Evidence).where(Evidence.sequence.is_(None)))
        == 0
    )
    used = db.execute(select(Evidence.scanner_id, Evidence.sequence)).all()
    assert len(used) == len(set(used)) <= len(morning)
    assert len(outcome(db, desk)[1]) == len(morning)


def test_a_revoked_scanner_delivers_nothing_even_when_it_was_just_revoked(db, stage):
    desk, morning = stage
    db.get_one(Scanner, desk.scanner.id).revoked_at = AT
    body = json.dumps({"now": ms(LATER), "waiting": 0, "items": [morning[0][1]]}).encode()
    assert deliver_body(db, desk.scanner.id, body, LATER) is None


@pytest.mark.parametrize("change", ["cancelled", "closed", "drained"])
def test_what_changes_before_the_turn_comes_is_reckoned_with(db, stage, change):
    """Scans are judged before the turn to write; a judgement that rests on what is no more is made anew."""
    desk, morning = stage
    item = morning[0][1]
    body = json.dumps({"now": ms(LATER), "waiting": 0, "items": [item]}).encode()
    scanner_id, drained_at = desk.scanner.id, START - timedelta(minutes=5)

    def meanwhile():
        if change == "cancelled":
            desk.hall.session.conference.state = ConferenceState.CANCELLED
        elif change == "closed":
            desk.hall.gate.closed_at = START - timedelta(minutes=30)
        else:
            db.get_one(Scanner, scanner_id).drained_at = drained_at
        db.flush()

    (answer,) = deliver_body(db, scanner_id, body, LATER, meanwhile)
    kept = db.scalars(select(Scan).where(Scan.scanner_id == scanner_id)).one()
    assert kept.result is answer.result
    if change == "drained":  # made later than it says: until then nothing waited on the device
        assert answer.result is ScanResult.PRESENT
        assert kept.not_before_at >= drained_at - IN_FLIGHT
    else:
        refusal = Reason.CANCELLED if change == "cancelled" else Reason.CLOSED
        assert (answer.reason, answer.is_override) == (refusal.value, False)
        assert db.scalar(select(func.count()).select_from(Evidence)) == 0
