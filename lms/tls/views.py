"""How a phone or a computer is told to trust this server, where no authority vouches for it."""

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.config import Settings
from lms.errors import NotFound
from lms.policy import public
from lms.tls.certificate import fingerprint_of
from lms.web.i18n import lazy_gettext as _l

FILE_NAME = "diem-cau.crt"
_TYPE = "application/x-x509-ca-cert"

bp = Blueprint("tls", __name__, url_prefix="/chung-thu")


@bp.get("")
@public
def how_to_trust() -> ResponseReturnValue:
    """Three steps on a phone and three on a computer, and the file they need."""
    # Imported here, as below: what makes certificates costs start-up time and memory that only HTTPS should pay.
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(_authority())
    return render_template(
        "tls/trust.html",
        fingerprint=fingerprint_of(certificate),
        until=certificate.not_valid_after_utc,
        file_name=FILE_NAME,
    )


@bp.get(f"/{FILE_NAME}")
@public
def download() -> ResponseReturnValue:
    """The authority's certificate; its key never leaves the instance folder."""
    response = Response(_authority(), mimetype=_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=FILE_NAME)
    return response


def _authority() -> bytes:
    """The file phones are asked to trust. Raises NotFound where this product made none."""
    settings: Settings = current_app.extensions["settings"]
    try:
        if settings.has_own_certificate:
            from lms.tls.own import authority_path

            return authority_path(settings.instance_path).read_bytes()
    except FileNotFoundError:
        pass
    raise NotFound(_l("This page does not exist, or it is not yours to see."))
