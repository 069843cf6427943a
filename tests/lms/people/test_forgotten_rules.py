"""Who may be sent a link for a forgotten password, how often, and what its code is made of."""

from datetime import datetime, timedelta

from lms import clock
from lms.people.forgotten.rules import is_too_soon, link_code, may_be_sent, read_mark, write_mark


def test_who_may_be_sent_a_link() -> None:
    good = {
        "has_password": True,
        "has_address": True,
        "needs_vouching": False,
        "must_set_up_second_step": False,
    }
    assert may_be_sent(**good)
    for name, value in good.items():
        assert not may_be_sent(**good | {name: not value})


def test_how_often() -> None:
    now = datetime(2026, 5, 1, 8, tzinfo=clock.UTC)

    def ago(*minutes: int) -> list[datetime]:
        return [now - timedelta(minutes=each) for each in minutes]

    assert not is_too_soon([], now)
    assert is_too_soon(ago(4), now)
    assert not is_too_soon(ago(6, 60, 120), now)
    assert is_too_soon(ago(6, 60, 120, 180), now)
    assert not is_too_soon(ago(60, 120, 180, 24 * 60 + 1), now)


def test_a_code_follows_from_all_it_is_about() -> None:
    now = datetime(2026, 5, 1, 8, tzinfo=clock.UTC)
    code = link_code(b"key", 1, now, 2, "hash", 0)
    others = {
        link_code(b"yek", 1, now, 2, "hash", 0),
        link_code(b"key", 2, now, 2, "hash", 0),
        link_code(b"key", 1, now + timedelta(seconds=1), 2, "hash", 0),
        link_code(b"key", 1, now, 3, "hash", 0),
        link_code(b"key", 1, now, 2, "other", 0),
        link_code(b"key", 1, now, 2, "hash", 1),
    }
    assert len({code, *others}) == 7
    assert read_mark(write_mark(7, code)) == (7, code)
