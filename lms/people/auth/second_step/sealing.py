"""Keys for the second step, drawn from the installation's secret."""

import base64
import hmac

from flask import current_app

from lms.people.auth.second_step.rules import SECRET_BYTES
from lms.secrets import Secrets


def seal(secret: bytes) -> str:
    """An app's secret as the database keeps it."""
    from cryptography.fernet import Fernet  # costs start-up time

    return Fernet(base64.urlsafe_b64encode(_key("seal"))).encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """The secret again. Raises InvalidToken when the installation's secret is another one."""
    from cryptography.fernet import Fernet  # costs start-up time

    return Fernet(base64.urlsafe_b64encode(_key("seal"))).decrypt(sealed)


def secret_of_session(session_id: int, account_id: int) -> bytes:
    """The secret offered in one session, the same whenever its page is looked at again.

    Nothing is kept until the first code has come; after that the session is another one.
    """
    text = f"{account_id}:{session_id}".encode()
    return hmac.digest(_key("offer"), text, "sha256")[:SECRET_BYTES]


def recovery_digest(account_id: int, code: str) -> str:
    """What the database keeps of a recovery code, useless for testing guesses without the key."""
    return hmac.digest(_key("recovery"), f"{account_id}:{code}".encode(), "sha256").hex()


def _key(purpose: str) -> bytes:
    secrets: Secrets = current_app.extensions["secrets"]
    return hmac.digest(secrets.secret_key.encode(), f"second step {purpose}".encode(), "sha256")
