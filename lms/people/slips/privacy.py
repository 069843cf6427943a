"""What activation slips say about a person, for them to read and to take away; never the code."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.areas import DataPart
from lms.people.models import Account
from lms.people.slips.models import ActivationSlip
from lms.web.i18n import lazy_gettext as _l

_COLUMNS = {
    "issued_at": _l("Issued"),
    "expires_at": _l("Good until"),
    "used_at": _l("Used"),
    "ended_at": _l("Replaced"),
}


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Every slip of the person's account, the oldest first; by whom is told by the trace. One query."""
    slips = db.scalars(
        select(ActivationSlip)
        .join(Account, Account.id == ActivationSlip.account_id)
        .where(Account.person_id == person_id)
        .order_by(ActivationSlip.id)
    )
    rows = [{name: getattr(each, name) for name in _COLUMNS} for each in slips]
    return [DataPart("activation_slips", _l("Activation slips"), _COLUMNS, rows, 11)]
