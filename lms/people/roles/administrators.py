"""The administrators who can sign in: one of them at least must stay, or nobody lets anybody in any more."""

from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.errors import Conflict
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.models import SecondStep
from lms.people.enums import Role
from lms.people.models import Account, Person, RoleGrant
from lms.people.roles.queries import not_over
from lms.people.roles.rules import SignInRules, Ways, can_sign_in
from lms.web.i18n import lazy_gettext as _l


def keep_an_administrator(
    db: Session, leaving_account_id: int, on: date, rules: SignInRules
) -> None:
    """Somebody else must remain who can let people in; two who leave at once take turns.

    Raises Conflict when the leaving account is that of the last administrator who can sign in.
    """
    db.execute(
        select(RoleGrant.id)
        .where(RoleGrant.role == Role.ADMINISTRATOR)
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    holding = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.ADMINISTRATOR,
        RoleGrant.unit_id.is_(None),
        RoleGrant.starts_on <= on,
        not_over(on),
    )
    holders = set(db.scalars(holding))
    others = holders - {leaving_account_id}
    if leaving_account_id not in holders or _someone_can_sign_in(db, others, on, rules):
        return
    if others:
        raise Conflict(
            _l(
                "No other administrator can sign in yet. First one of them chooses a password and sets up the second step, or comes in once with the office's sign-in."
            )
        )
    raise Conflict(_l("This is the last administrator. Name another one first."))


def _someone_can_sign_in(db: Session, account_ids: set[int], on: date, rules: SignInRules) -> bool:
    came = exists().where(AccountSession.account_id == Account.id)
    rows = db.execute(
        select(
            and_(Account.password_hash.is_not(None), Account.must_change_password.is_(False)).label(
                "password"
            ),
            exists().where(SecondStep.account_id == Account.id).label("second_step"),
            came.where(AccountSession.method == SignInMethod.SINGLE_SIGN_ON).label("by_office"),
            came.where(AccountSession.method == SignInMethod.SINGLE_SIGN_ON_STRONG).label(
                "strongly"
            ),
        )
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.id.in_(account_ids),
            Account.is_active,
            or_(Person.left_on.is_(None), Person.left_on > on),
        )
    )
    return any(can_sign_in(Ways(*each), rules) for each in rows)
