"""Writing a planned roster: in bulk, memberships with the days they hold, an account for everybody."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from lms.db.bulk import next_ids
from lms.db.mass import insert_rows, roomy
from lms.errors import Conflict
from lms.people.importing.logins import pick_login
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.planning import (
    Choices,
    NewPerson,
    PersonChange,
    RosterPlan,
    plan_roster_import,
)
from lms.people.models import Account, Membership, Person
from lms.people.places import end_places
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.standing import note_changes
from lms.people.word_index import index_people
from lms.text import fold, name_sort_key
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l

Progress = Callable[[int], None]
"""Told how many more rows are done."""

T = TypeVar("T")
_PEOPLE, _ACCOUNTS, _MEMBERSHIPS = (
    cast(Table, model.__table__) for model in (Person, Account, Membership)
)
"""The plain tables: thousands of rows at once need no objects of their own."""
_TOGETHER: Final = 500
_ADDED_TOGETHER: Final = 5_000
_COPIED: Final = (
    "personnel_code",
    "full_name",
    "born_on",
    "birth_year",
    "sex",
    "position",
    "category",
    "party_status",
    "is_exempt",
    "email",
    "phone",
    "note",
    "list_no",
)


def apply_roster_import(
    db: Session,
    parsed: ParsedRoster,
    on: date,
    progress: Progress = lambda _rows: None,
    *,
    choices: Choices | None = None,
    leaving: int | None = None,
    scope: Scope = EVERYTHING,
) -> RosterPlan:
    """Write a roster; rejected rows are left out. Returns what was done.

    The plan is made anew inside the transaction. New people belong to their units from the plan's day;
    whoever moves leaves the old unit the day before. Everybody gets an account without a password. A
    login that was the old e-mail address follows the new one. With `leaving`, the number of people that the
    preview called missing, these leave on the plan's day; Conflict when they are not so many any more.
    """
    plan = plan_roster_import(db, parsed, on, choices, scope)
    if leaving is not None:
        _let_leave(db, plan, leaving)
    with roomy(db):
        added: list[int] = []
        for some in _chunks(plan.new, _ADDED_TOGETHER):
            added += _add(db, some, plan)
            progress(len(some))
        index_people(db, added, are_new=True)
        for changes in _chunks(plan.changed):
            _change(db, changes, plan)
            progress(len(changes))
        index_people(db, [each.before.id for each in plan.changed if each.values])
        _give_accounts(db, plan)
    progress(len(plan.unchanged))
    db.expire_all()
    return plan


def _let_leave(db: Session, plan: RosterPlan, expected: int) -> None:
    """The missing belong nowhere from the plan's day on; their records and accounts stay."""
    if len(plan.missing) != expected:
        raise Conflict(
            _l(
                "%(count)d people are missing from the file now, not %(expected)d as the preview said. "
                "Nothing was written; read the file again.",
                count=len(plan.missing),
                expected=expected,
            )
        )
    for some in _chunks(plan.missing):
        ids = [person.id for person in some]
        end_places(db, ids, plan.on, planned=True)
        db.execute(
            update(Person)
            .where(Person.id.in_(ids))
            .values(left_on=plan.on)
            .execution_options(synchronize_session=False)
        )


def _add(db: Session, people: Sequence[NewPerson], plan: RosterPlan) -> Sequence[int]:
    ids = next_ids(db, _PEOPLE, len(people))
    values = [
        {"id": person_id}
        | {name: getattr(each.row, name) for name in _COPIED}
        | _derived(each.row.full_name)
        for person_id, each in zip(ids, people, strict=True)
    ]
    insert_rows(db, _PEOPLE, values)
    accounts: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []
    for person_id, each in zip(ids, people, strict=True):
        row = each.row
        login = pick_login(row.full_name, row.email, row.personnel_code, plan.records.logins)
        accounts.append({"person_id": person_id, "login": login})
        memberships += _memberships(person_id, each.unit_id, each.party_unit_id, plan.on)
    insert_rows(db, _ACCOUNTS, accounts)
    insert_rows(db, _MEMBERSHIPS, memberships)
    return ids


def _derived(full_name: str) -> dict[str, Any]:
    return {"name_fold": fold(full_name), "sort_key": name_sort_key(full_name)}


def _memberships(
    person_id: int, unit_id: int | None, party_unit_id: int | None, starts_on: date
) -> Iterator[dict[str, Any]]:
    for tree, each in ((Tree.STATE, unit_id), (Tree.PARTY, party_unit_id)):
        if each is not None:
            yield {
                "person_id": person_id,
                "unit_id": each,
                "tree": tree,
                "starts_on": starts_on,
            }


def _change(db: Session, changes: Sequence[PersonChange], plan: RosterPlan) -> None:
    told = [(each.before.id, each.before.values, each.values) for each in changes]
    note_changes(db, told, plan.on)
    _change_values(db, changes)
    _change_logins(db, changes, plan.records.logins)
    ended = {Tree.STATE: set[int](), Tree.PARTY: set[int]()}
    begun: list[dict[str, Any]] = []
    for change in changes:
        if change.unit_id:
            ended[Tree.STATE].add(change.before.id)
        if change.party_unit_id or change.leaves_party_unit:
            ended[Tree.PARTY].add(change.before.id)
        begun += _memberships(change.before.id, change.unit_id, change.party_unit_id, plan.on)
    for tree, person_ids in ended.items():
        end_places(db, person_ids, plan.on, tree)
    if begun:
        insert_rows(db, _MEMBERSHIPS, begun)


def _change_values(db: Session, changes: Sequence[PersonChange]) -> None:
    values = []
    for change in changes:
        if change.values:
            after = change.before.values | change.values
            values.append({"id": change.before.id, **after, **_derived(after["full_name"])})
    if values:
        db.execute(update(Person), values)


def _change_logins(db: Session, changes: Sequence[PersonChange], taken: set[str]) -> None:
    moved = []
    for change in changes:
        old, new = change.before.values["email"], change.values.get("email")
        if new and old and change.before.login == old.lower() and new not in taken:
            taken.add(new)
            moved.append({"person_id": change.before.id, "login": new})
    if moved:
        account_of = dict(
            db.execute(
                select(Account.person_id, Account.id).where(
                    Account.person_id.in_([each["person_id"] for each in moved])
                )
            ).all()
        )
        db.execute(
            update(Account),
            [{"id": account_of[each["person_id"]], "login": each["login"]} for each in moved],
        )


def _give_accounts(db: Session, plan: RosterPlan) -> None:
    """Accounts for people on record who have none, the first administrator's colleagues perhaps."""
    known = [(change.row, change.before) for change in plan.changed] + plan.unchanged
    values = [
        {
            "person_id": person.id,
            "login": pick_login(row.full_name, row.email, row.personnel_code, plan.records.logins),
        }
        for row, person in known
        if person.login is None
    ]
    for some in _chunks(values):
        insert_rows(db, _ACCOUNTS, some)


def _chunks(items: Sequence[T], together: int = _TOGETHER) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), together):
        yield items[start : start + together]
