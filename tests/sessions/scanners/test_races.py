"""Several scanners, and one scanner twice, delivering at the same moment."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from lms.db import transaction
from sessions.checkin.models import Evidence
from tests.sessions.scanners.desk import (
    AT,
    deliver_body,
    make_desk,
    make_holder,
    make_scanner,
    ms,
    scan,
    scans,
)

HANDS = 4


def deliver_at_once(app, deliveries):
    """Each from a thread and in a transaction of its own, as two processes would."""

    def hand_over(delivery):
        scanner_id, items = delivery
        body = json.dumps({"now": ms(AT), "waiting": len(items), "items": items}).encode()
        with app.app_context(), transaction() as db:
            return deliver_body(db, scanner_id, body, AT)

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand_over, deliveries))


def test_one_delivery_sent_many_times_at_once_is_kept_once(app, db):
    desk = make_desk(db)
    cards = [make_holder(db, desk.hall, name=f"Người {n}")[1] for n in range(5)]
    batch = [scan(n, desk.hall.gate, card) for n, card in enumerate(cards, 1)]
    deliveries = [(desk.scanner.id, batch)] * HANDS
    db.commit()
    answers = deliver_at_once(app, deliveries)
    assert all(each == answers[0] for each in answers)
    assert len(scans(db)) == len(cards)
    assert len(db.scalars(select(Evidence.id)).all()) == len(cards)


def test_two_scanners_at_once_give_each_person_one_credit(app, db):
    desk = make_desk(db)
    other, _ = make_scanner(db, desk.hall.main, name="Bàn số 2")
    cards = [make_holder(db, desk.hall, name=f"Người {n}")[1] for n in range(5)]
    batch = [scan(n, desk.hall.gate, card) for n, card in enumerate(cards, 1)]
    backwards = [scan(n, desk.hall.gate, card) for n, card in enumerate(reversed(cards), 1)]
    deliveries = [(desk.scanner.id, batch), (other.id, backwards)]
    db.commit()
    answers = deliver_at_once(app, deliveries)
    told = Counter(each.result.value for part in answers for each in part)
    assert told == {"present": len(cards), "already": len(cards)}
    assert len(scans(db)) == 2 * len(cards)
    assert len(db.scalars(select(Evidence.id)).all()) == len(cards)
