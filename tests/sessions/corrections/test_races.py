"""Two hands at once: one decision wins, and everybody gets one correction."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from lms.errors import Conflict
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.models import Evidence
from sessions.checkin.staff import Staff
from sessions.corrections.appeals import file_appeal
from sessions.corrections.bulk import approve_bulk, propose_bulk, refuse_bulk
from sessions.corrections.models import Appeal, BulkCorrection
from tests.factories import make_account
from tests.sessions.corrections.desk import NOON, make_desk

HANDS = 6


def all_at_once(app, works):
    """Each piece of work in a transaction and thread of its own; what came of each."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            with app.app_context(), app.extensions["database"].transaction() as db:
                work(db)
        except Conflict:
            return "too late"
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(pool.map(run, works))


def test_one_of_many_deciding_at_once_wins(app, db):
    desk = make_desk(db)
    hands = [Staff(make_account(db).id, NOON) for _ in range(HANDS)]
    bulk = propose_bulk(
        db, desk.hall.session, desk.ids, State.PRESENT, "Theo danh sách ký", desk.proposing
    ).id
    db.commit()

    def deciding(number, staff):
        def work(db):
            found = db.get_one(BulkCorrection, bulk)
            if number % 2:
                refuse_bulk(db, found, staff, "Không")
            else:
                approve_bulk(db, found, staff)

        return work

    came = all_at_once(app, [deciding(number, staff) for number, staff in enumerate(hands)])
    assert came == {"done": 1, "too late": HANDS - 1}
    rows = db.scalars(select(Evidence.person_id)).all()
    decided = db.get_one(BulkCorrection, bulk).decision
    assert sorted(rows) == (desk.ids if decided == "granted" else [])


def test_one_hand_approving_many_times_at_once_corrects_once(app, db):
    desk = make_desk(db)
    bulk = propose_bulk(
        db, desk.hall.session, desk.ids, State.PRESENT, "Theo danh sách ký", desk.proposing
    ).id
    ids, deciding = desk.ids, desk.deciding
    db.commit()
    work = [lambda db: approve_bulk(db, db.get_one(BulkCorrection, bulk), deciding)] * HANDS
    assert all_at_once(app, work) == {"done": HANDS}
    assert sorted(db.scalars(select(Evidence.person_id))) == ids


def test_request_sent_many_times_at_once_is_one(app, db):
    desk = make_desk(db)
    session, person = desk.hall.session.id, desk.people[0].id
    db.commit()
    work = [lambda db: file_appeal(db, session, person, "Tôi có mặt", NOON) and None] * HANDS
    assert all_at_once(app, work) == {"done": HANDS}
    assert len(db.scalars(select(Appeal)).all()) == 1
