"""Secrets of one installation: made once, kept in the instance folder, never in the repository."""

import json
import os
import secrets as random_source
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What signs cookies and scan tickets, and what check-in codes are derived from."""

    secret_key: str
    code_master_key: bytes
    """32 bytes; gate keys of a day and personal codes are derived from it."""


def load_secrets(instance: Path) -> Secrets:
    """The installation's secrets, made on first use with owner-only permissions.

    Two processes that start at once end with the same file: it is linked into place whole.
    """
    path = instance / FILE_NAME
    if not path.exists():
        _create(path)
    kept = json.loads(path.read_text("utf-8"))
    return Secrets(kept["secret_key"], bytes.fromhex(kept["code_master_key"]))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{FILE_NAME}.{os.getpid()}.{random_source.token_hex(4)}")
    made = {
        "secret_key": random_source.token_urlsafe(48),
        "code_master_key": random_source.token_hex(32),
    }
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # another process was first; its secrets are the ones that count
    finally:
        fresh.unlink()
