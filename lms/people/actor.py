"""Whoever is asking, with what they were granted: plain values, loaded once per request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, cast

from flask import current_app
from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from lms import clock, policy
from lms.db import get_db
from lms.db.prepared import Prepared
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import has_run_out, token_digest
from lms.people.auth.login import limits_of, session_token
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.models import UnitStamp
from lms.people.roles.trees import remembered_heirs, remembered_tree, stands_under
from lms.units.enums import Tree
from lms.units.tree import UnitTree


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a unit and all below it, or over one place; neither means everywhere."""

    role: Role
    unit_id: int | None
    place_id: int | None = None
    """A secretary's conference, a venue officer's venue."""

    @property
    def is_everywhere(self) -> bool:
        """Whether it reaches everything."""
        return self.unit_id is None and self.place_id is None


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
    unit_stamp: str | None = None
    """Which state of the unit trees the grants are judged by"""
    session_id: int | None = None
    """The session on this browser; None outside a request."""
    signed_in_by: SignInMethod | None = None
    seen_at: datetime | None = None
    """When the session was last noted to be in use."""
    _trees: dict[Tree, UnitTree] = field(default_factory=dict)
    _reached: dict[tuple[Role, ...], frozenset[int] | None] = field(default_factory=dict)

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

    @property
    def keeps_all_records(self) -> bool:
        """Whether the roster and the units of everything are this person's to keep."""
        return self.has_everywhere(Role.RECORDS_CLERK)

    def has_role(self, role: Role) -> bool:
        """Whether the role was granted over anything; everybody signed in is a learner."""
        if role is Role.LEARNER:
            return self.is_signed_in
        return any(grant.role is role for grant in self.grants)

    def has_any(self, *roles: Role) -> bool:
        """Whether one of the roles was granted over anything, or the administrator asks."""
        return any(grant.role is Role.ADMINISTRATOR or grant.role in roles for grant in self.grants)

    def manages(self, unit_id: int | None) -> bool:
        """Whether this trainer, campaign office or administrator runs what the unit owns."""
        return self.covers(unit_id, *RUNNING)

    def heads(self, unit_id: int | None) -> bool:
        """Whether this head of a unit or Party committee may see the unit's people."""
        return self.covers(unit_id, *HEADING)

    def covers(self, unit_id: int | None, *roles: Role) -> bool:
        """Whether one of the roles, or the administrator's, reaches a unit today.

        A unit that was merged is reached by whoever reaches what it was merged into.
        Nothing in particular (None) is reached by roles granted over everything.
        """
        tops = self._tops(roles)
        if unit_id is None or not tops:
            return tops is None
        if self._is_under(unit_id, tops):
            return True
        heir = self._heir_of(unit_id)
        return heir is not None and self._is_under(heir, tops)

    def browses(self, unit_id: int) -> bool:
        """Whether the page of a unit that stands today opens by any of the roles, or that of any unit.

        So that a page links to what opens; pages of units that stand no more open for more than are told here.
        """
        tops = self._tops(tuple(Role))
        return tops is None or self._is_under(unit_id, tops)

    def has_everywhere(self, role: Role) -> bool:
        """Whether the role was granted over everything, or the administrator asks."""
        return self.is_admin or any(
            grant.role is role and grant.is_everywhere for grant in self.grants
        )

    def units_of(self, *roles: Role, db: Session | None = None) -> frozenset[int] | None:
        """All units that any of the roles reaches today, with those merged into them; None means every unit."""
        if roles not in self._reached:
            self._reached[roles] = self._reach(roles, db)
        return self._reached[roles]

    def places_of(self, role: Role) -> frozenset[int]:
        """The conferences this secretary, or the venues this venue officer, was named for."""
        return frozenset(
            grant.place_id
            for grant in self.grants
            if grant.role is role and grant.place_id is not None
        )

    def _reach(self, roles: tuple[Role, ...], db: Session | None) -> frozenset[int] | None:
        grants = [grant for grant in self.grants if grant.role in roles]
        if self.is_admin or any(grant.is_everywhere for grant in grants):
            return None
        reached: set[int] = set()
        for unit_id in {grant.unit_id for grant in grants if grant.unit_id is not None}:
            for tree in _TREES:
                picture = self._tree(tree, db)
                if unit_id in picture:
                    reached |= picture.subtree(unit_id)
                    break
        if reached:
            heirs = self._merged(db)
            reached |= {
                merged
                for merged, heir in heirs.items()
                if heir in reached and not self._stands(merged, db)
            }
        return frozenset(reached)

    def _tops(self, roles: tuple[Role, ...]) -> set[int] | None:
        """The units that the roles were granted over; None where one reaches everything."""
        tops = set()
        for grant in self.grants:
            if grant.role is Role.ADMINISTRATOR:
                return None
            if grant.role in roles:
                if grant.unit_id is not None:
                    tops.add(grant.unit_id)
                elif grant.place_id is None:
                    return None
        return tops

    def _is_under(self, unit_id: int, tops: set[int]) -> bool:
        return any(stands_under(self._tree(tree), unit_id, tops) for tree in _TREES)

    def _heir_of(self, unit_id: int) -> int | None:
        """The unit that goes on for one that stands no more since it was merged."""
        return None if self._stands(unit_id) else self._merged().get(unit_id)

    def _stands(self, unit_id: int, db: Session | None = None) -> bool:
        return any(unit_id in self._tree(tree, db) for tree in _TREES)

    def _merged(self, db: Session | None = None) -> Mapping[int, int]:
        return remembered_heirs(db or get_db(), clock.today(), self.unit_stamp)

    def _tree(self, tree: Tree, db: Session | None = None) -> UnitTree:
        found = self._trees.get(tree)
        if found is None:
            found = remembered_tree(db or get_db(), tree, clock.today(), self.unit_stamp)
            self._trees[tree] = found
        return found


_TREES: Final = tuple(Tree)
RUNNING: Final = (Role.TRAINER, Role.CAMPAIGN_OFFICE)
"""Run what the units under the grant own."""
HEADING: Final = (Role.UNIT_HEAD, Role.CELL_COMMITTEE)
"""See the people of the units under the grant, and their results."""
NOBODY = Actor()


def current_actor() -> Actor:
    """Whoever is asking in this request."""
    return cast(Actor, policy.asking())


def load_actor() -> Actor:
    """The actor behind this browser's session; nobody for strangers, closed accounts and sessions that are over."""
    token = session_token()
    return (find_session_actor(get_db(), token) if token else None) or Actor()


def find_session_actor(db: Session, token: str) -> Actor | None:
    """The actor behind a session's token. One query.

    None for a session that was ended or has run out, a closed account, and somebody who has left.
    """
    digest = token_digest(token)
    rows = _BEHIND.rows(db.connection(), digest=digest, day=clock.today())
    if not rows:
        return None
    actor = _actor(rows)
    session_id, method, made_at, seen_at = rows[0][_ABOUT_SESSION:]
    settings = current_app.extensions["settings"]
    limits = limits_of(settings, is_admin=actor.is_admin, is_staff=actor.is_staff)
    if has_run_out(made_at, seen_at, clock.now(), limits):
        return None
    actor.session_id, actor.signed_in_by, actor.seen_at = session_id, method, seen_at
    # Whom the office vouches for need not know the password that somebody else set here.
    actor.must_change_password &= not method.is_by_office
    return actor


def find_actor(db: Session, account_id: int, on: date | None = None) -> Actor | None:
    """The account's actor with the grants that hold on a day (today). One query.

    None for a closed account, and for somebody who has left by that day.
    """
    rows = _ACTOR.rows(db.connection(), account=account_id, day=on or clock.today())
    return _actor(rows) if rows else None


def _actor(rows: Sequence[tuple[Any, ...]]) -> Actor:
    """Each row holds the account and one of its grants, or none."""
    grants = tuple(Grant(Role(row[8]), row[9], row[10]) for row in rows if row[8] is not None)
    account_id, epoch, person_id, full_name, login, locale, must_change, stamp = rows[0][:8]
    return Actor(account_id, epoch, person_id, full_name, login, locale, must_change, grants, stamp)


def _holds(day: Any) -> Any:
    """Condition: the grant began, has not run out, and was not ended."""
    return and_(
        RoleGrant.starts_on <= day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        RoleGrant.ended_at.is_(None),
    )


_DAY: Final = bindparam("day", type_=RoleGrant.starts_on.type)
_STANDING: Final = (
    select(
        Account.id,
        Account.session_epoch,
        Account.person_id,
        Person.full_name,
        Account.login,
        Account.locale,
        Account.must_change_password,
        select(UnitStamp.stamp).scalar_subquery(),
        RoleGrant.role,
        RoleGrant.unit_id,
        RoleGrant.place_id,
    )
    .join(Person, Person.id == Account.person_id)
    .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, _holds(_DAY)))
    .where(Account.is_active, or_(Person.left_on.is_(None), Person.left_on > _DAY))
)
_ABOUT_SESSION: Final = len(_STANDING.selected_columns)
_ACTOR: Final = Prepared(_STANDING.where(Account.id == bindparam("account")))
_BEHIND: Final = Prepared(
    _STANDING.add_columns(
        AccountSession.id, AccountSession.method, AccountSession.made_at, AccountSession.seen_at
    )
    .join(AccountSession, AccountSession.account_id == Account.id)
    .where(
        AccountSession.digest == bindparam("digest"),
        AccountSession.epoch == Account.session_epoch,
        AccountSession.ended_at.is_(None),
    )
)
