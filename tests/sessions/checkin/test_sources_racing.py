"""Phones, the ticked list and scanners at once, from several processes: one person, one credit for one gate.

Two processes share an SQLite file, as in production; four servers share a PostgreSQL database.
"""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.app import create_app
from lms.db import in_group
from lms.records.models import CurrentOutcome, Outcome
from sessions.checkin.enums import EvidenceKind, Level
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.recording import Arrival, record_arrivals
from sessions.scanners.models import Scanner
from tests.factories import make_account
from tests.sessions.checkin.hall import make_delegate, make_hall
from tests.sessions.factories import START
from tests.support.spawned import clean_processes

PEOPLE = 24
PROCESSES = {"sqlite": 2, "postgresql": 4}
SOURCES = (EvidenceKind.SELF, EvidenceKind.SCAN, EvidenceKind.SELF, EvidenceKind.TICK)


@pytest.fixture
def hall(db):
    return make_hall(db)


@pytest.fixture
def people(db, hall):
    return [make_delegate(db, hall, name=f"Người {n}").id for n in range(PEOPLE)]


@pytest.fixture
def staff(db):
    return make_account(db).id


def make_scanner(db, hall, staff, number):
    scanner = Scanner(
        conference_id=hall.conference.id,
        venue_id=hall.main.id,
        name=f"Máy {number}",
        token_digest=f"{number:064}",
        enrolled_by=staff,
        enrolled_at=START,
    )
    db.add(scanner)
    db.flush()
    return scanner.id


def test_sources_racing_give_one_credit_for_one_gate(app, db, backend, hall, people, staff):
    processes = PROCESSES[backend]
    scanners = [make_scanner(db, hall, staff, number) for number in range(processes)]
    gate_id, activity_id = hall.gate.id, hall.session.activity_id
    db.commit()
    new = hammer(app, processes, (gate_id, people, staff, scanners))
    assert_signs_once(db, people, new)
    assert_one_verdict_and_outcome(db, people, activity_id)


def assert_signs_once(db, people, new):
    """At most one row of the person's own, exactly one of staff, and no answer "new" without a row."""
    rows = db.execute(select(Evidence.person_id, Evidence.level, Evidence.kind)).all()
    own = Counter(row.person_id for row in rows if row.kind is EvidenceKind.SELF)
    seen = Counter(row.person_id for row in rows if row.level is Level.SEEN)
    assert set(own.values()) <= {1}
    assert seen == dict.fromkeys(people, 1)
    assert own.total() + seen.total() == len(rows) == new


def assert_one_verdict_and_outcome(db, people, activity_id):
    """The verdict counts every row, and the newest statement of the learner record is the current one."""
    per_person = select(Evidence.person_id, func.count()).group_by(Evidence.person_id)
    signs = dict(db.execute(per_person).all())
    verdicts = db.scalars(select(Attendance)).all()
    assert {row.person_id: row.evidence_count for row in verdicts} == signs
    assert {(row.state.value, row.level) for row in verdicts} == {("present", "E4")}
    current = db.execute(
        select(CurrentOutcome.person_id, CurrentOutcome.outcome_id).where(
            CurrentOutcome.activity_id == activity_id
        )
    ).all()
    newest = select(Outcome.person_id, func.max(Outcome.id)).group_by(Outcome.person_id)
    assert sorted(current) == sorted(db.execute(newest).all())
    assert len(current) == len(people)
    said = Counter(db.execute(select(Outcome.person_id, Outcome.level)).all())
    assert set(said.values()) == {1}


def hammer(app, processes, about):
    """Every process records everybody from each source in an order of its own; how many rows were new."""
    spawned = clean_processes()
    start, results = spawned.Barrier(processes), spawned.Queue()
    workers = [
        spawned.Process(
            target=record_in_process,
            args=(app.extensions["settings"], number, about, start, results),
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    new = sum(results.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join(60)
    return new


def record_in_process(settings, number, about, start, results):
    """One server process: batches of up to five, as waiting requests and a scanner's queue make them."""
    gate_id, people, staff, scanners = about
    dice = random.Random(number)
    app = create_app(settings)
    work = [(person, kind) for person in people for kind in SOURCES]
    dice.shuffle(work)
    new = 0
    with app.app_context():
        start.wait(60)
        while work:
            batch, work = work[:5], work[5:]
            arrivals = [
                arrival(
                    gate_id, person, kind, f"{number}-{len(work)}-{place}", staff, scanners[number]
                )
                for place, (person, kind) in enumerate(batch)
            ]
            done = in_group(lambda db, arrivals=arrivals: record_arrivals(db, arrivals))
            new += sum(each.is_new for each in done)
    results.put(new)


def arrival(gate_id, person_id, kind, key, staff, scanner):
    """A sign from one source, half an hour before the start."""
    at = START - timedelta(minutes=30)
    common = {
        "gate_id": gate_id,
        "person_id": person_id,
        "kind": kind,
        "occurred_at": at,
        "received_at": at,
    }
    if kind is EvidenceKind.SELF:
        return Arrival(
            **common, level=Level.ROTATING, ticket=key, nonce=key, phone=f"{person_id:032}"
        )
    if kind is EvidenceKind.TICK:
        return Arrival(**common, level=Level.SEEN, source="list", staff_id=staff)
    sequence = int(key.replace("-", "")) + 1
    return Arrival(
        **common, level=Level.SEEN, source="scanner", scanner_id=scanner, sequence=sequence
    )
