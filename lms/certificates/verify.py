"""The public page behind the QR code: does this paper still hold, and for whom, roughly.

It shows what is needed to compare with a paper in hand and nothing more; an id that does not
exist is answered like any wrong address, and there is no list.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.certificates.queries import find_by_public_id
from lms.certificates.rules import masked_name
from lms.db import get_db
from lms.errors import NotFound
from lms.policy import public
from lms.web.i18n import _

bp = Blueprint("verify", __name__)


@bp.get("/xac-minh/<public_id>")
@public
def page(public_id: str) -> ResponseReturnValue:
    """State first; masked name, campaign, dates, issuer; what this page is and is not."""
    certificate = find_by_public_id(get_db(), public_id)
    if certificate is None:
        raise NotFound(
            _(
                "No certificate stands under this address. Compare it, letter by letter, with "
                "the one on the paper, or scan the paper's code again."
            )
        )
    return render_template(
        "certificates/verify.html",
        certificate=certificate,
        face=certificate.face,
        name=masked_name(certificate.face.name),
    )
