"""The scope in which somebody keeps records, and who of a list stands outside it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import Actor, find_actor
from lms.people.enums import Role
from lms.people.models import Account, Membership
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.slips.queries import holds_role
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l

IS_OUTSIDE = _l("stands in a unit outside your grant")
OUTSIDE = _l(
    "This would change a place outside the units under your grant. Please ask the administrator."
)
HOLDS_ROLE = _l(
    "This person holds a role: the e-mail address and the code are changed by the administrator."
)
_TOGETHER = 5_000


def scope_of(db: Session, actor: Actor) -> Scope:
    """Where somebody keeps records today. One query, none for administrators.

    Clerks of everything too change nothing by which somebody with a role signs in.
    """
    if actor.is_admin:
        return EVERYTHING
    units = actor.units_of(Role.RECORDS_CLERK, db=db)
    holders = db.scalars(select(Account.person_id).where(holds_role(clock.today())))
    return Scope(units, frozenset(holders))


def scope_of_account(db: Session, account_id: int | None) -> Scope:
    """The same of an account, for work outside a request; everything for the command line (None).

    Nothing where the account is closed meanwhile, or its owner has left.
    """
    if account_id is None:
        return EVERYTHING
    actor = find_actor(db, account_id)
    return scope_of(db, actor) if actor else Scope(frozenset())


def people_outside(
    db: Session,
    scope: Scope,
    person_ids: Collection[int],
    on: date,
    *,
    tree: Tree | None = None,
    leaving: bool = False,
) -> set[int]:
    """Of these people, those whom the scope does not let change.

    With `tree`, a place there would end: it must lie inside too. With `leaving`, every place ends. Places of
    the day and later ones count. A query for each five thousand.
    """
    if scope.is_everything:
        return set()
    standing: dict[int, dict[Tree, list[int]]] = {each: {} for each in person_ids}
    ids = sorted(person_ids)
    day = min(on, clock.today())
    for start in range(0, len(ids), _TOGETHER):
        rows = db.execute(
            select(Membership.person_id, Membership.tree, Membership.unit_id).where(
                Membership.person_id.in_(ids[start : start + _TOGETHER]),
                or_(Membership.ends_on.is_(None), Membership.ends_on >= day),
            )
        )
        for person_id, where, unit_id in rows:
            standing[person_id].setdefault(where, []).append(unit_id)
    outside = set()
    for person_id, places in standing.items():
        everywhere = [unit_id for each in places.values() for unit_id in each]
        ending = everywhere if leaving else places.get(tree, []) if tree else []
        if not scope.touches(everywhere) or not scope.holds(ending):
            outside.add(person_id)
    return outside
