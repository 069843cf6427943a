"""The code of a gate: what it holds, who can make it, how long it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.clock import LOCAL
from sessions.gates.codes import (
    MAX_GATE,
    STATIC,
    Freshness,
    GateClock,
    accepted_steps,
    coming_steps,
    fresh_until,
    is_typed_code,
    judge,
    make_code,
    make_printed_code,
    make_typed_code,
    read_code,
    step_at,
)

MASTER = bytes(range(32))
DAY = date(2021, 3, 27)
CLOCK = GateClock(gate_id=7, step_seconds=10, held_on=DAY, zone=LOCAL)
NOW = datetime(2021, 3, 27, 7, 52, 14, tzinfo=LOCAL).astimezone(UTC)

gate_ids = st.integers(1, MAX_GATE)
steps = st.integers(5, 60)
moments = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2040-01-01"),
    timezones=st.just(UTC),
)


def verdict_of(text: str, clock: GateClock = CLOCK, now: datetime = NOW) -> Freshness:
    read = read_code(text)
    return Freshness.MALFORMED if read is None else judge(MASTER, read, clock, now)


def code_at(now: datetime, clock: GateClock = CLOCK, master: bytes = MASTER) -> str:
    return make_code(master, clock, step_at(clock, now))


@given(gate_ids, steps, moments)
def test_code_shown_now_is_fresh_and_names_its_gate(gate: int, step: int, now: datetime) -> None:
    clock = GateClock(gate, step, DAY, LOCAL)
    code = code_at(now, clock)
    assert len(code) == 24
    read = read_code(code)
    assert read is not None
    assert read.gate_id == gate
    assert verdict_of(code, clock, now) is Freshness.FRESH


@given(steps, moments, st.integers(-200, 200))
def test_code_counts_in_its_own_step_and_the_next_and_never_else(
    step: int, shown_at: datetime, seconds_later: int
) -> None:
    clock = GateClock(7, step, DAY, LOCAL)
    read_at = shown_at + timedelta(seconds=seconds_later)
    shown = step_at(clock, shown_at)
    following = step_at(clock, shown.ends_at)
    expected = shown.starts_at <= read_at < following.ends_at
    got = verdict_of(code_at(shown_at, clock), clock, read_at)
    assert (got is Freshness.FRESH) == expected


def test_code_of_half_an_hour_ago_is_stale() -> None:
    assert verdict_of(code_at(NOW - timedelta(minutes=30))) is Freshness.STALE


def test_code_that_the_screen_will_show_later_is_not_fresh() -> None:
    assert verdict_of(code_at(NOW + timedelta(seconds=10))) is Freshness.STALE


def test_last_code_before_midnight_counts_just_after_it() -> None:
    midnight = datetime(2021, 3, 28, tzinfo=LOCAL).astimezone(UTC)
    code = code_at(midnight - timedelta(seconds=1))
    assert verdict_of(code, now=midnight + timedelta(seconds=9)) is Freshness.FRESH
    assert verdict_of(code, now=midnight + timedelta(seconds=11)) is Freshness.STALE


def test_code_of_the_same_time_yesterday_is_refused() -> None:
    assert verdict_of(code_at(NOW - timedelta(days=1))) is not Freshness.FRESH
    assert verdict_of(code_at(NOW - timedelta(days=2))) is Freshness.FORGED


@given(st.integers(0, 119))
def test_code_with_any_bit_changed_is_not_fresh(bit: int) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = code_at(NOW)
    at, mask = 23 - bit // 5, 1 << bit % 5
    changed = code[:at] + alphabet[alphabet.index(code[at]) ^ mask] + code[at + 1 :]
    assert verdict_of(changed) in (Freshness.FORGED, Freshness.MALFORMED)


def test_code_made_with_another_master_key_is_forged() -> None:
    assert verdict_of(code_at(NOW, master=bytes(32))) is Freshness.FORGED


def test_code_of_another_gate_is_forged_here() -> None:
    assert verdict_of(code_at(NOW, replace(CLOCK, gate_id=8))) is Freshness.FORGED


@pytest.mark.parametrize("text", ["", "A", "U" * 24, "Ă" * 24, "0" * 10_000, "F" * 24])
def test_what_is_no_code_at_all_is_malformed(text: str) -> None:
    assert verdict_of(text) is Freshness.MALFORMED


@given(st.integers(0, 23))
def test_truncated_code_is_malformed(length: int) -> None:
    assert verdict_of(code_at(NOW)[:length]) is Freshness.MALFORMED


def test_code_copied_by_hand_in_small_letters_with_lookalikes_is_read() -> None:
    code = code_at(NOW)
    by_hand = code.lower().replace("0", "o").replace("1", "l")
    assert verdict_of(f"{by_hand[:12]}-{by_hand[12:]}") is Freshness.FRESH


def test_printed_code_counts_all_day_at_any_pace_and_only_that_day() -> None:
    printed = replace(CLOCK, step_seconds=STATIC)
    code = make_printed_code(MASTER, CLOCK)
    assert code == make_printed_code(MASTER, printed) == code_at(NOW, printed)
    assert verdict_of(code, printed, NOW + timedelta(hours=9)) is Freshness.FRESH
    assert verdict_of(code, CLOCK, NOW + timedelta(hours=9)) is Freshness.FRESH
    assert verdict_of(code, replace(CLOCK, held_on=date(2021, 3, 28))) is Freshness.FORGED
    reading = read_code(code)
    assert reading is not None
    midnight = datetime(2021, 3, 28, tzinfo=LOCAL)
    assert fresh_until(MASTER, reading, CLOCK, NOW) == midnight
    assert fresh_until(MASTER, reading, printed, NOW) == midnight
    assert verdict_of(code_at(NOW), printed) is Freshness.FORGED
    assert verdict_of(code, replace(printed, held_on=date(2021, 3, 28))) is Freshness.FORGED


@pytest.mark.parametrize(("gate", "step"), [(0, 10), (MAX_GATE + 1, 10), (7, 4), (7, 61), (7, -1)])
def test_gate_that_no_code_can_hold_is_refused(gate: int, step: int) -> None:
    with pytest.raises(ValueError, match=r"gate|step"):
        GateClock(gate, step, DAY, LOCAL)


@given(gate_ids, steps, moments)
def test_typed_code_turns_with_the_code(gate: int, step: int, now: datetime) -> None:
    clock = GateClock(gate, step, DAY, LOCAL)
    current, previous = accepted_steps(clock, now)
    for shown in (current, previous):
        digits = make_typed_code(MASTER, clock, shown)
        assert len(digits) == 6
        assert digits.isdecimal()
        assert is_typed_code(MASTER, digits, clock, now)


def test_typed_code_of_an_hour_ago_does_not_count() -> None:
    old = make_typed_code(MASTER, CLOCK, step_at(CLOCK, NOW - timedelta(hours=1)))
    assert not is_typed_code(MASTER, old, CLOCK, NOW)
    assert not is_typed_code(MASTER, "\uff14\uff18\uff12\uff19\uff11\uff13", CLOCK, NOW)


@given(steps, moments)
def test_coming_steps_follow_each_other_without_a_gap(step: int, now: datetime) -> None:
    coming = coming_steps(GateClock(7, step, DAY, LOCAL), now, 30)
    assert len(coming) == 30
    assert coming[0].starts_at <= now < coming[0].ends_at
    for before, after in pairwise(coming):
        assert before.ends_at == after.starts_at


def test_printed_code_has_one_step_however_many_are_asked_for() -> None:
    assert len(coming_steps(replace(CLOCK, step_seconds=STATIC), NOW, 30)) == 1
