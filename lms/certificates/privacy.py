"""What certificates hold about one person."""

from sqlalchemy.orm import Session

from lms.areas import DataPart
from lms.certificates.queries import certificates_of_person
from lms.web.i18n import lazy_gettext as _l


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Every paper in the register under the person, as it was frozen at issue. One query."""
    rows = [
        {
            "register": each.face.register_label,
            "serial": each.serial,
            "name": each.face.name,
            "campaign": each.face.campaign,
            "issued_at": each.issued_at,
            "revoked_at": each.revoked_at,
            "reason": each.revoked_reason,
        }
        for each in certificates_of_person(db, person_id)
    ]
    columns = {
        "register": _l("Register number"),
        "serial": _l("Serial"),
        "name": _l("Name on it"),
        "campaign": _l("Campaign"),
        "issued_at": _l("Issued"),
        "revoked_at": _l("Revoked"),
        "reason": _l("Reason"),
    }
    return [DataPart("certificates", _l("Certificates"), columns, rows, 60)]
