"""A person asks to look again at a verdict; the secretary decides, never about themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.errors import Conflict, Forbidden, Invalid, NotFound
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.staff import Staff
from sessions.corrections.about import own_verdicts
from sessions.corrections.appeals import file_appeal, grant_appeal, refuse_appeal, withdraw_appeal
from sessions.corrections.enums import Decision
from sessions.corrections.models import Appeal
from sessions.gates.models import Gate
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import attendance, evidence, outcome, scan, tap
from tests.sessions.corrections.desk import NOON, make_desk
from tests.sessions.factories import START


@pytest.fixture
def desk(app, db):
    with app.app_context():
        yield make_desk(db)


def ask(db, desk, words="Tôi có mặt từ 07:40, ngồi hàng 5", now=NOON):
    return file_appeal(db, desk.hall.session.id, desk.people[0].id, words, now)


def test_granted_appeal_corrects_and_names_itself(db, desk):
    appeal = ask(db, desk)
    grant_appeal(db, appeal, desk.deciding, State.PRESENT, "Đã đối chiếu danh sách ký")
    (row,) = evidence(db, desk.people[0])
    assert (appeal.decision, appeal.evidence_id) == (Decision.GRANTED, row.id)
    assert row.reason == f"Đã đối chiếu danh sách ký (đề nghị xem xét lại số {appeal.id})"
    assert attendance(db, desk.hall, desk.people[0]).state is State.PRESENT
    assert outcome(db, desk.hall, desk.people[0]).state == "present"


def test_refused_appeal_changes_nothing_and_keeps_the_answer(db, desk):
    appeal = ask(db, desk)
    refuse_appeal(db, appeal, desk.deciding, "Không có tên trong danh sách ký")
    assert (appeal.decision, appeal.answer) == (
        Decision.REFUSED,
        "Không có tên trong danh sách ký",
    )
    assert evidence(db, desk.people[0]) == []
    assert ask(db, desk, "Tôi gửi thêm ảnh").id != appeal.id


def test_one_open_appeal_at_a_time_and_the_same_one_sent_twice_is_one(db, desk):
    first = ask(db, desk)
    assert ask(db, desk).id == first.id
    with pytest.raises(Conflict):
        ask(db, desk, "Một nội dung khác")
    assert len(db.scalars(select(Appeal)).all()) == 1


def test_appeal_needs_words_of_a_sensible_length(db, desk):
    for words in ("  ", "x" * 2001):
        with pytest.raises(Invalid):
            ask(db, desk, words)


def test_appeal_waits_for_the_session_to_begin_unless_something_is_recorded(db, desk):
    early = START - timedelta(minutes=50)
    with pytest.raises(NotFound):
        ask(db, desk, now=early)
    tap(db, scan(desk.hall.gate, minutes=-55), desk.people[0])
    assert ask(db, desk, now=early).id


def test_stranger_to_the_session_cannot_appeal(db, desk):
    with pytest.raises(NotFound):
        file_appeal(db, desk.hall.session.id, make_person(db).id, "Tôi", NOON)
    with pytest.raises(NotFound):
        file_appeal(db, 999_999, desk.people[0].id, "Tôi", NOON)


def test_nobody_decides_their_own_appeal(db, desk):
    own = make_account(db, person=desk.people[0])
    appeal = ask(db, desk)
    with pytest.raises(Forbidden):
        grant_appeal(db, appeal, Staff(own.id, NOON), State.PRESENT, "Đúng")
    with pytest.raises(Forbidden):
        refuse_appeal(db, appeal, Staff(own.id, NOON), "Không")
    assert appeal.decision is Decision.OPEN


def test_decided_once(db, desk):
    appeal = ask(db, desk)
    grant_appeal(db, appeal, desk.deciding, State.LATE, "Đến lúc 08:50")
    grant_appeal(db, appeal, desk.deciding, State.LATE, "Đến lúc 08:50")
    assert len(evidence(db, desk.people[0])) == 1
    with pytest.raises(Conflict):
        refuse_appeal(db, appeal, desk.proposing, "Không")
    with pytest.raises(Conflict):
        withdraw_appeal(db, appeal, desk.people[0].id, NOON)


def test_grant_needs_an_answer_and_a_state_that_can_be_set(db, desk):
    appeal = ask(db, desk)
    for states, answer in ((State.PRESENT, " "), (None, "Đúng"), (State.PROVISIONAL, "Đúng")):
        with pytest.raises(Invalid):
            grant_appeal(db, appeal, desk.deciding, states, answer)
    assert appeal.decision is Decision.OPEN
    assert evidence(db, desk.people[0]) == []


def test_only_the_person_withdraws(db, desk):
    appeal = ask(db, desk)
    with pytest.raises(NotFound):
        withdraw_appeal(db, appeal, desk.people[1].id, NOON)
    withdraw_appeal(db, appeal, desk.people[0].id, NOON)
    assert appeal.decision is Decision.WITHDRAWN


def test_person_sees_the_verdict_the_evidence_and_the_appeal(db, desk):
    tap(db, scan(desk.hall.gate, minutes=20), desk.people[0])
    ask(db, desk)
    (found,) = own_verdicts(db, desk.people[0].id, NOON)
    assert (found.state, found.venue) == (State.LATE, "Điểm cầu chính")
    assert [sign.evidence.kind for sign in found.signs] == ["self"]
    assert found.open_appeal.words == "Tôi có mặt từ 07:40, ngồi hàng 5"


def test_session_without_any_sign_shows_as_unknown_once_it_began(db, desk):
    assert own_verdicts(db, desk.people[0].id, START - timedelta(hours=2)) == []
    (found,) = own_verdicts(db, desk.people[0].id, NOON)
    assert (found.state, found.attendance) == (State.UNKNOWN, None)


def test_what_a_person_sees_takes_as_many_queries_for_two_sessions_as_for_one(
    db, desk, count_queries
):
    taken = []
    for _ in range(2):
        tap(db, scan(desk.hall.gate), desk.people[0])
        db.flush()
        with count_queries() as statements:
            own_verdicts(db, desk.people[0].id, NOON)
        taken.append(len(statements))
        other = make_desk(db, people=0).hall
        tap(db, scan(other.gate), desk.people[0], insists=True)
    assert taken == [3, 3]
    assert db.scalars(select(Gate.id)).all()
