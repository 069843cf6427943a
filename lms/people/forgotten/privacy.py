"""What links for a forgotten password say about a person, for them to read and to take away; never the secret part."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.areas import DataPart
from lms.people.forgotten.models import PasswordLink
from lms.people.models import Account
from lms.web.i18n import lazy_gettext as _l

_COLUMNS = {"asked_at": _l("Link asked for"), "expires_at": _l("Good until"), "used_at": _l("Used")}


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Every link of the person's account, the oldest first. One query."""
    links = db.scalars(
        select(PasswordLink)
        .join(Account, Account.id == PasswordLink.account_id)
        .where(Account.person_id == person_id)
        .order_by(PasswordLink.id)
    )
    rows = [{name: getattr(each, name) for name in _COLUMNS} for each in links]
    return [DataPart("password_links", _l("Links for a forgotten password"), _COLUMNS, rows, 12)]


def forget_person(db: Session, person_id: int) -> None:
    """Delete the links of somebody made anonymous."""
    own = select(Account.id).where(Account.person_id == person_id)
    db.execute(delete(PasswordLink).where(PasswordLink.account_id.in_(own)))
