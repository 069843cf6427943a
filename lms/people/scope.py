"""The scope in which somebody keeps records, and who of a list stands outside it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.people.actor import Actor, find_actor
from lms.people.enums import Role
from lms.people.keeping import keeping_units
from lms.people.models import Account
from lms.people.scope_rules import EVERYTHING, Scope
from lms.people.slips.queries import holds_role
from lms.units.enums import Tree
from lms.web.i18n import lazy_gettext as _l

IS_OUTSIDE = _l("stands in a unit outside your grant")
OUTSIDE = _l(
    "This would change a place outside the units under your grant. Please ask the administrator."
)
STANDS_OUTSIDE_TOO = _l("stands outside your units as well; choose “Mark as gone from our units”")
STANDS_OUTSIDE = _l(
    "The person stands outside your units as well. Choose “Mark as gone from our units” instead, or ask the administrator."
)
HOLDS_ROLE = _l(
    "This person holds a role: the e-mail address and the code are changed by the administrator."
)
RETURN_WITH_ROLE = _l(
    "This person's role was never ended and would hold again. Please ask the administrator."
)


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
) -> set[int]:
    """Of these people, those whom the scope does not let change.

    With `tree`, a place there would end: it must lie inside too. Places of the day and later ones count; of
    those who stand nowhere any more the last ones (`scope_rules.kept_in`). A query for each five thousand.
    """
    if scope.is_everything:
        return set()
    outside = set()
    for person_id, kept in keeping_units(db, person_ids, min(on, clock.today())).items():
        everywhere = [unit_id for units in kept.values() for unit_id in units]
        ending = kept[tree] if tree else ()
        if not scope.touches(everywhere) or not scope.holds(ending):
            outside.add(person_id)
    return outside
