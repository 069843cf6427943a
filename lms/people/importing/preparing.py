"""Everything about an import's rows that needs no transaction, done before it: nobody waits meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Dialect, Row, Table, select
from sqlalchemy.orm import Session

from lms.db.mass import ReadyRows, ready_rows
from lms.people.importing.acts import COPIED, Acts, Change
from lms.people.importing.logins import pick_login
from lms.people.models import Account, Membership, Person, PersonWord
from lms.people.position_ranks import position_rank
from lms.people.tracing.changes import Difference, differences, values_of
from lms.people.word_index import word_rows
from lms.people.words_due import are_better_due
from lms.text import fold, name_sort_key
from lms.units.enums import Tree

T = TypeVar("T")
_PEOPLE, _ACCOUNTS, _MEMBERSHIPS, _WORDS = (
    cast(Table, model.__table__) for model in (Person, Account, Membership, PersonWord)
)
"""The plain tables: thousands of rows at once need no objects of their own."""
_TOGETHER: Final = 5_000
_NAMES: Final = frozenset(("full_name", "sort_name"))
_FOUND_BY: Final = frozenset(("full_name", "personnel_code", "email", "phone"))
"""Columns whose change makes other words lead to the person."""


@dataclass(slots=True)
class Ready:
    """An import as the driver takes it, but for the ids of the new people."""

    acts: Acts
    people: ReadyRows | None = None
    accounts: ReadyRows | None = None
    """Of new people, in their order"""
    places: ReadyRows | None = None
    """Of new people, but for their ids"""
    owners: list[int] = field(default_factory=list)
    """Whose each of the places is: a place in the order of the new people"""
    words: ReadyRows | None = None
    """By which new people are found, in their own order, but for the ids of whom they lead to"""
    leads: Sequence[int] = ()
    """Whom each of the words leads to: a place in the order of the new people"""
    updates: list[list[dict[str, Any]]] = field(default_factory=list)
    """Values of people on record with their id, those that change the same columns together"""
    found_anew: list[int] = field(default_factory=list)
    """Ids of people on record whom other words lead to now"""
    are_words_due: bool = False
    """The words of new people and of those found anew are written after the transaction, see `words_due`."""
    logins: list[dict[str, Any]] = field(default_factory=list)
    """Logins that follow a changed address, with the account's id"""
    opened: ReadyRows | None = None
    """Accounts of people on record who had none"""
    moved: ReadyRows | None = None
    """Places of people on record who move"""
    ended: dict[Tree, list[int]] = field(default_factory=dict)
    """Ids of people on record whose place in a tree ends"""
    corrected: list[Difference] = field(default_factory=list)
    """Columns of people on record with what stood there before, for the trace"""
    added_ids: Sequence[int] = ()
    """Of new people, once they are written"""

    @property
    def count(self) -> int:
        """New people."""
        return len(self.acts.added)


def prepare(db: Session, acts: Acts, *, may_words_be_due: bool = False) -> Ready:
    """Logins, search forms, sort keys, places: rows as the driver takes them.

    `may_words_be_due`: whoever writes them sees to `words_due.write_words_due` afterwards.

    Reads the logins that are taken and the addresses of those whose address changes; it holds as long as the stamp
    stays, see `stamp`.
    """
    ready = Ready(acts)
    ready.are_words_due = may_words_be_due and are_better_due(
        db, len(acts.added) + len(acts.changes)
    )
    taken = set(db.scalars(select(Account.login)))
    _prepare_changes(db, ready, taken)
    numbers: dict[str, int] = {}
    if acts.added:
        _prepare_added(db, ready, taken, numbers)
    if acts.opened:
        ids = [each.person_id for each in acts.opened]
        logins = [
            pick_login(each.full_name, each.email, each.personnel_code, taken, numbers)
            for each in acts.opened
        ]
        dialect = db.get_bind().dialect
        ready.opened = ready_rows(dialect, _ACCOUNTS, {"person_id": ids, "login": logins})
    return ready


def _prepare_added(db: Session, ready: Ready, taken: set[str], numbers: dict[str, int]) -> None:
    dialect, added = db.get_bind().dialect, ready.acts.added
    columns: dict[str, Sequence[Any]] = dict(
        zip(COPIED, zip(*(each.values for each in added), strict=True), strict=True)
    )
    names = columns["full_name"]
    sorted_by = [wanted or name for name, wanted in zip(names, columns["sort_name"], strict=True)]
    folded = {name: fold(name) for name in set(names)}  # many share a name
    keys = {name: name_sort_key(name) for name in set(sorted_by)}
    columns["name_fold"] = [folded[name] for name in names]
    columns["sort_key"] = [keys[name] for name in sorted_by]
    ranks = {position: position_rank(position) for position in set(columns["position"])}
    columns["position_rank"] = [ranks[position] for position in columns["position"]]
    ready.people = ready_rows(dialect, _PEOPLE, columns)
    told = zip(names, columns["email"], columns["personnel_code"], strict=True)
    logins = [pick_login(*each, taken, numbers) for each in told]
    ready.accounts = ready_rows(dialect, _ACCOUNTS, {"login": logins})
    places = [
        (place, tree, unit_id)
        for place, each in enumerate(added)
        for tree, unit_id in ((Tree.STATE, each.unit_id), (Tree.PARTY, each.party_unit_id))
        if unit_id is not None
    ]
    if not ready.are_words_due:
        _prepare_words(dialect, ready, columns)
    ready.owners = [place for place, _tree, _unit in places]
    ready.places = _places(db, ready, [(tree, unit) for _place, tree, unit in places])


def _prepare_words(dialect: Dialect, ready: Ready, columns: Mapping[str, Sequence[Any]]) -> None:
    """As `index_people` writes them: later people have greater ids, so places sort as ids do."""
    read = (columns[name] for name in ("name_fold", "personnel_code", "email", "phone"))
    found = [
        word
        for place, told in enumerate(zip(*read, strict=True))
        for word in word_rows(place, *told)
    ]
    found.sort()
    words, ready.leads, names = zip(*found, strict=True)
    ready.words = ready_rows(dialect, _WORDS, {"word": words, "name": names})


def _prepare_changes(db: Session, ready: Ready, taken: set[str]) -> None:
    together: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    ended = {Tree.STATE: list[int](), Tree.PARTY: list[int]()}
    begun: list[tuple[int, Tree, int]] = []
    names = _names_of(db, ready.acts.changes)
    for change in ready.acts.changes:
        if change.values:
            values = {"id": change.person_id, **change.values}
            if known := names.get(change.person_id):
                told = known | change.values
                name, sort_name = told["full_name"], told["sort_name"]
                values |= {"name_fold": fold(name), "sort_key": name_sort_key(sort_name or name)}
            if "position" in change.values:
                values["position_rank"] = position_rank(change.values["position"])
            together[tuple(values)].append(values)
            if not _FOUND_BY.isdisjoint(change.values):
                ready.found_anew.append(change.person_id)
        if change.unit_id:
            ended[Tree.STATE].append(change.person_id)
            begun.append((change.person_id, Tree.STATE, change.unit_id))
        if change.party_unit_id or change.leaves_party_unit:
            ended[Tree.PARTY].append(change.person_id)
        if change.party_unit_id:
            begun.append((change.person_id, Tree.PARTY, change.party_unit_id))
    ready.updates, ready.ended = list(together.values()), ended
    ready.corrected = _corrected(db, ready.acts)
    if begun:
        ids = [person_id for person_id, _tree, _unit in begun]
        ready.moved = _places(db, ready, [(tree, unit) for _id, tree, unit in begun], ids)
    ready.logins = _followed(db, ready.acts.changes, taken)


def _names_of(db: Session, changes: Iterable[Change]) -> dict[int, dict[str, str]]:
    """person id → name and name to sort by as they are, of those of whom one of the two changes."""
    renamed = [each.person_id for each in changes if not _NAMES.isdisjoint(each.values)]
    question = select(Person.id, Person.full_name, Person.sort_name)
    return {
        person_id: {"full_name": full_name, "sort_name": sort_name}
        for some in chunks(renamed, _TOGETHER)
        for person_id, full_name, sort_name in db.execute(question.where(Person.id.in_(some)))
    }


def _corrected(db: Session, acts: Acts) -> list[Difference]:
    told = {each.person_id: each.values for each in acts.changes if each.values}
    before = values_of(db, told | dict.fromkeys(acts.leaving, ("left_on",)))
    found = [
        each
        for person_id, values in told.items()
        for each in differences(person_id, before[person_id], values)
    ]
    return found + [
        (person_id, "left_on", before[person_id]["left_on"], acts.on) for person_id in acts.leaving
    ]


def _places(
    db: Session, ready: Ready, places: Sequence[tuple[Tree, int]], ids: Sequence[int] | None = None
) -> ReadyRows:
    columns: dict[str, Sequence[Any]] = {
        "tree": [tree for tree, _unit in places],
        "unit_id": [unit for _tree, unit in places],
        "starts_on": [ready.acts.on] * len(places),
    }
    if ids is not None:
        columns["person_id"] = ids
    return ready_rows(db.get_bind().dialect, _MEMBERSHIPS, columns)


def _followed(db: Session, changes: Iterable[Change], taken: set[str]) -> list[dict[str, Any]]:
    """A login that was the old address follows the new one, unless somebody has that."""
    new = {each.person_id: each.values["email"] for each in changes if each.values.get("email")}
    followed = []
    for row in _accounts_of(db, list(new)):
        email = new[row.person_id]
        if row.email and row.login == row.email.lower() and email not in taken:
            taken.add(email)
            followed.append({"id": row.id, "login": email})
    return followed


def _accounts_of(
    db: Session, person_ids: Sequence[int]
) -> Iterator[Row[int, int, str, str | None]]:
    question = (
        select(Account.id, Account.person_id, Account.login, Person.email)
        .join(Person, Person.id == Account.person_id)
        .order_by(Account.person_id)
    )
    for some in chunks(person_ids, _TOGETHER):
        yield from db.execute(question.where(Account.person_id.in_(some)))


def chunks(items: Sequence[T], together: int) -> Iterator[Sequence[T]]:
    """The items, so many at a time."""
    for start in range(0, len(items), together):
        yield items[start : start + together]
