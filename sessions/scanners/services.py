"""The verbs of a scanner: invite a device, enrol it, revoke it."""

from datetime import datetime, timedelta

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from lms.db.bulk import next_ids
from lms.errors import Gone, Invalid, NotFound
from lms.text import nfc_clean
from lms.web.i18n import lazy_gettext as _l
from sessions.scanners.keys import digest_of, invite_token, new_token
from sessions.scanners.models import Scanner, ScannerInvite
from sessions.scanners.queries import find_invite

INVITE_HOLDS = timedelta(minutes=10)
LONGEST_NAME = 80
_INVITES: Table = ScannerInvite.__table__  # type: ignore[assignment] # declarative tables are Tables
_USED = _l("This code has been used or is too old. Please ask for a new one at the desk.")


def invite_scanner(
    db: Session, key: bytes, venue_id: int, *, by: int, now: datetime
) -> ScannerInvite:
    """A code by which one device may become a scanner of the venue within ten minutes."""
    (invite_id,) = next_ids(db, _INVITES, 1)
    invite = ScannerInvite(
        id=invite_id,
        venue_id=venue_id,
        token_digest=digest_of(key, invite_token(key, invite_id)),
        made_by=by,
        made_at=now,
        expires_at=now + INVITE_HOLDS,
    )
    db.add(invite)
    db.flush()
    return invite


def get_invite(db: Session, key: bytes, token: str, now: datetime) -> ScannerInvite:
    """The invite of a code that still holds.

    Raises NotFound for a code we never made, Gone for one that is used up or too old.
    """
    invite = find_invite(db, digest_of(key, token))
    if invite is None:
        raise NotFound(_l("This page does not exist, or it is not yours to see."))
    if invite.used_at is not None or invite.expires_at <= now:
        raise Gone(_USED)
    return invite


def enrol(db: Session, key: bytes, token: str, name: str, now: datetime) -> tuple[Scanner, str]:
    """Make the device that shows an invite's code a scanner; the scanner and its token.

    Raises what `get_invite` raises, Gone too when another device was faster, and Invalid for a
    name that is empty or too long.
    """
    invite = get_invite(db, key, token, now)
    name = nfc_clean(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(_l("Give the scanner a name of at most 80 characters."))
    secret = new_token()
    scanner = Scanner(
        conference_id=invite.venue.conference_id,
        venue_id=invite.venue_id,
        name=name,
        token_digest=digest_of(key, secret),
        enrolled_by=invite.made_by,
        enrolled_at=now,
        offset_ms=0,
        waiting=0,
    )
    db.add(scanner)
    db.flush()
    taken = db.execute(
        update(ScannerInvite)
        .where(ScannerInvite.id == invite.id, ScannerInvite.used_at.is_(None))
        .values(used_at=now, scanner_id=scanner.id)
        .returning(ScannerInvite.id)
    )
    if taken.one_or_none() is None:
        raise Gone(_USED)
    return scanner, secret


def revoke(scanner: Scanner, *, by: int, now: datetime) -> None:
    """Take the device's access away for good; revoking twice keeps the first."""
    if scanner.revoked_at is None:
        scanner.revoked_at, scanner.revoked_by = now, by
