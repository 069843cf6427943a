"""What is no delivery is refused at the edge with a sentence, and nothing of it is kept."""

import json

import pytest

from lms import clock
from tests.sessions.scanners.desk import (
    AT,
    make_desk,
    make_holder,
    ms,
    scan,
    scans,
    send,
    use_token,
)


@pytest.fixture
def desk(db):
    return make_desk(db)


def post(client, desk, body, content_type="application/json"):
    use_token(client, desk.token)
    with clock.fixed(AT):
        return client.post("/quet/gui", data=body, content_type=content_type)


UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"\\ud800"',
    b"\xff\xfe",
    b"[" * 100_000,
    b"9" * 5000,
    b'{"items": [], "waiting": 0}',
    b'{"items": {}, "now": 1, "waiting": 0}',
    b'{"items": [], "now": 1.5, "waiting": 0}',
    b'{"items": [], "now": NaN, "waiting": 0}',
    b'{"items": [], "now": true, "waiting": 0}',
    b'{"items": [], "now": 1, "waiting": -1}',
    b'{"items": [], "now": 99999999999999999999, "waiting": 0}',
    b'{"items": [7], "now": 1, "waiting": 0}',
]
BAD = [
    {"sequence": 0},
    {"sequence": 2**31},
    {"sequence": "1"},
    {"sequence": True},
    {"sequence": None},
    {"gate": -1},
    {"gate": 2**31},
    {"gate": [1]},
    {"at": "now"},
    {"at": 2**60},
    {"at": None},
    {"card": "A" * 65},
    {"card": "A\x00B"},
    {"card": "\ud800"},
    {"card": "Ánh"},
    {"card": 5},
    {"card": ""},
    {"offline": "no"},
    {"override": 1},
    {"person": 3},
    {"scanner": "me"},
]


def test_unreadable_bodies_are_refused(client, desk):
    answers = [post(client, desk, body) for body in UNREADABLE]
    assert [answer.status_code for answer in answers] == [400] * len(UNREADABLE)
    assert {answer.json["error"] for answer in answers} == {
        "Máy quét gửi dữ liệu không đọc được.",
        "Lượt quét thứ 1 trong lần gửi không đọc được.",
    }


def test_a_bad_scan_is_named_and_nothing_of_its_batch_is_kept(client, db, desk):
    _, card = make_holder(db, desk.hall)
    good = scan(1, desk.hall.gate, card)
    for change in BAD:
        answer = send(client, desk.token, [good, {**scan(2, desk.hall.gate, card), **change}])
        assert answer.status_code == 400, change
        assert "thứ 2" in answer.json["error"]
    assert scans(db) == []


def test_more_than_500_scans_are_too_many(client, desk):
    batch = [scan(n, desk.hall.gate, "x") for n in range(1, 502)]
    answer = send(client, desk.token, batch)
    assert answer.status_code == 413
    assert "500" in answer.json["error"]


def test_a_body_that_is_too_large_is_not_read(client, desk):
    body = json.dumps({"now": ms(AT), "waiting": 0, "items": [], "x": "x" * 600_000})
    assert post(client, desk, body).status_code == 413


def test_a_form_is_no_delivery(client, desk):
    assert post(client, desk, "now=1", "application/x-www-form-urlencoded").status_code == 400
