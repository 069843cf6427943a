"""Codes are issued once, verified however they are typed, and end with their summons."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from sessions.conferences.models import Conference, Summons
from sessions.conferences.planning import cancel_conference
from sessions.conferences.summoning import summon, withdraw_summonses
from sessions.invitations.codes import derive_code, digest_of
from sessions.invitations.issuing import (
    CODES_HOLD,
    code_of,
    find_code_owner,
    issue_codes,
    reissue_code,
)
from tests.sessions.conferences.scene import (
    DAY,
    make_ministry,
    plan_conference,
    reload,
    staff_of,
)

KEY = b"k" * 32


@pytest.fixture(autouse=True)
def _day_before():
    with clock.fixed(DAY - timedelta(days=1)):
        yield


def invited(db: Session, count: int = 1) -> tuple[Conference, list[Summons]]:
    scene = make_ministry(db)
    conference = plan_conference(db, scene, sessions=0)
    here = conference.venues[0].id
    people = {each.id: here for each in staff_of(db, scene.office, count)}
    summon(db, conference, people, leave_out_clashes=False, by=None)
    issue_codes(db, KEY, conference.id)
    rows = db.scalars(select(Summons).order_by(Summons.id)).all()
    return reload(db, conference), list(rows)


def test_everybody_gets_a_code_of_their_own_once(db: Session) -> None:
    conference, rows = invited(db, 3)
    codes = [code_of(KEY, row) for row in rows]
    assert len(set(codes)) == 3
    assert [find_code_owner(db, KEY, code) for code in codes] == [row.person_id for row in rows]
    assert issue_codes(db, KEY, conference.id) == 0


def test_database_holds_no_code(db: Session) -> None:
    _, [row] = invited(db)
    assert row.code_digest == digest_of(KEY, code_of(KEY, row))
    assert code_of(KEY, row) not in row.code_digest.upper()


def test_code_is_found_however_it_is_typed(db: Session) -> None:
    _, [row] = invited(db)
    code = code_of(KEY, row)
    for typed in (f"{code[:4]}-{code[4:]}", f" {code[:4].lower()} {code[4:]} "):
        assert find_code_owner(db, KEY, typed) == row.person_id
    assert find_code_owner(db, KEY, "ABCD-EFGH") is None
    assert find_code_owner(db, KEY, "x") is None
    assert find_code_owner(db, b"another key", code) is None


def test_reissue_ends_the_former_code(db: Session) -> None:
    _, [row] = invited(db)
    former = code_of(KEY, row)
    fresh = reissue_code(db, KEY, row)
    assert fresh != former
    assert (find_code_owner(db, KEY, former), find_code_owner(db, KEY, fresh)) == (
        None,
        row.person_id,
    )


def test_code_that_is_taken_is_passed_over(db: Session) -> None:
    _, [first, second] = invited(db, 2)
    first.code_digest = digest_of(KEY, derive_code(KEY, second.id, 2))
    db.flush()
    reissue_code(db, KEY, second)
    assert second.code_generation == 3


def test_withdrawn_summons_has_no_code_any_more(db: Session) -> None:
    conference, [row] = invited(db)
    code = code_of(KEY, row)
    withdraw_summonses(db, conference, [row.person_id], by=None)
    assert find_code_owner(db, KEY, code) is None
    with pytest.raises(Conflict, match="not summoned any more"):
        reissue_code(db, KEY, row)


def test_codes_end_with_a_cancelled_conference_and_some_time_after_one(db: Session) -> None:
    conference, [row] = invited(db)
    code = code_of(KEY, row)
    with clock.fixed(conference.ends_at + CODES_HOLD - timedelta(minutes=1)):
        assert find_code_owner(db, KEY, code) == row.person_id
    with clock.fixed(conference.ends_at + CODES_HOLD):
        assert find_code_owner(db, KEY, code) is None
    cancel_conference(db, conference)
    assert find_code_owner(db, KEY, code) is None
