"""Secrets of scanners: the key behind them, tokens of devices, and the one-time code of an invite."""

import hmac
from secrets import token_urlsafe

from flask import current_app

from lms.secrets import Secrets


def scanner_key() -> bytes:
    """32 bytes for scanners only, drawn from the installation's master key."""
    secrets: Secrets = current_app.extensions["secrets"]
    return hmac.digest(secrets.code_master_key, b"scanners", "sha256")


def new_token() -> str:
    """What a device shows with each request: 256 random bits."""
    return token_urlsafe(32)


def digest_of(key: bytes, token: str) -> str:
    """What the database keeps of a token: 64 hex digits, worthless without the key."""
    return hmac.digest(key, b"token:" + token.encode("utf-8", "replace"), "sha256").hex()


def invite_token(key: bytes, invite_id: int) -> str:
    """The secret in an invite's QR: made again whenever its page is shown, never stored."""
    return hmac.digest(key, f"invite:{invite_id}".encode(), "sha256").hex()[:40]
