"""Roles end with their holder's time in the office: who comes back is granted them anew."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.people.enums import Role
from lms.people.models import AccessEntry, Account, RoleGrant
from lms.web.i18n import lazy_gettext as _l


def end_roles_of_leavers(
    db: Session, person_ids: Collection[int], on: date, *, by: int | None
) -> None:
    """End what these people hold the day before `on`, the first day on which they are no longer there.

    A role that would begin on that day or later ends at once. Each leaves its line in the trace. Three
    statements; the caller hands in some thousand people at most.
    """
    rows = db.execute(_held(person_ids, on)).all()
    if not rows:
        return
    now, last_day = clock.now(), on - timedelta(days=1)
    why = {"ended_by": by, "end_reason": str(_l("has left"))}
    over = [grant_id for grant_id, _person, _role, starts_on in rows if starts_on >= on]
    running = [grant_id for grant_id, _person, _role, starts_on in rows if starts_on < on]
    ended_now = {"ended_at": now} if on <= clock.today() else {}
    for ids, values in ((over, {"ended_at": now}), (running, {"ends_on": last_day, **ended_now})):
        db.execute(
            update(RoleGrant)
            .where(RoleGrant.id.in_(ids))
            .values(**values, **why)
            .execution_options(synchronize_session=False)
        )
    db.execute(
        insert(AccessEntry),
        [
            {
                "account_id": by,
                "action": "role ended",
                "subject": "person",
                "subject_id": person_id,
                "detail": role.value,
                "at": now,
            }
            for _grant, person_id, role, _starts in rows
        ],
    )


def _held(person_ids: Collection[int], on: date) -> Select[int, int, Role, date]:
    return (
        select(RoleGrant.id, Account.person_id, RoleGrant.role, RoleGrant.starts_on)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            Account.person_id.in_(person_ids),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
        )
        .order_by(RoleGrant.id)
    )
