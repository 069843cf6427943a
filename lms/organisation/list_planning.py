"""From a list of units to the acts it means: founding, renaming, moving; closing only what was ticked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.organisation.drafting import Draft
from lms.organisation.orders import Order
from lms.organisation.planning import (
    ActPlan,
    Rewrite,
    load_history,
    plan_grants,
    plan_people,
    rewrites_of,
)
from lms.organisation.sentences import refusal_of
from lms.people.models import Membership, Person
from lms.units.enums import ActKind, ActPart, Ledger, Tree
from lms.units.importing.placing import Key
from lms.units.importing.planning import UnitChange, UnitsPlan, plan_units_import
from lms.units.importing.reading import ParsedUnits, UnitRow
from lms.units.rules import History, Refused, check, close, found, move, rename
from lms.units.tree import Node, UnitTree
from lms.web.i18n import _

_TOGETHER: Final = 5_000
PARTS: Final = {
    ActKind.FOUND: ActPart.RESULT,
    ActKind.RENAME: ActPart.SUBJECT,
    ActKind.MOVE: ActPart.SUBJECT,
    ActKind.CLOSE: ActPart.SOURCE,
}


@dataclass(frozen=True, slots=True)
class ListAct:
    """One act of a list on one unit; a unit it founds has an id below zero."""

    kind: ActKind
    tree: Tree
    unit_id: int
    name: str
    """What it is about, for the preview: the unit."""
    to: str = ""
    """The new name, or the unit above."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A good row whose act cannot be on that day, and why."""

    row: int
    code: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit the list does not name."""

    node: Node
    people: int
    """How many still belong to it on the day or later: such a unit is not closed by a list."""


@dataclass(slots=True)
class ListPlan:
    """What importing a list of units does; nothing is written yet."""

    units: UnitsPlan
    paper: dict[Key, int] = field(default_factory=dict)
    """Units to be founded or put on record, with ids below zero."""
    acts: list[ListAct] = field(default_factory=list)
    rewrites: list[tuple[ListAct, Rewrite]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    missing: list[MissingUnit] = field(default_factory=list)
    holders: list[tuple[int, int]] = field(default_factory=list)
    """Unit that ends and account whose role over it ends with it."""

    @property
    def roles_ending(self) -> int:
        """How many roles end with their units."""
        return len(self.holders)

    @property
    def on(self) -> date:
        """First day on which the trees look as the list says."""
        return self.units.on

    @property
    def corrected(self) -> list[UnitChange]:
        """Units whose kind or title of the head is corrected: what has no days."""
        return [each for each in self.units.changed if each.is_corrected]

    @property
    def put_on_record(self) -> list[UnitRow]:
        """Units of a tree's first list."""
        return [row for row in self.units.new if row.tree in self.units.first]

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not (
            self.acts or self.corrected or self.put_on_record or self.units.siblings.reordered
        )

    @property
    def digest(self) -> str:
        """What tells whether another plan says the same; closings are ticked on the page that shows it."""
        said = (
            self.on,
            [each for each in self.acts if each.kind is not ActKind.CLOSE],
            [(each.row, each.before) for each in self.units.changed],
            self.put_on_record,
            self.units.siblings.places,
            self.units.rejected,
            self.left_out,
            [(each.node.id, each.people) for each in self.missing],
        )
        return sha256(repr(said).encode()).hexdigest()[:32]


def plan_list(
    db: Session, parsed: ParsedUnits, on: date, closing: Collection[int] = ()
) -> ListPlan:
    """The acts a list of units means on a day, those of a tree's first list left out: it only puts on record.

    `closing`: ids of units it does not name and that end. Raises Invalid or Conflict where one of them cannot end, or
    where all acts together make a tree that cannot be; a single act that cannot be is left out with its row.
    Eleven queries at most.
    """
    plan = ListPlan(plan_units_import(db, parsed, on))
    plan.paper = {row.key: -1 - place for place, row in enumerate(plan.units.new)}
    people = _people_from(db, [node.id for node in plan.units.missing], on)
    plan.missing = [MissingUnit(node, people.get(node.id, 0)) for node in plan.units.missing]
    for tree in Tree:
        if tree not in plan.units.first:
            wanted = [
                each.node
                for each in plan.missing
                if each.node.id in closing and each.node.id in plan.units.trees[tree]
            ]
            _plan_tree(db, plan, tree, wanted)
    return plan


def _plan_tree(db: Session, plan: ListPlan, tree: Tree, closing: Sequence[Node]) -> None:
    new = [row for row in plan.units.new if row.tree is tree]
    changed = [each for each in plan.units.changed if each.row.tree is tree]
    moved = [each for each in changed if each.is_moved]
    renamed = [each for each in changed if each.is_renamed]
    if not new and not moved and not renamed and not closing:
        return
    before = load_history(db, tree)
    after = _drawn(plan, before, new, moved, renamed)
    try:
        for node in _deepest_first(closing, plan.units.trees[tree]):
            after = close(after, [node.id], None, plan.on)
            plan.acts.append(ListAct(ActKind.CLOSE, tree, node.id, node.name))
        check(after, plan.on)
    except Refused as refused:
        raise refusal_of(refused, after) from refused
    about = {
        (ledger, act.unit_id): act
        for act in plan.acts
        if act.tree is tree
        for ledger in _LEDGERS[act.kind]
    }
    for ledger, old, now in (
        (Ledger.NAME, before.names, after.names),
        (Ledger.PLACEMENT, before.places, after.places),
    ):
        plan.rewrites += [
            (about[ledger, each.owner], each) for each in rewrites_of(ledger, old, now)
        ]
    if closing:
        _plan_closings(db, plan, tree, before, after, [node.id for node in closing])


_LEDGERS: Final = {
    ActKind.FOUND: (Ledger.NAME, Ledger.PLACEMENT),
    ActKind.RENAME: (Ledger.NAME,),
    ActKind.MOVE: (Ledger.PLACEMENT,),
    ActKind.CLOSE: (Ledger.NAME, Ledger.PLACEMENT),
}


def _drawn(
    plan: ListPlan,
    history: History,
    new: Sequence[UnitRow],
    moved: Sequence[UnitChange],
    renamed: Sequence[UnitChange],
) -> History:
    """The tree with every act that can be; units above are founded before those below them."""
    on, ids = plan.on, plan.units.known | plan.paper

    names = {
        node.id: node.name for tree in plan.units.trees.values() for node in tree.nodes.values()
    }
    names |= {plan.paper[row.key]: row.name for row in new}

    def above(row: UnitRow) -> tuple[int | None, str]:
        if row.parent_key is None:
            return None, _("nothing above it")
        return ids[row.parent_key], names.get(ids[row.parent_key], row.parent_code)

    for row in _parents_first(new):
        try:
            parent_id, parent = above(row)
            unit_id = plan.paper[row.key]
            history = found(history, unit_id, row.name, parent_id, on)
        except Refused as refused:
            plan.left_out.append(_left_out(row, refused, history))
            continue
        plan.acts.append(ListAct(ActKind.FOUND, row.tree, unit_id, row.name, parent))
    for each in moved:
        try:
            parent_id, parent = above(each.row)
            history = move(history, each.unit_id, parent_id, on)
        except Refused as refused:
            plan.left_out.append(_left_out(each.row, refused, history))
            continue
        plan.acts.append(
            ListAct(ActKind.MOVE, each.row.tree, each.unit_id, each.before.name, parent)
        )
    for each in renamed:
        try:
            history = rename(history, each.unit_id, each.row.name, on)
        except Refused as refused:
            plan.left_out.append(_left_out(each.row, refused, history))
            continue
        plan.acts.append(
            ListAct(ActKind.RENAME, each.row.tree, each.unit_id, each.before.name, each.row.name)
        )
    return history


def _plan_closings(
    db: Session, plan: ListPlan, tree: Tree, before: History, after: History, unit_ids: list[int]
) -> None:
    """Places of leavers that end with the units, and the roles that lapse. Raises NeedsHeir for people left over."""
    order = Order(ActKind.CLOSE, tree, plan.on, "", units=tuple(unit_ids))
    parts = dict.fromkeys(unit_ids, ActPart.SOURCE)
    ending = ActPlan(order, before, Draft(after, parts, closing=frozenset(unit_ids)), [])
    plan_people(db, ending)
    plan_grants(db, ending)
    plan.holders += [(grant.unit_id or 0, grant.account_id) for grant, _name in ending.grants]
    acts = {act.unit_id: act for act in plan.acts if act.kind is ActKind.CLOSE}
    plan.rewrites += [(acts[each.before.value], each) for each in ending.rewrites if each.before]


def _parents_first(rows: Sequence[UnitRow]) -> Iterable[UnitRow]:
    waiting = {row.key: row for row in rows}
    while waiting:
        ready = [row for row in waiting.values() if row.parent_key not in waiting]
        for row in ready:
            del waiting[row.key]
        yield from ready


def _deepest_first(nodes: Sequence[Node], tree: UnitTree) -> list[Node]:
    return sorted(nodes, key=lambda node: -len(tree.ancestors(node.id)))


def _left_out(row: UnitRow, refused: Refused, history: History) -> LeftOut:
    return LeftOut(row.row, row.code, row.name, str(refusal_of(refused, history).message))


def _people_from(db: Session, unit_ids: Sequence[int], on: date) -> Mapping[int, int]:
    """How many people belong to each unit on the day or later, those who have left by then not counted."""
    counted: dict[int, int] = {}
    for start in range(0, len(unit_ids), _TOGETHER):
        rows = db.execute(
            select(Membership.unit_id, func.count(Membership.person_id.distinct()))
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.unit_id.in_(unit_ids[start : start + _TOGETHER]),
                or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
                or_(Person.left_on.is_(None), Person.left_on > on),
            )
            .group_by(Membership.unit_id)
        )
        counted.update((row[0], row[1]) for row in rows)
    return counted
