"""Many hands at once: one person gets one credit, one ticket makes one record."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.app import create_app
from lms.db import in_group, transaction
from lms.errors import Conflict
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.services import Attempt, check_in
from sessions.conferences.queries import get_conference
from sessions.conferences.timetable import remove_session
from sessions.gates.models import Gate
from tests.sessions.checkin.hall import evidence, make_delegate, make_hall, scan, tap
from tests.support.spawned import clean_processes

HANDS = 16


def attempt_of(ticket, person_id, nonce):
    return Attempt(ticket, person_id, f"phone {nonce}", str(nonce), ticket.received_at)


def tap_all(app, attempts):
    """Every attempt from a thread of its own, as requests would."""

    def tap(attempt):
        with app.app_context():
            return in_group(lambda db: check_in(db, attempt))

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(tap, attempts))


def test_one_person_on_many_phones_at_once_is_recorded_once(app, db):
    hall = make_hall(db)
    person = make_delegate(db, hall)
    attempts = [attempt_of(scan(hall.gate), person.id, n) for n in range(HANDS)]
    db.commit()
    answers = tap_all(app, attempts)
    assert Counter(answer.result for answer in answers) == {"present": 1, "already": HANDS - 1}
    assert len({answer.evidence_id for answer in answers}) == 1
    assert len(evidence(db, person)) == 1


def test_one_ticket_in_many_hands_is_used_once(app, db):
    hall = make_hall(db)
    people = [make_delegate(db, hall, name=f"Người {n}") for n in range(HANDS)]
    ticket = scan(hall.gate)
    attempts = [attempt_of(ticket, person.id, person.id) for person in people]
    db.commit()
    answers = tap_all(app, attempts)
    assert Counter(answer.result for answer in answers) == {"present": 1, "refused": HANDS - 1}
    assert sum(len(evidence(db, person)) for person in people) == 1


def test_gate_that_evidence_names_is_not_deleted(db):
    hall = make_hall(db)
    tap(db, scan(hall.gate), make_delegate(db, hall))
    with pytest.raises(IntegrityError, match="evidence names it"), db.begin_nested():
        db.execute(delete(Gate).where(Gate.id == hall.gate.id))
    db.execute(delete(Gate).where(Gate.id == hall.other_gate.id))


def test_sitting_is_not_removed_while_somebody_checks_in(app, db):
    """Evidence names its gate without a foreign key: whoever removes it waits for check-ins under way."""
    hall = make_hall(db)
    person = make_delegate(db, hall)
    attempt = attempt_of(scan(hall.gate), person.id, 1)
    conference_id, gate_id = hall.conference.id, hall.gate.id
    db.commit()

    def remove():
        with app.app_context(), transaction() as other:
            conference = get_conference(other, conference_id)
            remove_session(other, conference, conference.study_sessions[0])

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), transaction() as own:
            check_in(own, attempt)
            removed = pool.submit(remove)
            with pytest.raises(TimeoutError):
                removed.result(timeout=0.7)
        with pytest.raises(Conflict):
            removed.result(timeout=20)
    db.expire_all()
    assert len(evidence(db, person)) == 1
    assert db.get(Gate, gate_id) is not None


def test_two_processes_never_give_one_person_two_credits(app, db):
    hall = make_hall(db)
    people = [make_delegate(db, hall, name=f"Người {n}").id for n in range(12)]
    tickets = [scan(hall.gate), scan(hall.gate)]
    db.commit()
    answers = tap_in_two_processes(app, people, tickets)
    assert answers == {"present": len(people), "already": len(people)}
    assert sorted(db.scalars(select(Evidence.person_id))) == sorted(people)


def test_two_processes_at_two_venues_agree_on_one_verdict(app, db):
    hall = make_hall(db)
    people = [make_delegate(db, hall, name=f"Người {n}").id for n in range(12)]
    tickets = [scan(hall.gate), scan(hall.other_gate, minutes=-30)]
    db.commit()
    tap_in_two_processes(app, people, tickets)
    verdicts = db.scalars(select(Attendance)).all()
    assert {row.evidence_count for row in verdicts} == {2}
    assert all("two-venues" in row.flags for row in verdicts)
    assert {row.venue_id for row in verdicts} == {hall.main.id}


def tap_in_two_processes(app, people, tickets):
    """Two server processes check in the same people at once, each with tickets of its own gate."""
    spawned = clean_processes()
    start, results = spawned.Barrier(2), spawned.Queue()
    shared = (app.extensions["settings"], people)
    workers = [
        spawned.Process(target=tap_in_process, args=(*shared, ticket, n, start, results))
        for n, ticket in enumerate(tickets)
    ]
    for worker in workers:
        worker.start()
    answers = Counter(results.get(timeout=120) for _ in range(2 * len(people)))
    for worker in workers:
        worker.join(60)
    return answers


def tap_in_process(settings, people, ticket, number, start, results):
    """One server process taps for everybody."""
    app = create_app(settings)
    with app.app_context():
        start.wait(60)
        for person_id in people:
            own = ticket._replace(ticket_id=f"{number}-{person_id}")
            attempt = attempt_of(own, person_id, number)
            results.put(in_group(lambda db, attempt=attempt: check_in(db, attempt)).result.value)
