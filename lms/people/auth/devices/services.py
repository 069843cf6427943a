"""Opening and ending the sessions of an account."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.db.prepared import Prepared
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import token_digest
from lms.people.models import Account

KEPT_AFTER_THE_END = timedelta(days=100)
_ACCOUNT = bindparam("account", type_=AccountSession.account_id.type)
_GONE = bindparam("gone", type_=AccountSession.seen_at.type)
_NOW = bindparam("now", type_=AccountSession.made_at.type)
_DIGEST = bindparam("digest", type_=AccountSession.digest.type)
_FORGET: Final = Prepared(
    delete(AccountSession).where(
        AccountSession.account_id == _ACCOUNT,
        or_(AccountSession.seen_at < _GONE, AccountSession.ended_at < _GONE),
    )
)
_END: Final = Prepared(
    update(AccountSession)
    .where(AccountSession.digest == _DIGEST, AccountSession.ended_at.is_(None))
    .values(ended_at=_NOW)
)
_OPEN: Final = Prepared(
    insert(AccountSession)
    .from_select(
        ["account_id", "digest", "epoch", "method", "device", "made_at", "seen_at"],
        select(
            Account.id,
            _DIGEST,
            Account.session_epoch,
            bindparam("method", type_=AccountSession.method.type),
            bindparam("device", type_=AccountSession.device.type),
            _NOW,
            _NOW,
        ).where(Account.id == _ACCOUNT),
    )
    .returning(AccountSession.id)
)
"""Prepared, for a hall signs in at once."""


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser that asks: what it calls itself, and the session it comes with."""

    device: str = ""
    token: str | None = None


def open_session(db: Session, account_id: int, method: SignInMethod, browser: Browser) -> str:
    """Sign an account in on a browser; returns the token for its cookie.

    Always a new session: the one the browser came with is ended, so that nobody who planted or
    copied it comes in along. Sessions long over are forgotten in passing.
    """
    db.flush()  # what was changed of the account in this transaction is read below
    now, here = clock.now(), db.connection()
    _FORGET.run(here, account=account_id, gone=now - KEPT_AFTER_THE_END)
    if browser.token:
        end_token(db, browser.token)
    token = secrets.token_urlsafe(24)
    opened = _OPEN.rows(
        here,
        account=account_id,
        digest=token_digest(token),
        method=method,
        device=browser.device,
        now=now,
    )
    assert opened  # noqa: S101 - the caller holds the account
    return token


def end_token(db: Session, token: str) -> None:
    """End the session whose token this is, if there is one."""
    _END.run(db.connection(), digest=token_digest(token), now=clock.now())


def end_session(db: Session, account_id: int, session_id: int) -> bool:
    """End one session of an account; False when it is not theirs or over already."""
    ended = db.execute(
        update(AccountSession)
        .where(
            AccountSession.id == session_id,
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .returning(AccountSession.id)
    )
    return ended.first() is not None


def end_others(db: Session, account_id: int, kept_id: int | None = None) -> int:
    """End every session of an account but one; how many were open."""
    ended = db.execute(
        update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.id != (kept_id or 0),
            AccountSession.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .returning(AccountSession.id)
    )
    return len(ended.all())


def note_seen(db: Session, session_id: int, at: datetime) -> None:
    """Write that a session was in use at a moment; one that has ended stays as it is."""
    db.execute(
        update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.seen_at < at)
        .values(seen_at=at)
    )
