"""What the guard asks, and who may decide: plain rules."""

from collections.abc import Callable
from itertools import product

import pytest
from flask.testing import FlaskClient

from lms.people.enums import Decision
from lms.people.importing.approval_rules import Bar, Guard, bar_to_approval, covers, guard_of
from lms.people.models import Account

Login = Callable[[FlaskClient, Account], FlaskClient]


def test_rules_of_the_guard() -> None:
    def asked(leaving: int, *, guarded: bool = True, others: bool, admin: bool) -> Guard:
        return guard_of(is_guarded=guarded, leaving=leaving, has_others=others, is_admin=admin)

    assert asked(900, guarded=False, others=False, admin=False) is Guard.NONE
    assert asked(6, others=True, admin=True) is Guard.SECOND_PERSON
    assert asked(6, others=False, admin=True) is Guard.NUMBER
    assert asked(6, others=False, admin=False) is Guard.NOBODY
    for others, admin in product((True, False), repeat=2):  # one of ten is more than 2 %, too
        assert asked(5, others=others, admin=admin) is Guard.NUMBER
    assert covers(None, None)
    assert covers(frozenset({1, 2}), frozenset({1}))
    assert not covers(frozenset({1}), None)
    assert not covers(frozenset({1}), frozenset({1, 2}))


@pytest.mark.parametrize(
    ("decision", "is_own", "is_covered", "is_leaving", "bar"),
    [
        (Decision.OPEN, False, True, False, None),
        (Decision.OPEN, True, True, False, Bar.OWN),
        (Decision.OPEN, False, False, True, Bar.OUTSIDE),
        (Decision.OPEN, False, True, True, Bar.CONCERNED),
        (Decision.WITHDRAWN, False, True, False, Bar.DECIDED),
    ],
)
def test_who_may_decide(
    decision: Decision, is_own: bool, is_covered: bool, is_leaving: bool, bar: Bar | None
) -> None:
    assert (
        bar_to_approval(decision, is_own=is_own, is_covered=is_covered, is_leaving=is_leaving)
        is bar
    )
