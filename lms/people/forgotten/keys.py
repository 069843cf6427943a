"""The key behind links for forgotten passwords, drawn from the installation's master key."""

import hmac

from flask import current_app

from lms.people.forgotten.models import PasswordLink
from lms.people.forgotten.rules import link_code
from lms.people.models import Account
from lms.secrets import Secrets


def code_of(link: PasswordLink, account: Account) -> str:
    """The secret part of a link while the account's password is what it is now."""
    secrets: Secrets = current_app.extensions["secrets"]
    key = hmac.digest(secrets.code_master_key, b"password links", "sha256")
    return link_code(
        key,
        link.id,
        link.asked_at,
        account.id,
        account.password_hash or "",
        account.session_epoch,
    )
