"""The verdict rule against a plain model written another way, and what must not matter to it."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind as Kind
from sessions.checkin.enums import Flag, Level
from sessions.checkin.rules import SessionFacts, Sign, judge_attendance
from sessions.gates.enums import Direction

START = datetime(2021, 3, 27, 1, 30, tzinfo=UTC)
SEEN = (Kind.SELF, Kind.TICK, Kind.SCAN, Kind.PAPER)
STATED = (State.EXCUSED, State.EXEMPT, State.MAKE_UP)


@st.composite
def histories(draw: st.DrawFn) -> list[Sign]:
    """Signs first, corrections after them, each correction about something older."""
    signs: list[Sign] = []
    for id in range(1, draw(st.integers(0, 5)) + 1):
        kind = draw(st.sampled_from([*SEEN, Kind.EXCUSE]))
        says = {Kind.EXCUSE: draw(st.sampled_from(STATED))}.get(kind)
        if kind is Kind.TICK:
            says = draw(st.sampled_from([None, State.PRESENT, State.LATE]))
        signs.append(
            Sign(
                id,
                kind,
                draw(st.sampled_from(list(Level))),
                START + timedelta(minutes=draw(st.integers(-60, 90))),
                draw(st.sampled_from(list(Direction))),
                draw(st.sampled_from([1, 2])),
                says,
                flags=draw(
                    st.frozensets(st.sampled_from([Flag.SHARED_PHONE, Flag.OTHER_CONFERENCE]))
                ),
            )
        )
    for id in range(len(signs) + 1, len(signs) + draw(st.integers(0, 4)) + 1):
        void = bool(signs) and draw(st.booleans())
        signs.append(
            Sign(
                id,
                Kind.CORRECTION,
                Level.SEEN,
                START + timedelta(minutes=100),
                states=None if void else draw(st.sampled_from(list(State))),
                refers_to=draw(st.integers(1, id - 1)) if void else None,
            )
        )
    return signs


facts = st.builds(
    SessionFacts,
    starts_at=st.just(START),
    grace=st.sampled_from([timedelta(0), timedelta(minutes=15)]),
    mid_venues=st.frozensets(st.sampled_from([1, 2])),
    lost=st.dictionaries(
        st.sampled_from([1, 2]), st.sampled_from([timedelta(0), timedelta(minutes=40)])
    ),
    rules=st.sampled_from(["1", "2"]),
    is_closed=st.booleans(),
    is_summoned=st.booleans(),
    venue_id=st.sampled_from([None, 1, 2]),
)


def counts(sign: Sign, history: list[Sign]) -> bool:
    """A sign counts unless some void that counts points at it."""
    return not any(
        other.is_void and other.refers_to == sign.id and counts(other, history) for other in history
    )


def moved(facts: SessionFacts, entry: Sign) -> timedelta:
    return timedelta(0) if facts.rules == "1" else facts.lost.get(entry.venue_id, timedelta(0))


def was_asked(facts: SessionFacts, entries: list[Sign]) -> bool:
    """Nobody could have been spared the question by going in at another venue."""
    if facts.rules == "1":
        return facts.venue_id in facts.mid_venues
    return {s.venue_id for s in entries} <= set(facts.mid_venues)


def model_state(history: list[Sign], facts: SessionFacts) -> State:
    live = [sign for sign in history if counts(sign, history)]
    overruled = sorted((s.id, s.states) for s in live if s.kind is Kind.CORRECTION and s.states)
    if overruled:
        return overruled[-1][1]
    strong = [s for s in live if s.kind in SEEN and s.level in ("E2", "E3", "E4")]
    if strong and not facts.is_summoned:
        return State.PROVISIONAL
    if strong:
        entries = [s for s in strong if s.direction == "in"]
        in_time = [
            s.states == State.PRESENT
            if s.states
            else s.occurred_at - START <= facts.grace + moved(facts, s)
            for s in entries
        ]
        if not in_time or (
            was_asked(facts, entries) and "mid" not in {s.direction for s in strong}
        ):
            return State.PARTIAL
        return State.PRESENT if True in in_time else State.LATE
    for state in (State.MAKE_UP, State.EXEMPT, State.EXCUSED):
        if any(s.kind is Kind.EXCUSE and s.states is state for s in live):
            return state
    if any(s.kind in SEEN for s in live):
        return State.PROVISIONAL
    return State.ABSENT if facts.is_closed and facts.is_summoned else State.UNKNOWN


@settings(max_examples=400)
@given(histories(), facts)
def test_state_is_that_of_the_plain_model(history: list[Sign], facts: SessionFacts) -> None:
    assert judge_attendance(history, facts).state is model_state(history, facts)


@given(histories(), facts, st.randoms(use_true_random=False))
def test_order_in_which_rows_are_read_does_not_matter(history, facts, random) -> None:
    shuffled = random.sample(history, len(history))
    assert judge_attendance(shuffled, facts) == judge_attendance(history, facts)


@given(histories(), facts, st.randoms(use_true_random=False))
def test_order_in_which_signs_reached_us_does_not_matter(history, facts, random) -> None:
    signs = [s for s in history if s.kind is not Kind.CORRECTION]
    numbers = random.sample(range(1, len(signs) + 1), len(signs))
    renumbered = [s._replace(id=number) for s, number in zip(signs, numbers, strict=True)]
    assert judge_attendance(renumbered, facts) == judge_attendance(signs, facts)


@given(histories(), facts)
def test_weak_signs_alone_never_give_credit(history: list[Sign], facts: SessionFacts) -> None:
    weak = [s for s in history if s.level in ("E0", "E1", "E2o") and s.kind is not Kind.CORRECTION]
    credit = {State.PRESENT, State.LATE, State.PARTIAL}
    assert judge_attendance(weak, facts).state not in credit


@given(histories(), facts)
def test_one_more_strong_entry_never_makes_anyone_worse(history, facts) -> None:
    assume(not any(s.kind is Kind.CORRECTION for s in history))
    rank = [State.ABSENT, State.UNKNOWN, State.PARTIAL, State.LATE, State.PRESENT]
    entry = Sign(99, Kind.SELF, Level.ROTATING, START - timedelta(minutes=5), venue_id=1)
    before = judge_attendance(history, facts).state
    after = judge_attendance([*history, entry], facts).state
    if before in rank and after in rank:
        assert rank.index(after) >= rank.index(before)


@given(histories(), facts)
def test_nobody_is_absent_unless_attendance_was_closed_or_staff_said_so(history, facts) -> None:
    assume(not any(s.states is State.ABSENT for s in history))
    if judge_attendance(history, facts).state is State.ABSENT:
        assert facts.is_closed
