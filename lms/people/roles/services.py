"""Granting and ending roles; grants are ended, never deleted, and the last administrator stays."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid, NotFound
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.administrators import keep_an_administrator
from lms.people.roles.going_along import continued_by, ends_of_role, go_along
from lms.people.roles.queries import not_over
from lms.people.roles.rules import OF_UNITS, Scope, SignInRules, may_hold, scope_of_unit
from lms.units.models import Unit
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to be granted over a unit, over a place of an area, or over everything."""

    role: Role
    unit_id: int | None = None
    place_id: int | None = None
    starts_on: date | None = None
    """None: today"""
    ends_on: date | None = None
    """Last day; None while it is open"""
    reason: str = ""


class NotGranted(Invalid):
    """A role that cannot be granted so; `field` says beside what the sentence belongs."""

    def __init__(self, field: str, message: object) -> None:
        """Keep the field."""
        super().__init__(message)
        self.field = field


def grant_role(
    db: Session, account: Account, wanted: NewGrant, granted_by: int | None
) -> RoleGrant:
    """Let an account hold a role from a day on.

    `granted_by` is the granting account; None on the command line.
    That a place exists is for the area to make sure that keeps it. Raises Invalid for a role that is
    not granted over such a thing, a unit that is not on record, days in the past or the wrong way
    round, no reason, a closed account, somebody who has left by the first day; Conflict when the account holds the role over it already.
    """
    today = clock.today()
    starts_on = wanted.starts_on or today
    _check_scope(db, wanted)
    if starts_on < today:
        raise NotGranted("starts_on", _l("The first day lies in the past."))
    if wanted.ends_on is not None and wanted.ends_on < today:
        raise NotGranted("ends_on", _l("The last day lies in the past."))
    if wanted.ends_on is not None and wanted.ends_on < starts_on:
        raise NotGranted("ends_on", _l("The last day lies before the first."))
    if not wanted.reason.strip():
        raise NotGranted(
            "reason", _l("Say why the role is granted, for example the number of the decision.")
        )
    if not account.is_active:
        raise Invalid(_l("This account is closed. Open it first."))
    left_on = db.get_one(Person, account.person_id).left_on
    if left_on is not None and left_on <= starts_on:
        raise Invalid(_l("This person has left by then: no role is granted."))
    # Whoever grants the same at the same moment takes turns here.
    db.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    for over in (wanted, _over_on(db, wanted, starts_on)):
        if _held(db, account.id, over, starts_on):
            raise Conflict(_l("This person holds the role there already."))
    grant = RoleGrant(
        account_id=account.id,
        role=wanted.role,
        unit_id=wanted.unit_id,
        place_id=wanted.place_id,
        starts_on=starts_on,
        ends_on=wanted.ends_on,
        reason=wanted.reason.strip()[:255],
        granted_by=granted_by,
        granted_at=clock.now(),
    )
    db.add(grant)
    db.flush()
    if wanted.unit_id is not None:
        go_along(db, [account.id])
    return grant


def end_grant(
    db: Session,
    account: Account,
    grant_id: int,
    *,
    ended_by: int,
    rules: SignInRules,
    reason: str = "",
) -> RoleGrant:
    """End a role at once: from now on it holds no more; it stays on record with who ended it and why.

    What it goes on by after an act to come on its unit ends with it.
    Of two who end it at the same moment the second is told that it has ended already.
    Raises NotFound for a grant of somebody else, Conflict for that of the last administrator who can
    sign in, and for one that has ended.
    """
    grant = db.get(RoleGrant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None or grant.account_id != account.id:
        raise NotFound(_l("This role was not granted to this person."))
    today = clock.today()
    if grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < today):
        raise Conflict(_l("This role has ended already."))
    if grant.role is Role.ADMINISTRATOR and grant.starts_on <= today:
        keep_an_administrator(db, account.id, today, rules)
    following = continued_by(db, grant)
    _end(grant, today, ended_by, reason)
    while following is not None:
        further = continued_by(db, following)
        _end(following, today, ended_by, reason)
        following = further
    db.flush()
    return grant


def end_grants_of_places(
    db: Session, role: Role, place_ids: Collection[int], *, ended_by: int | None, reason: str
) -> None:
    """End whatever grants of a role hold over places that are no more."""
    running = select(RoleGrant).where(
        RoleGrant.role == role, RoleGrant.place_id.in_(place_ids), not_over(clock.today())
    )
    for grant in db.scalars(running):
        _end(grant, clock.today(), ended_by, reason)
    db.flush()


def _end(grant: RoleGrant, today: date, ended_by: int | None, reason: str) -> None:
    """The last day was yesterday; of one that began today or later, only `ended_at` tells."""
    if grant.starts_on < today:
        grant.ends_on = today - timedelta(days=1)
    grant.ended_at, grant.ended_by = clock.now(), ended_by
    grant.end_reason = reason.strip()[:255]


def _over_on(db: Session, wanted: NewGrant, day: date) -> NewGrant:
    """The role as it will be on its first day, over the unit into which its own is merged by then.

    Raises Invalid where the unit ends by then with no other in its stead.
    """
    ends = ends_of_role(db, wanted.unit_id, None) if wanted.unit_id is not None else []
    for end in ends:
        if end.on <= day:
            if end.role_heir_id is None:
                raise NotGranted("starts_on", _l("The unit is no more by the first day."))
            wanted = replace(wanted, unit_id=end.role_heir_id)
    return wanted


def _check_scope(db: Session, wanted: NewGrant) -> None:
    if wanted.role is Role.LEARNER:
        raise Invalid(_l("Everybody is a learner; this role is not granted."))
    if wanted.place_id is not None:
        scope = Scope.CONFERENCE if wanted.role is Role.SECRETARY else Scope.VENUE
        if wanted.unit_id is None and may_hold(wanted.role, scope):
            return
        raise Invalid(_l("This role is not held over a conference or a venue."))
    if wanted.role not in OF_UNITS:
        raise Invalid(_l("This role is granted on the page of its conference."))
    if wanted.unit_id is None:
        if not may_hold(wanted.role, Scope.EVERYTHING):
            raise Invalid(_l("Choose the unit over which the role is held."))
        return
    unit = db.get(Unit, wanted.unit_id)
    if unit is None:
        raise Invalid(_l("Choose the unit over which the role is held."))
    if not may_hold(wanted.role, scope_of_unit(unit.tree)):
        raise Invalid(_REFUSED.get(wanted.role, _l("This role is not held over such a unit.")))


_REFUSED = {
    Role.ADMINISTRATOR: _l("An administrator administers everything: choose no unit."),
    Role.UNIT_HEAD: _l("A head of unit heads a state unit; choose one of the state tree."),
    Role.CELL_COMMITTEE: _l(
        "A committee leads a Party organisation; choose one of the Party tree."
    ),
}


def _held(db: Session, account_id: int, wanted: NewGrant, from_day: date) -> bool:
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == wanted.role,
        RoleGrant.unit_id.is_not_distinct_from(wanted.unit_id),
        RoleGrant.place_id.is_not_distinct_from(wanted.place_id),
        not_over(from_day),
    )
    if wanted.ends_on is not None:
        held = held.where(RoleGrant.starts_on <= wanted.ends_on)
    return db.scalar(held.limit(1)) is not None
