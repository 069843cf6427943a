"""A correction of many people: proposed by one, decided by another, written once."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.errors import Conflict, Forbidden, Invalid
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind
from sessions.checkin.verdicts import Cause, rebuild_verdicts
from sessions.corrections.bulk import approve_bulk, propose_bulk, refuse_bulk, withdraw_bulk
from sessions.corrections.enums import Decision
from sessions.corrections.models import BulkCorrection, BulkCorrectionPerson
from sessions.corrections.queries import count_open
from sessions.corrections.rules import Decider, bar_to_bulk, changes_to
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import attendance, evidence, outcome, scan, tap
from tests.sessions.corrections.desk import make_desk


@pytest.fixture
def desk(app, db):
    with app.app_context():
        yield make_desk(db)


def propose(db, desk, people=None, states=State.PRESENT, reason="Theo danh sách ký"):
    ids = desk.ids if people is None else people
    return propose_bulk(db, desk.hall.session, ids, states, reason, desk.proposing)


def test_proposal_changes_nothing(db, desk):
    bulk = propose(db, desk)
    assert bulk.decision is Decision.OPEN
    assert [evidence(db, person) for person in desk.people] == [[], [], []]
    assert attendance(db, desk.hall, desk.people[0]) is None


def test_approval_writes_one_correction_for_each_and_judges_them(db, desk):
    first = tap(db, scan(desk.hall.gate), desk.people[0])
    bulk = propose(db, desk, states=State.EXCUSED)
    approve_bulk(db, bulk, desk.deciding)
    for person in desk.people:
        row = evidence(db, person)[-1]
        assert (row.kind, row.states) == (EvidenceKind.CORRECTION, State.EXCUSED)
        assert row.staff_id == desk.second.id
        assert row.reason == f"Theo danh sách ký (đề xuất số {bulk.id} của Trần Thị Thư Ký)"
        assert attendance(db, desk.hall, person).state is State.EXCUSED
        assert outcome(db, desk.hall, person).state == "excused"
        assert outcome(db, desk.hall, person).reason == row.reason
    assert evidence(db, desk.people[0])[0].id == first.evidence_id
    noted = dict(
        db.execute(select(BulkCorrectionPerson.person_id, BulkCorrectionPerson.evidence_id)).all()
    )
    assert noted == {person.id: evidence(db, person)[-1].id for person in desk.people}


def test_verdicts_of_a_bulk_correction_are_derived_again_the_same(db, desk):
    approve_bulk(db, propose(db, desk), desk.deciding)
    rows = "SELECT * FROM attendances ORDER BY person_id"
    before = db.execute(text(rows)).all()
    rebuild_verdicts(db, desk.hall.session, Cause("rebuilt", desk.deciding.now))
    assert db.execute(text(rows)).all() == before


def test_approving_again_changes_nothing(db, desk):
    bulk = propose(db, desk)
    approve_bulk(db, bulk, desk.deciding)
    approve_bulk(db, bulk, desk.deciding)
    assert [len(evidence(db, person)) for person in desk.people] == [1, 1, 1]


def test_proposer_does_not_decide(db, desk):
    bulk = propose(db, desk)
    for decide in (
        lambda: approve_bulk(db, bulk, desk.proposing),
        lambda: refuse_bulk(db, bulk, desk.proposing, "Không"),
    ):
        with pytest.raises(Forbidden):
            decide()
    assert bulk.decision is Decision.OPEN


def test_database_itself_refuses_one_person_in_both_parts(db, desk):
    bulk = propose(db, desk)
    bulk.decided_by = desk.first.id
    with pytest.raises(IntegrityError):
        db.flush()


def test_nobody_approves_what_is_about_themselves(db, desk):
    about_self = make_account(db, person=desk.people[1])
    with pytest.raises(Forbidden):
        approve_bulk(
            db, propose(db, desk), desk.deciding.__class__(about_self.id, desk.deciding.now)
        )


def test_second_decision_of_another_hand_is_refused(db, desk):
    bulk = propose(db, desk)
    refuse_bulk(db, bulk, desk.deciding, "Chưa có căn cứ")
    third = make_account(db)
    with pytest.raises(Conflict):
        approve_bulk(db, bulk, desk.deciding.__class__(third.id, desk.deciding.now))
    assert (bulk.decision, bulk.answer) == (Decision.REFUSED, "Chưa có căn cứ")
    assert evidence(db, desk.people[0]) == []


def test_withdrawn_by_the_proposer_only(db, desk):
    bulk = propose(db, desk)
    with pytest.raises(Forbidden):
        withdraw_bulk(db, bulk, desk.deciding)
    withdraw_bulk(db, bulk, desk.proposing)
    withdraw_bulk(db, bulk, desk.proposing)
    assert bulk.decision is Decision.WITHDRAWN
    with pytest.raises(Conflict):
        approve_bulk(db, bulk, desk.deciding)


def test_same_proposal_sent_twice_is_one(db, desk):
    assert propose(db, desk).id == propose(db, desk).id
    assert propose(db, desk, states=State.LATE).id != propose(db, desk).id


def test_proposal_that_makes_no_sense_writes_nothing(db, desk):
    stranger = make_person(db).id
    for bad in (
        {"people": desk.ids[:1]},
        {"people": desk.ids[:1] * 2},
        {"people": [*desk.ids, stranger]},
        {"people": [*desk.ids, 2**40]},
        {"states": State.PROVISIONAL},
        {"states": None},
        {"reason": "  "},
        {"reason": "x" * 401},
    ):
        with pytest.raises(Invalid):
            propose(db, desk, **bad)
    assert db.scalars(select(BulkCorrection)).all() == []


def test_refusal_needs_an_answer(db, desk):
    bulk = propose(db, desk)
    with pytest.raises(Invalid):
        refuse_bulk(db, bulk, desk.deciding, " ")
    assert bulk.decision is Decision.OPEN


def test_open_proposals_are_counted(db, desk):
    conference = desk.hall.conference.id
    assert count_open(db, conference) == 0
    bulk = propose(db, desk)
    assert count_open(db, conference) == 1
    approve_bulk(db, bulk, desk.deciding)
    assert count_open(db, conference) == 0


def test_approving_takes_no_statement_for_each_person(db, count_queries):
    taken = []
    for size in (2, 6):
        desk = make_desk(db, people=size)
        bulk = propose(db, desk)
        db.flush()
        with count_queries() as statements:
            approve_bulk(db, bulk, desk.deciding)
        taken.append(len(statements))
    assert taken[1] - taken[0] < 4  # long inserts go in parts


def test_preview_counts_what_changes_and_what_stays():
    now = [State.UNKNOWN, State.PRESENT, State.UNKNOWN, State.ABSENT]
    found = [(each.state, each.count, each.is_change) for each in changes_to(State.PRESENT, now)]
    assert found == [
        (State.ABSENT, 1, True),
        (State.UNKNOWN, 2, True),
        (State.PRESENT, 1, False),
    ]


def test_rule_bars_the_proposer_before_it_asks_whom_it_is_about():
    assert bar_to_bulk(Decision.OPEN, 1, [7], Decider(1, 7)) == "own proposal"
    assert bar_to_bulk(Decision.OPEN, 1, [7], Decider(2, 7)) == "concerned"
    assert bar_to_bulk(Decision.OPEN, 1, [7], Decider(2, None)) is None
    assert bar_to_bulk(Decision.GRANTED, 1, [7], Decider(2, 8)) == "decided"
