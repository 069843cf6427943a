"""The address that stands on paper for decades: the installation's own, not the request's."""

from flask import current_app, request, url_for

from lms.config import Settings


def verify_address(public_id: str) -> str:
    """Where anybody can look a certificate up; also what its QR code says.

    PUBLIC_URL of the settings, or the address this request came by where that is not set.
    """
    settings: Settings = current_app.extensions["settings"]
    base = settings.public_url or request.url_root.rstrip("/")
    return base + url_for("verify.page", public_id=public_id)
