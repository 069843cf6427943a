"""Whatever happens in whatever order: cache, ledger and learner record agree with a plain model.

The model keeps a diary of plain values and reads the state off it in its own words, with none of the code under test.
"""

from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from sessions.checkin.closing import close_session, close_silent_gate, reopen_session
from sessions.checkin.enums import AttendanceState as State
from sessions.checkin.enums import EvidenceKind as Kind
from sessions.checkin.enums import Level
from sessions.checkin.models import Attendance, Evidence
from sessions.checkin.recording import Arrival, record_arrivals
from sessions.checkin.staff import Staff, correct, excuse, tick
from sessions.checkin.verdicts import Cause, rebuild_verdicts
from sessions.gates.enums import Direction
from tests.factories import make_account, make_person
from tests.sessions.checkin.hall import make_delegate, make_hall, outcome, scan, tap
from tests.sessions.factories import START, make_gate, make_summons

WEAK, STRONG = ("E0", "E1", "E2o"), ("E2", "E3", "E4")
GRACE = 15
ENDED = timedelta(minutes=95)

people = st.integers(0, 3)
"""A and B are summoned to the main venue, C to the other; D is on no list."""
doors = st.sampled_from(["main in", "main mid", "other in", "main out"])
minutes = st.integers(-55, 85)


class Diary:
    """What happened, as anybody at the desk would note it down."""

    def __init__(self):
        self.notes = []
        self.session_closed = False
        self.closed = set()

    def write(self, who, what, **more):
        self.notes.append({"who": who, "what": what, "gone": False, **more})

    def of(self, who):
        return [note for note in self.notes if note["who"] == who and not self.is_gone(note)]

    def is_gone(self, note):
        """A void that was itself voided takes nothing away."""
        return any(
            other["what"] == "void" and other["of"] == note["row"] and not self.is_gone(other)
            for other in self.notes
        )

    def state(self, who):
        notes = self.of(who)
        said = [note["state"] for note in notes if note["what"] == "correction"]
        if said:
            return said[-1]
        there = [note for note in notes if note["what"] == "there"]
        if any(note["level"] in STRONG for note in there):
            return self.credit(who, [note for note in there if note["level"] in STRONG])
        excuses = {note["state"] for note in notes if note["what"] == "excuse"}
        if excuses:
            return min(excuses, key=[State.MAKE_UP, State.EXEMPT, State.EXCUSED].index)
        if there:
            return State.PROVISIONAL
        expected_at = {0: "main in", 1: "main in", 2: "other in"}.get(who)
        if self.session_closed and expected_at in self.closed:
            return State.ABSENT
        return State.UNKNOWN

    def credit(self, who, strong):
        if who == 3:
            return State.PROVISIONAL
        entries = [note for note in strong if note["door"] in ("main in", "other in")]
        if not entries:
            return State.PARTIAL
        asked = "main mid" in self.closed and all(e["door"] == "main in" for e in entries)
        if asked and not any(note["door"] == "main mid" for note in strong):
            return State.PARTIAL
        in_time = [
            e["says"] is State.PRESENT if e.get("says") else e["minute"] <= GRACE for e in entries
        ]
        return State.PRESENT if any(in_time) else State.LATE


class Desk(RuleBasedStateMachine):
    """One conference in one transaction of the real database."""

    engine = None

    def __init__(self):
        super().__init__()
        self.db = Session(self.engine)
        self.diary = Diary()
        self.sequence = self.seconds = 0

    @initialize()
    def open_the_hall(self):
        db = self.db
        self.hall = hall = make_hall(db)
        mid = make_gate(db, hall.session, hall.main, direction=Direction.MID)
        out = make_gate(db, hall.session, hall.main, direction=Direction.OUT)
        mid.opened_at = out.opened_at = START - timedelta(minutes=60)
        self.gates = {
            "main in": hall.gate,
            "other in": hall.other_gate,
            "main mid": mid,
            "main out": out,
        }
        third = make_person(db, full_name="C")
        make_summons(db, hall.conference, third, hall.other)
        self.people = [make_delegate(db, hall, name="A"), make_delegate(db, hall, name="B"), third]
        self.people.append(make_person(db, full_name="D"))
        self.account = make_account(db).id
        db.flush()

    def staff(self):
        """The secretary, a second later with each act: the moment is part of its name."""
        self.seconds += 1
        return Staff(self.account, START + ENDED + timedelta(seconds=self.seconds))

    def newest(self):
        return self.db.scalar(select(func.max(Evidence.id))) or 0

    def note_new(self, before, who, what, **more):
        row = self.newest()
        if row > before:
            self.diary.write(who, what, row=row, **more)

    @rule(
        who=people,
        door=doors,
        minute=minutes,
        level=st.sampled_from([Level.ROTATING, Level.STATIC]),
    )
    def scans_with_a_phone(self, who, door, minute, level):
        before = self.newest()
        ticket = scan(self.gates[door], minutes=minute, level=level)
        first = tap(self.db, ticket, self.people[who], nonce="x")
        self.note_new(before, who, "there", door=door, minute=minute, level=level.value)
        after = self.newest()
        if first.evidence_id is not None and after > before:
            again = tap(self.db, ticket, self.people[who], nonce="x")
            assert (again.evidence_id, self.newest()) == (first.evidence_id, after)

    @rule(
        batch=st.lists(
            st.tuples(people, doors, minutes, st.sampled_from(list(Level))), min_size=1, max_size=4
        )
    )
    def scanner_delivers_a_batch(self, batch):
        arrivals = []
        for who, door, minute, level in batch:
            self.sequence += 1
            at = START + timedelta(minutes=minute)
            arrivals.append(
                Arrival(
                    self.gates[door].id,
                    self.people[who].id,
                    Kind.SCAN,
                    level,
                    at,
                    START + ENDED,
                    ticket=f"batch {self.sequence}",
                )
            )
        for entry, done in zip(batch, record_arrivals(self.db, arrivals), strict=True):
            if done.is_new:
                who, door, minute, level = entry
                self.diary.write(
                    who, "there", row=done.evidence_id, door=door, minute=minute, level=level.value
                )

    @rule(who=people, door=st.sampled_from(["main in", "other in"]), late=st.booleans())
    def staff_tick(self, who, door, late):
        before, says = self.newest(), State.LATE if late else State.PRESENT
        gate, person = self.gates[door].id, self.people[who].id
        said = [note["state"] for note in self.diary.of(who) if note["what"] == "correction"]
        if self.diary.session_closed or (said and said[-1] is not says):
            with pytest.raises(Conflict):
                tick(self.db, gate, person, self.staff(), states=says)
            return
        tick(self.db, gate, person, self.staff(), states=says)
        self.note_new(before, who, "there", door=door, minute=95, level="E4", says=says)

    @rule(who=people, state=st.sampled_from([State.EXCUSED, State.EXEMPT, State.MAKE_UP]))
    def staff_excuse(self, who, state):
        gate, person = self.gates["main in"].id, self.people[who].id
        before = self.newest()
        excuse(self.db, gate, person, self.staff(), states=state, reason="Lý do")
        self.note_new(before, who, "excuse", state=state)

    @rule(who=people, state=st.sampled_from([State.PRESENT, State.ABSENT, State.UNKNOWN]))
    def staff_correct(self, who, state):
        gate, person = self.gates["main in"].id, self.people[who].id
        before = self.newest()
        correct(self.db, gate, person, self.staff(), states=state, reason="Lý do")
        self.note_new(before, who, "correction", state=state)

    @precondition(lambda self: any(not self.diary.is_gone(note) for note in self.diary.notes))
    @rule(data=st.data())
    def staff_void(self, data):
        living = [note for note in self.diary.notes if not self.diary.is_gone(note)]
        note = data.draw(st.sampled_from(living))
        before, gate = self.newest(), self.gates["main in"].id
        person = self.people[note["who"]].id
        target = {"refers_to_id": note["row"], "reason": "Nhầm"}
        correct(self.db, gate, person, self.staff(), **target)
        self.note_new(before, note["who"], "void", of=note["row"])
        with pytest.raises(Conflict):
            correct(self.db, gate, person, self.staff(), **target)

    @precondition(lambda self: not self.diary.session_closed)
    @rule()
    def attendance_is_closed(self):
        self.diary.session_closed = True
        self.diary.closed |= {
            note["door"]
            for note in self.diary.notes
            if note["what"] == "there" and not self.diary.is_gone(note)
        }
        close_session(self.db, self.hall.session, self.staff())
        closed = {door for door, gate in self.gates.items() if gate.closed_at is not None}
        assert closed == self.diary.closed

    @precondition(lambda self: self.diary.session_closed)
    @rule(door=st.sampled_from(["main in", "other in", "main mid"]))
    def silent_gate_is_closed(self, door):
        self.diary.closed.add(door)
        close_silent_gate(self.db, self.hall.session, self.gates[door], self.staff())

    @precondition(lambda self: self.diary.session_closed)
    @rule()
    def attendance_is_opened_again(self):
        self.diary.session_closed = False
        reopen_session(self.db, self.hall.session, self.staff())

    @invariant()
    def everything_agrees_with_the_diary(self):
        if not hasattr(self, "people"):
            return
        for who, person in enumerate(self.people):
            row = self.db.get(Attendance, (self.hall.session.id, person.id), populate_existing=True)
            wanted = self.diary.state(who)
            assert (row.state if row else State.UNKNOWN) is wanted
            noted = sum(note["who"] == who for note in self.diary.notes)
            assert (row.evidence_count if row else 0) == noted
            told = outcome(self.db, self.hall, person)
            assert (told.state if told else "unknown") == wanted.value

    @invariant()
    def nothing_changes_when_verdicts_are_derived_again(self):
        if not hasattr(self, "people"):
            return
        kept, said = self.rows("attendances"), self.rows("outcomes")
        rebuild_verdicts(self.db, self.hall.session, Cause("rebuilt", START + ENDED))
        assert (self.rows("attendances"), self.rows("outcomes")) == (kept, said)

    def rows(self, table):
        found = self.db.connection().exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2")
        return [tuple(row) for row in found]

    def teardown(self):
        self.db.close()


@pytest.mark.sqlite_only("the same statements run on both; the machine runs hundreds of steps")
def test_verdicts_agree_with_a_plain_model_whatever_happens(app):
    class OnThisDatabase(Desk):
        engine = app.extensions["database"].writer

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=30, stateful_step_count=16, deadline=None, phases=[Phase.generate]
        ),
    )
