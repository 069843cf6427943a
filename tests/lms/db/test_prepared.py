"""Statements compiled once: the same rows in and out as the framework's own way, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from lms.db.bulk import Writes, ask_ids, insert_or_ignore, next_ids, upsert
from lms.db.driver import pipelined
from lms.db.prepared import Prepared, among, in_columns
from lms.people.models import Person
from lms.records.enums import OutcomeState
from lms.records.models import CurrentOutcome, Outcome
from tests.factories import make_activity, make_campaign, make_person

AT = datetime(2021, 3, 27, 0, 30, 0, 123_456, tzinfo=UTC)
_INSERT = Prepared(insert(Outcome.__table__))
_OF = Prepared(
    lambda size: (
        select(Outcome.source_key, Outcome.state, Outcome.level, Outcome.occurred_at)
        .where(Outcome.source == bindparam("source"), among(Outcome.source_key, size))
        .order_by(Outcome.id)
    )
)


@pytest.fixture
def activity(db):
    return make_activity(db, make_campaign(db))


def _row(number, person, activity, **more):
    return {
        "id": number,
        "person_id": person.id,
        "activity_id": activity.id,
        "state": OutcomeState.PRESENT,
        "score": None,
        "max_score": None,
        "level": "",
        "mode": "",
        "occurred_at": AT,
        "posted_at": AT,
        "posted_by": None,
        "source": "test",
        "source_key": f"key {number}",
        "rule_version": "",
        "reason": "",
        "supersedes_id": None,
        **more,
    }


def test_rows_come_back_as_they_were_given(db, activity):
    person = make_person(db)
    odd = "Đạt \"chưa\" 100 %\\ 'mức' (%s) VALUES (1), ON CONFLICT\nhết"
    rows = [
        _row(1, person, activity, source_key=odd, reason=odd, score=8.25, max_score=10.0),
        _row(2, person, activity, state=OutcomeState.LATE, supersedes_id=1),
        _row(3, person, activity, occurred_at=AT.astimezone(timezone(timedelta(hours=7)))),
    ]
    _INSERT.run_many(db.connection(), rows)

    kept = db.scalars(select(Outcome).order_by(Outcome.id)).all()

    assert [(each.source_key, each.reason, each.score) for each in kept] == [
        (odd, odd, 8.25),
        ("key 2", "", None),
        ("key 3", "", None),
    ]
    assert [each.state for each in kept] == ["present", "late", "present"]
    assert [each.supersedes_id for each in kept] == [None, 1, None]
    assert {each.occurred_at for each in kept} == {AT}


@pytest.mark.parametrize("count", [1, 63, 64, 65, 500])
def test_any_number_of_rows_and_of_values_asked_for(db, activity, count):
    person = make_person(db)
    _INSERT.run_many(
        db.connection(), [_row(number, person, activity) for number in range(1, count + 1)]
    )

    wanted = [f"key {number}" for number in range(1, count + 1)]
    found = _OF.rows_for(db.connection(), [*wanted, "key 0", wanted[0]], source="test")

    assert sorted(found) == sorted((key, OutcomeState.PRESENT, "", AT) for key in wanted)
    assert _OF.rows_for(db.connection(), wanted, source="another") == []
    assert _OF.rows_for(db.connection(), [], source="test") == []


def test_rows_with_other_columns_take_what_is_left_out_as_null(db, activity):
    person = make_person(db)
    _INSERT.run_many(db.connection(), [_row(1, person, activity, score=5.0)])
    short = _row(2, person, activity)
    del short["score"], short["posted_by"]
    _INSERT.run_many(db.connection(), [short])

    assert db.scalars(select(Outcome.score).order_by(Outcome.id)).all() == [5.0, None]


def test_what_the_database_refuses_is_the_frameworks_error(db, activity):
    person = make_person(db)
    _INSERT.run_many(db.connection(), [_row(1, person, activity)])

    with pytest.raises(IntegrityError), db.begin_nested():
        _INSERT.run_many(db.connection(), [_row(2, person, activity, source_key="key 1")])
    assert len(db.scalars(select(Outcome)).all()) == 1


def test_naive_moment_is_refused(db, activity):
    person = make_person(db)
    row = _row(1, person, activity, occurred_at=datetime(2021, 3, 27, 7, 30))  # noqa: DTZ001 - on purpose
    with pytest.raises(ValueError, match="naive"):
        _INSERT.run_many(db.connection(), [row])


def test_upsert_overwrites_and_ignoring_keeps(db, activity):
    person = make_person(db)
    table = CurrentOutcome.__table__
    key = {"activity_id": activity.id, "person_id": person.id}
    upsert(db, table, [{**key, "outcome_id": 1}])
    insert_or_ignore(db, table, [{**key, "outcome_id": 2}, {**key, "outcome_id": 3}])
    assert db.scalars(select(CurrentOutcome.outcome_id)).all() == [1]
    upsert(db, table, [{**key, "outcome_id": 4}])
    assert db.scalars(select(CurrentOutcome.outcome_id)).all() == [4]


def test_ids_to_come_are_new_and_ascending(db, activity):
    person = make_person(db)
    first = list(next_ids(db, Outcome.__table__, 3))
    _INSERT.run_many(db.connection(), [_row(number, person, activity) for number in first])
    more = list(next_ids(db, Outcome.__table__, 2))

    assert sorted({*first, *more}) == [*first, *more]
    assert list(next_ids(db, Outcome.__table__, 0)) == []


def test_ids_of_several_tables_are_asked_together(db, activity):
    person = make_person(db)
    with pipelined(db.connection()):
        outcomes, marks = ask_ids(db, 3, Outcome.__table__, Person.__table__)
    assert next(marks) > person.id  # in whatever order they are taken
    taken = list(outcomes)
    assert len({*taken}) == 3
    assert len(list(marks)) == 2
    assert [list(none) for none in ask_ids(db, 0, Outcome.__table__, Person.__table__)] == [[], []]


def test_rows_of_several_tables_are_written_together(db, activity, count_queries):
    people = [make_person(db) for _ in range(3)]
    current = CurrentOutcome.__table__
    kept = {"activity_id": activity.id, "person_id": people[0].id}
    upsert(db, current, [{**kept, "outcome_id": 7}])
    db.flush()

    writes = Writes(db)
    rows = [_row(number, people[number], activity) for number in range(3)]
    writes.insert(_INSERT, in_columns(rows))
    writes.insert_or_ignore(current, in_columns([{**kept, "outcome_id": 9}]))
    writes.upsert(
        current,
        {
            "activity_id": [activity.id] * 2,
            "person_id": [people[1].id, people[2].id],
            "outcome_id": [1, 2],
        },
    )
    writes.upsert(current, in_columns([]))
    writes.upsert(current, {"activity_id": [], "person_id": [], "outcome_id": ()})
    with count_queries() as seen:
        writes.send()
    assert len(seen) == (1 if db.get_bind().dialect.name == "postgresql" else 3)

    assert sorted(db.scalars(select(Outcome.id))) == [0, 1, 2]
    by_person = {row.person_id: row.outcome_id for row in db.scalars(select(CurrentOutcome))}
    assert by_person == {people[0].id: 7, people[1].id: 1, people[2].id: 2}
    writes.send()  # nothing is left to write
    assert len(db.scalars(select(Outcome)).all()) == 3


def test_of_what_is_written_together_nothing_stays_when_a_part_fails(db, activity):
    person = make_person(db)
    key = {"activity_id": activity.id, "person_id": person.id}
    _INSERT.run_many(db.connection(), [_row(1, person, activity)])

    writes = Writes(db)
    writes.insert_or_ignore(CurrentOutcome.__table__, in_columns([{**key, "outcome_id": 2}]))
    writes.insert(_INSERT, in_columns([_row(2, person, activity, source_key="key 1")]))
    with pytest.raises(IntegrityError), db.begin_nested():
        writes.send()
    assert db.scalars(select(CurrentOutcome)).all() == []
    assert db.scalars(select(Outcome.id)).all() == [1]


def test_pipeline_gives_rows_in_the_order_they_were_asked_for(db, activity):
    person = make_person(db)
    connection = db.connection()
    with pipelined(connection):
        _INSERT.run_many(connection, [_row(1, person, activity)])
        before = _OF.ask_for(connection, ["key 1", "key 2"], source="test")
        _INSERT.run_many(connection, [_row(2, person, activity)])
        after = _OF.ask_for(connection, ["key 1", "key 2"], source="test")
        assert [row[0] for row in before.rows()] == ["key 1"]
        assert sorted(row[0] for row in after.rows()) == ["key 1", "key 2"]


def test_what_fails_in_a_pipeline_is_raised_when_it_ends(db, activity):
    person = make_person(db)
    _INSERT.run_many(db.connection(), [_row(1, person, activity)])

    with pytest.raises(IntegrityError), db.begin_nested(), pipelined(db.connection()):
        _INSERT.run_many(db.connection(), [_row(2, person, activity, source_key="key 1")])

    assert db.scalars(select(Outcome.id)).all() == [1]
