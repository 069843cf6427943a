"""The key behind activation slips, drawn from the installation's master key."""

import hmac

from flask import current_app

from lms.people.slips.models import ActivationSlip
from lms.people.slips.rules import slip_code
from lms.secrets import Secrets


def slip_key() -> bytes:
    """32 bytes for activation slips only; personal codes and gates draw their own."""
    secrets: Secrets = current_app.extensions["secrets"]
    return hmac.digest(secrets.code_master_key, b"activation slips", "sha256")


def code_of(slip: ActivationSlip) -> str:
    """The digits on a slip, derived again wherever it is shown, printed or checked."""
    return slip_code(slip_key(), slip.id, slip.account_id, slip.issued_at)
