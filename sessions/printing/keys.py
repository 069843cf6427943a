"""The key behind slips, drawn from the installation's master key."""

import hmac

from flask import current_app

from lms.secrets import Secrets


def slip_key() -> bytes:
    """32 bytes for slips only."""
    secrets: Secrets = current_app.extensions["secrets"]
    return hmac.digest(secrets.code_master_key, b"slips", "sha256")
