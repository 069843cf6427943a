"""What an act would change, row by row: nothing is written yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.organisation.drafting import Draft, draft
from lms.organisation.orders import Order
from lms.organisation.sentences import NeedsHeir, refusal_of
from lms.people.models import Account, Membership, Person, RoleGrant
from lms.units.enums import Ledger, Tree
from lms.units.models import Unit, UnitName, UnitPlacement
from lms.units.rules import History, Refused, Span, Spans, end, redirect
from lms.web.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One dated fact before and after: kept, cut in two, pointed elsewhere, or new."""

    ledger: Ledger
    owner: int
    """Unit, person or account whose fact it is."""
    before: Span[Any] | None
    after: Spans[Any]


@dataclass(slots=True)
class ActPlan:
    """An order with all it would do."""

    order: Order
    before: History
    draft: Draft
    rewrites: list[Rewrite]
    moved: dict[int, int] = field(default_factory=dict)
    """Person id → unit id (below zero: new) they go to."""
    reused: dict[int, int] = field(default_factory=dict)
    """New unit (below zero) → unit on record with its code that never stood: founded by mistake before."""
    grants: Sequence[tuple[RoleGrant, str]] = ()
    """Roles over units that end, with the holder's name."""

    @property
    def continues(self) -> bool:
        """Whether those roles go on over the result; otherwise they lapse with the unit."""
        return self.draft.grants_to is not None


def load_history(db: Session, tree: Tree) -> History:
    """Names and places of every unit of a tree, for all days. Two queries."""
    names: dict[int, list[Span[str]]] = {}
    for row in db.execute(
        select(UnitName.unit_id, UnitName.name, UnitName.starts_on, UnitName.ends_on, UnitName.id)
        .join(Unit, Unit.id == UnitName.unit_id)
        .where(Unit.tree == tree)
        .order_by(UnitName.starts_on)
    ):
        names.setdefault(row.unit_id, []).append(Span(*row[1:]))
    places: dict[int, list[Span[int | None]]] = {}
    for placed in db.execute(
        select(
            UnitPlacement.unit_id,
            UnitPlacement.parent_id,
            UnitPlacement.starts_on,
            UnitPlacement.ends_on,
            UnitPlacement.id,
        )
        .join(Unit, Unit.id == UnitPlacement.unit_id)
        .where(Unit.tree == tree)
        .order_by(UnitPlacement.starts_on)
    ):
        places.setdefault(placed.unit_id, []).append(Span(*placed[1:]))
    return History(
        {key: tuple(spans) for key, spans in names.items()},
        {key: tuple(spans) for key, spans in places.items()},
    )


def plan_act(db: Session, order: Order) -> ActPlan:
    """What the order would do. Raises Invalid or Conflict with what to do instead. Four queries."""
    before = load_history(db, order.tree)
    try:
        drawn = draft(before, order)
    except Refused as refused:
        raise refusal_of(refused, before) from refused
    after = drawn.history
    plan = ActPlan(
        order,
        before,
        drawn,
        [
            *rewrites_of(Ledger.NAME, before.names, after.names),
            *rewrites_of(Ledger.PLACEMENT, before.places, after.places),
        ],
    )
    if drawn.new:
        plan.reused = _find_codes(db, order.tree, drawn, before)
    if drawn.sources:
        plan_people(db, plan)
        plan_grants(db, plan)
    return plan


def rewrites_of(ledger: Ledger, before: Any, after: Any) -> Iterator[Rewrite]:
    """What differs between the facts of a ledger before and after, span by span."""
    for unit_id, spans in after.items():
        known = before.get(unit_id, ())
        if spans is known or spans == known:
            continue
        old = {span.row_id: span for span in known}
        for span in spans:
            if span.row_id is None:
                yield Rewrite(ledger, unit_id, None, (span,))
            elif span != old[span.row_id]:
                yield Rewrite(ledger, unit_id, old[span.row_id], (span,))


def _find_codes(db: Session, tree: Tree, drawn: Draft, before: History) -> dict[int, int]:
    """Units on record with the codes of new ones. Raises Conflict for one that has stood."""
    known = {
        code.casefold(): unit_id
        for code, unit_id in db.execute(select(Unit.code, Unit.id).where(Unit.tree == tree))
    }
    found: dict[int, int] = {}
    for new_id, unit in drawn.new.items():
        unit_id = known.get(unit.code.casefold(), new_id)
        if unit_id in before.places or unit_id in found.values() or unit_id in drawn.new:
            if unit_id == new_id:
                known[unit.code.casefold()] = new_id
                continue
            raise Conflict(
                _("The code %(code)s is taken in this tree. Give the unit another.", code=unit.code)
            )
        found[new_id] = unit_id
    return found


def plan_people(db: Session, plan: ActPlan) -> None:
    """Memberships of the source units from the day on, each with where it points afterwards. One query.

    Raises Invalid for people named who are not among them, NeedsHeir where anybody would be left over.
    """
    on, drawn = plan.order.on, plan.draft
    rows = db.execute(
        select(
            Membership.person_id,
            Membership.unit_id,
            Membership.starts_on,
            Membership.ends_on,
            Membership.id,
            Person.left_on,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.unit_id.in_(drawn.sources))
        .where(or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
    ).all()
    _check_named(drawn, {row.person_id for row in rows})
    left_over = 0
    for row in rows:
        span: Span[int] = Span(row.unit_id, row.starts_on, row.ends_on, row.id)
        goes_to = drawn.people.get(row.person_id, drawn.people_to)
        if goes_to is not None:
            after = redirect((span,), on, {row.unit_id: goes_to}.__getitem__)
        elif row.left_on is not None and row.left_on <= on and span.starts_on < on:
            after = end((span,), on)
        else:
            left_over += 1
            continue
        if after != (span,):
            plan.rewrites.append(Rewrite(Ledger.MEMBERSHIP, row.person_id, span, after))
            if goes_to is not None:
                plan.moved[row.person_id] = goes_to
    if left_over:
        raise NeedsHeir(
            ngettext(
                "%(num)d person still belongs to this unit on that day. Say which unit takes them over.",
                "%(num)d people still belong to this unit on that day. Say which unit takes them over.",
                left_over,
            )
        )


def _check_named(drawn: Draft, present: set[int]) -> None:
    strangers = len(drawn.people.keys() - present)
    if strangers:
        raise Invalid(
            ngettext(
                "%(num)d person of the list does not belong to this unit on that day. Correct the list.",
                "%(num)d people of the list do not belong to this unit on that day. Correct the list.",
                strangers,
            )
        )


def _to(result: int, _old: int) -> int:
    return result


def plan_grants(db: Session, plan: ActPlan) -> None:
    """Roles over units that end: over the result from the day on, once where held twice; else they end. One query."""
    on, drawn = plan.order.on, plan.draft
    if not drawn.closing:
        return
    reached = [*drawn.closing, *([drawn.grants_to] if drawn.grants_to is not None else [])]
    held = db.execute(
        select(RoleGrant, Person.full_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(RoleGrant.unit_id.in_(reached))
        .where(
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
            RoleGrant.ended_at.is_(None),
        )
        .order_by(Person.sort_key, RoleGrant.id)
    ).all()
    plan.grants = [(grant, name) for grant, name in held if grant.unit_id in drawn.closing]
    result = drawn.grants_to
    covered = {
        (grant.account_id, grant.role): grant.ends_on
        for grant, _name in held
        if grant.unit_id == result and grant.starts_on <= on
    }
    for grant, _name in plan.grants:
        span = Span(grant.unit_id, grant.starts_on, grant.ends_on, grant.id)
        key = grant.account_id, grant.role
        is_covered = key in covered and covered[key] in (None, grant.ends_on)
        if result is None or is_covered:
            if grant.starts_on >= on:
                continue
            after = end((span,), on)
        else:
            covered.setdefault(key, grant.ends_on)
            after = redirect((span,), on, partial(_to, result))
        plan.rewrites.append(Rewrite(Ledger.GRANT, grant.account_id, span, after))
