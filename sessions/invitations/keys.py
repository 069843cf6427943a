"""The key behind personal codes, drawn from the installation's master key."""

import hmac

from flask import current_app

from lms.secrets import Secrets


def code_key() -> bytes:
    """32 bytes for personal codes only; gates draw their own keys from the same master."""
    secrets: Secrets = current_app.extensions["secrets"]
    return hmac.digest(secrets.code_master_key, b"personal codes", "sha256")
