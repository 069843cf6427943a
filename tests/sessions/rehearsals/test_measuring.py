"""What is measured, stated or seen at a venue, and how it adds up."""

from datetime import timedelta

import pytest

from lms.errors import Conflict, Invalid
from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.evidence import NewEvidence, record_evidence
from sessions.conferences.enums import ConferenceState
from sessions.gates.services import record_beat
from sessions.rehearsals.enums import Check, Standing
from sessions.rehearsals.queries import load_readiness
from sessions.rehearsals.services import end_rehearsal, measure, state_point
from sessions.scanners.enums import ScanResult
from sessions.scanners.models import Scan, Scanner
from tests.sessions.conferences.scene import reload, scan_in
from tests.sessions.rehearsals.scene import EVENING, gate_at, make_stage, rehearse


@pytest.fixture
def stage(db):
    return make_stage(db)


@pytest.fixture
def rehearsal(db, stage):
    return rehearse(db, stage)


def keep(db, rehearsal, check, value, **more):
    return measure(db, rehearsal, rehearsal.venues[0], check, value, by=None, now=EVENING, **more)


def say(db, rehearsal, check, passed):
    venue = rehearsal.venues[0]
    return state_point(db, rehearsal, venue, check, passed, by=None, now=EVENING)


def point(db, rehearsal, check, place=0):
    return load_readiness(db, reload(db, rehearsal))[place].point(check)


def scan_offline(db, rehearsal, person, *, was_offline=True, sequence=1):
    gate = gate_at(db, rehearsal)
    scanner = Scanner(
        conference_id=rehearsal.id,
        venue_id=gate.venue_id,
        name="Máy 1",
        token_digest=f"digest {sequence}",
        enrolled_by=rehearsal.created_by,
        enrolled_at=EVENING,
    )
    db.add(scanner)
    db.flush()
    db.add(
        Scan(
            scanner_id=scanner.id,
            sequence=sequence,
            gate_id=gate.id,
            person_id=person and person.id,
            card="card",
            device_at=EVENING,
            not_before_at=EVENING,
            occurred_at=EVENING,
            received_at=EVENING,
            was_offline=was_offline,
            is_override=False,
            result=next(iter(ScanResult)),
        )
    )
    db.flush()


def test_newest_measurement_counts_and_earlier_ones_stay(db, rehearsal):
    keep(db, rehearsal, Check.NETWORK, 2400)
    keep(db, rehearsal, Check.NETWORK, 310)
    found = point(db, rehearsal, Check.NETWORK)
    assert (found.standing, found.value, found.limit) == (Standing.PASSED, 310, 1000)


def test_other_venue_is_not_touched(db, rehearsal):
    keep(db, rehearsal, Check.NETWORK, 310)
    assert point(db, rehearsal, Check.NETWORK, place=1).standing is Standing.MISSING


def test_camera_is_held_against_the_width_of_the_code(db, rehearsal):
    row = keep(db, rehearsal, Check.CAMERA, 4.5, code_width_m=0.6)
    assert (row.passed, row.limit_value) == (False, 6)
    assert keep(db, rehearsal, Check.CAMERA, 4.5).passed


def test_clock_comes_from_the_displays_by_itself(db, rehearsal):
    gate = gate_at(db, rehearsal)
    record_beat(db, gate.id, "a", 200, EVENING)
    record_beat(db, gate.id, "b", -31_000, EVENING)
    found = point(db, rehearsal, Check.CLOCK)
    assert (found.standing, found.value) == (Standing.FAILED, -31_000)


def test_phone_that_checked_in_is_seen_by_itself(db, stage, rehearsal):
    scan_in(db, rehearsal.study_sessions[0], stage.people[0].id, at=EVENING)
    found = point(db, rehearsal, Check.SCAN)
    assert (found.standing, found.value) == (Standing.PASSED, 1)


def test_tick_of_staff_is_no_phone(db, stage, rehearsal):
    gate = gate_at(db, rehearsal)
    record_evidence(
        db,
        NewEvidence(
            gate, stage.people[0].id, EvidenceKind.TICK, Level.SEEN, EVENING, EVENING, "staff"
        ),
    )
    assert point(db, rehearsal, Check.SCAN).standing is Standing.MISSING


def test_check_in_at_the_real_conference_is_no_rehearsal(db, stage, rehearsal):
    real = reload(db, stage.conference)
    scan_in(db, real.study_sessions[0], stage.people[0].id, at=EVENING)
    assert point(db, rehearsal, Check.SCAN).standing is Standing.MISSING


def test_scan_taken_offline_and_delivered_is_seen_by_itself(db, stage, rehearsal):
    scan_offline(db, rehearsal, stage.people[0])
    assert point(db, rehearsal, Check.SCANNER).standing is Standing.PASSED


def test_online_scan_and_unknown_card_prove_nothing(db, stage, rehearsal):
    scan_offline(db, rehearsal, stage.people[0], was_offline=False)
    scan_offline(db, rehearsal, None, sequence=2)
    assert point(db, rehearsal, Check.SCANNER).standing is Standing.MISSING


@pytest.mark.parametrize(
    ("passed", "standing"),
    [(True, Standing.PASSED), (False, Standing.FAILED), (None, Standing.WAIVED)],
)
def test_printer_is_what_staff_say(db, rehearsal, passed, standing):
    say(db, rehearsal, Check.PRINTER, passed)
    assert point(db, rehearsal, Check.PRINTER).standing is standing


def test_network_cannot_be_done_without(db, rehearsal):
    with pytest.raises(Invalid):
        say(db, rehearsal, Check.NETWORK, None)


@pytest.mark.parametrize(
    ("check", "value"),
    [(Check.NETWORK, -1), (Check.NETWORK, 1e12), (Check.CAMERA, 201), (Check.CLOCK, -1e12)],
)
def test_value_that_cannot_be_is_refused(db, rehearsal, check, value):
    with pytest.raises(Invalid, match="cannot be right"):
        keep(db, rehearsal, check, value)


def test_nothing_is_measured_after_the_end(db, rehearsal):
    end_rehearsal(db, rehearsal, now=EVENING + timedelta(hours=2))
    assert rehearsal.state is ConferenceState.CLOSED
    with pytest.raises(Conflict, match="is over"):
        keep(db, rehearsal, Check.NETWORK, 100)
    with pytest.raises(Conflict, match="is over"):
        say(db, rehearsal, Check.PRINTER, True)


def test_readiness_takes_the_same_queries_for_more_records(db, stage, rehearsal, count_queries):
    counts = []
    for person_id in [person.id for person in stage.people[:2]]:
        keep(db, rehearsal, Check.NETWORK, 100)
        rehearsal = reload(db, rehearsal)
        with count_queries() as statements:
            load_readiness(db, rehearsal)
        counts.append(len(statements))
        scan_in(db, rehearsal.study_sessions[0], person_id, at=EVENING)
        rehearsal = reload(db, rehearsal)
    assert counts == [4, 4]
