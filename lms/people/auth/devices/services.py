"""Opening and ending the sessions of an account."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from lms import clock
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.rules import token_digest
from lms.people.models import Account

KEPT_AFTER_THE_END = timedelta(days=100)


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
    now = clock.now()
    gone = now - KEPT_AFTER_THE_END
    db.execute(
        delete(AccountSession).where(
            AccountSession.account_id == account_id,
            or_(AccountSession.seen_at < gone, AccountSession.ended_at < gone),
        )
    )
    if browser.token:
        end_token(db, browser.token)
    token = secrets.token_urlsafe(24)
    db.add(
        AccountSession(
            account_id=account_id,
            digest=token_digest(token),
            epoch=db.get_one(Account, account_id).session_epoch,
            method=method,
            device=browser.device,
            made_at=now,
            seen_at=now,
        )
    )
    db.flush()
    return token


def end_token(db: Session, token: str) -> None:
    """End the session whose token this is, if there is one."""
    db.execute(
        update(AccountSession)
        .where(AccountSession.digest == token_digest(token), AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


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
