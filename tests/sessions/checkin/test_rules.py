"""The verdict rule by example: one sentence of the rule each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind as Kind
from sessions.checkin.enums import Flag, Level
from sessions.checkin.rules import RULE_VERSIONS, SessionFacts, Sign, judge_attendance
from sessions.gates.enums import Direction

START = datetime(2021, 3, 27, 1, 30, tzinfo=UTC)
FACTS = SessionFacts(START, venue_id=1)
CLOSED = replace(FACTS, is_closed=True)


def sign(
    id: int, kind: Kind = Kind.SELF, level: Level = Level.ROTATING, minutes: float = -30, **more
):
    at = START + timedelta(minutes=minutes)
    return Sign(id, kind, level, at, **{"venue_id": 1, **more})


def void(id: int, target: int) -> Sign:
    return sign(id, Kind.CORRECTION, Level.SEEN, refers_to=target)


def set_state(id: int, state: State, target: int | None = None) -> Sign:
    return sign(id, Kind.CORRECTION, Level.SEEN, states=state, refers_to=target)


@pytest.mark.parametrize("level", [Level.ROTATING, Level.STRENGTHENED, Level.SEEN])
def test_strong_sign_in_time_is_present(level: Level) -> None:
    verdict = judge_attendance([sign(1, level=level)], FACTS)
    assert verdict.state is State.PRESENT
    assert verdict.level is level
    assert verdict.at == START - timedelta(minutes=30)
    assert verdict.venue_id == 1
    assert verdict.flags == ()


@pytest.mark.parametrize("level", [Level.SAID, Level.STATIC, Level.ROTATING_OFFLINE])
def test_weak_sign_waits_for_staff(level: Level) -> None:
    verdict = judge_attendance([sign(1, level=level)], CLOSED)
    assert verdict.state is State.PROVISIONAL
    assert verdict.flags == (Flag.AWAITS_CONFIRMATION,)


def test_tick_that_confirms_a_weak_sign_keeps_its_time() -> None:
    typed = sign(1, level=Level.STATIC, minutes=-5)
    tick = sign(2, Kind.TICK, Level.SEEN, minutes=120, refers_to=1)
    verdict = judge_attendance([typed, tick], FACTS)
    assert (verdict.state, verdict.level) == (State.PRESENT, Level.SEEN)
    assert verdict.at == typed.occurred_at


def test_strong_sign_later_does_not_inherit_the_time_of_a_weak_one() -> None:
    verdict = judge_attendance([sign(1, level=Level.STATIC), sign(2, minutes=60)], FACTS)
    assert verdict.state is State.LATE
    assert verdict.at == START + timedelta(minutes=60)


@pytest.mark.parametrize(("minutes", "state"), [(15, State.PRESENT), (15.01, State.LATE)])
def test_late_begins_after_the_grace(minutes: float, state: State) -> None:
    assert judge_attendance([sign(1, minutes=minutes)], FACTS).state is state


def test_tick_says_itself_whether_the_person_was_late() -> None:
    late = sign(1, Kind.TICK, Level.SEEN, states=State.LATE)
    in_time = sign(2, Kind.TICK, Level.SEEN, minutes=90, states=State.PRESENT)
    assert judge_attendance([late], FACTS).state is State.LATE
    assert judge_attendance([in_time], FACTS).state is State.PRESENT


def test_unanswered_mid_session_check_makes_partial() -> None:
    asked = replace(FACTS, mid_venues={1})
    assert judge_attendance([sign(1)], asked).state is State.PARTIAL
    answered = [sign(1), sign(2, minutes=50, direction=Direction.MID)]
    assert judge_attendance(answered, asked).state is State.PRESENT


def test_later_sign_without_an_entry_is_partial() -> None:
    verdict = judge_attendance([sign(1, minutes=50, direction=Direction.MID)], FACTS)
    assert verdict.state is State.PARTIAL
    assert verdict.at == START + timedelta(minutes=50)


def test_absent_only_when_attendance_was_closed() -> None:
    assert judge_attendance([], CLOSED).state is State.ABSENT
    assert judge_attendance([], FACTS).state is State.UNKNOWN


def test_nobody_is_absent_who_was_not_summoned() -> None:
    assert judge_attendance([], replace(CLOSED, is_summoned=False)).state is State.UNKNOWN


def test_person_not_on_the_list_is_provisional() -> None:
    verdict = judge_attendance([sign(1)], replace(FACTS, is_summoned=False))
    assert verdict.state is State.PROVISIONAL
    assert verdict.flags == (Flag.NOT_ON_LIST,)


@pytest.mark.parametrize("state", [State.EXCUSED, State.EXEMPT, State.MAKE_UP])
def test_statement_counts_until_the_person_is_seen(state: State) -> None:
    stated = sign(1, Kind.EXCUSE, Level.SEEN, states=state, venue_id=None)
    assert judge_attendance([stated], CLOSED).state is state
    assert judge_attendance([stated, sign(2)], CLOSED).state is State.PRESENT


def test_voided_sign_counts_no_more_and_leaves_a_mark() -> None:
    verdict = judge_attendance([sign(1), void(2, 1)], CLOSED)
    assert verdict.state is State.ABSENT
    assert verdict.flags == (Flag.CORRECTED,)


def test_voided_void_gives_the_sign_back() -> None:
    assert judge_attendance([sign(1), void(2, 1), void(3, 2)], CLOSED).state is State.PRESENT


def test_newest_correction_of_the_state_decides() -> None:
    signs = [sign(1), set_state(2, State.ABSENT, 1), set_state(3, State.EXCUSED, 1)]
    assert judge_attendance(signs, CLOSED).state is State.EXCUSED
    assert judge_attendance([*signs, void(4, 3)], CLOSED).state is State.ABSENT


def test_correction_to_present_without_any_sign_has_the_level_of_staff() -> None:
    verdict = judge_attendance([set_state(1, State.PRESENT)], CLOSED)
    assert (verdict.state, verdict.level, verdict.at) == (State.PRESENT, Level.SEEN, None)


def test_person_at_two_venues_keeps_the_first_and_is_flagged() -> None:
    verdict = judge_attendance([sign(1, venue_id=2), sign(2, minutes=-40)], FACTS)
    assert verdict.venue_id == 1
    assert verdict.flags == (Flag.TWO_VENUES,)


def test_person_at_another_venue_than_summoned_is_flagged() -> None:
    verdict = judge_attendance([sign(1, venue_id=2)], FACTS)
    assert (verdict.state, verdict.flags) == (State.PRESENT, (Flag.OTHER_VENUE,))


def test_flags_of_the_evidence_reach_the_verdict() -> None:
    shared = sign(1, flags=frozenset({Flag.SHARED_PHONE}))
    assert judge_attendance([shared], FACTS).flags == (Flag.SHARED_PHONE,)


def test_rule_that_was_never_in_force_is_an_error() -> None:
    with pytest.raises(KeyError):
        judge_attendance([], replace(FACTS, rules="0"))


def test_mid_session_check_of_the_venue_on_the_summons_counts_under_version_1_only() -> None:
    """Summoned where it was held, and in at a venue where it was not."""
    facts = replace(FACTS, mid_venues={1})
    elsewhere = [sign(1, venue_id=2)]
    assert judge_attendance(elsewhere, replace(facts, rules="1")).state is State.PARTIAL
    assert judge_attendance(elsewhere, facts).state is State.PRESENT


def test_corrected_state_rests_on_the_word_of_staff_and_not_on_a_typed_code() -> None:
    signs = [sign(1, level=Level.STATIC), set_state(2, State.PRESENT)]
    assert judge_attendance(signs, FACTS).level is Level.SEEN
    assert judge_attendance(signs, replace(FACTS, rules="1")).level is Level.STATIC


@pytest.mark.parametrize("rules", RULE_VERSIONS)
def test_verdict_names_the_version_that_gave_it(rules: str) -> None:
    facts = replace(CLOSED, rules=rules)
    for signs in ([], [sign(1)], [set_state(1, State.EXCUSED)]):
        assert judge_attendance(signs, facts).rule_version == rules


@pytest.mark.parametrize("minutes", [-50, 5])
def test_leaving_before_entering_does_no_harm(minutes: float) -> None:
    left = sign(1, minutes=minutes, direction=Direction.OUT)
    assert judge_attendance([left], FACTS).state is State.PARTIAL
    verdict = judge_attendance([left, sign(2, minutes=10)], FACTS)
    assert (verdict.state, verdict.at) == (State.PRESENT, START + timedelta(minutes=10))


def test_stronger_level_is_shown_and_the_earliest_entry_kept() -> None:
    signs = [sign(1, minutes=-20), sign(2, level=Level.STRENGTHENED, minutes=-10)]
    verdict = judge_attendance(signs, FACTS)
    assert (verdict.level, verdict.at) == (Level.STRENGTHENED, START - timedelta(minutes=20))
