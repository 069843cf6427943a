"""Whoever is asking, with what they were granted: plain values, loaded once per request."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms import clock, policy
from lms.db import get_db
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import has_run_out, token_digest
from lms.people.auth.login import limits_of, session_token
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.units.enums import Tree
from lms.units.tree import UnitTree, load_tree


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a unit and all below it; no unit means everywhere."""

    role: Role
    unit_id: int | None


@dataclass(slots=True, eq=False)
class Actor:
    """The account behind a request, or nobody."""

    account_id: int | None = None
    session_epoch: int = 0
    person_id: int | None = None
    full_name: str = ""
    login: str = ""
    locale: str | None = None
    must_change_password: bool = False
    grants: tuple[Grant, ...] = ()
    session_id: int | None = None
    """The session on this browser; None outside a request."""
    signed_in_by: SignInMethod | None = None
    seen_at: datetime | None = None
    """When the session was last noted to be in use."""
    _trees: dict[Tree, UnitTree] = field(default_factory=dict)

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind the request."""
        return self.account_id is not None

    @property
    def is_admin(self) -> bool:
        """Whether the ministry's office asks: sees and does everything."""
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def is_staff(self) -> bool:
        """Whether any role beyond learner was granted."""
        return bool(self.grants)

    def has_role(self, role: Role) -> bool:
        """Whether the role was granted over anything; everybody signed in is a learner."""
        if role is Role.LEARNER:
            return self.is_signed_in
        return any(grant.role is role for grant in self.grants)

    def manages(self, unit_id: int | None) -> bool:
        """Whether this trainer (or administrator) runs what the unit owns."""
        return self.is_admin or self._covers(Role.TRAINER, unit_id)

    def heads(self, unit_id: int | None) -> bool:
        """Whether this head of a unit or Party committee may see the unit's people."""
        return self.is_admin or self._covers(Role.UNIT_HEAD, unit_id)

    def units_of(self, role: Role, db: Session | None = None) -> frozenset[int] | None:
        """All units of both trees the role reaches today; None means every unit."""
        scopes = [grant.unit_id for grant in self.grants if grant.role is role]
        if self.is_admin or None in scopes:
            return None
        reached: set[int] = set()
        for scope in scopes:
            for tree in Tree:
                picture = self._tree(tree, db or get_db())
                if scope is not None and scope in picture:
                    reached |= picture.subtree(scope)
        return frozenset(reached)

    def _covers(self, role: Role, unit_id: int | None) -> bool:
        reached = self.units_of(role)
        if reached is None:
            return self.is_admin or self.has_role(role)
        return unit_id is not None and unit_id in reached

    def _tree(self, tree: Tree, db: Session) -> UnitTree:
        if tree not in self._trees:
            self._trees[tree] = load_tree(db, tree, clock.today())
        return self._trees[tree]


NOBODY = Actor()


def current_actor() -> Actor:
    """Whoever is asking in this request."""
    return cast(Actor, policy.asking())


def load_actor() -> Actor:
    """The actor of this browser's session; nobody for strangers, closed accounts and sessions that are over."""
    token = session_token()
    return (find_session_actor(get_db(), token) if token else None) or Actor()


def find_session_actor(db: Session, token: str) -> Actor | None:
    """The actor of a session; None when it was ended, revoked or has run out. Two queries."""
    row = db.execute(
        _standing(clock.today())
        .add_columns(AccountSession)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            AccountSession.digest == token_digest(token),
            AccountSession.epoch == Account.session_epoch,
            AccountSession.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    account, full_name, opened = row
    actor = _actor(db, account, full_name, clock.today())
    settings = current_app.extensions["settings"]
    limits = limits_of(settings, is_admin=actor.is_admin, is_staff=actor.is_staff)
    if has_run_out(opened.made_at, opened.seen_at, clock.now(), limits):
        return None
    actor.session_id, actor.signed_in_by = opened.id, opened.method
    actor.seen_at = opened.seen_at
    # Whom the office vouches for need not know the password that somebody else set here.
    actor.must_change_password &= not opened.method.is_by_office
    return actor


def find_actor(db: Session, account_id: int, on: date | None = None) -> Actor | None:
    """The account's actor with the grants that hold on a day (today).

    None for a closed account, and for somebody who has left by that day.
    """
    day = on or clock.today()
    row = db.execute(_standing(day).where(Account.id == account_id)).one_or_none()
    return _actor(db, row[0], row[1], day) if row else None


def _standing(day: date) -> Select[Account, str]:
    """Open accounts, with the name, of people who have not left by a day."""
    return (
        select(Account, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_active)
        .where(or_(Person.left_on.is_(None), Person.left_on > day))
    )


def _actor(db: Session, account: Account, full_name: str, day: date) -> Actor:
    grants = db.execute(
        select(RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.account_id == account.id,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
    ).all()
    return Actor(
        account.id,
        account.session_epoch,
        account.person_id,
        full_name,
        account.login,
        account.locale,
        account.must_change_password,
        tuple(Grant(row.role, row.unit_id) for row in grants),
    )
