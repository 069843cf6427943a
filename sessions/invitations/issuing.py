"""Personal codes of summonses: made, made again, verified. The code itself is never stored."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict
from lms.people.belonging import CHUNK
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.enums import ConferenceState, SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.invitations.codes import derive_code, digest_of, read_code
from sessions.invitations.queries import CODES_HOLD

_MOST_TRIES = 20


def issue_codes(db: Session, key: bytes, conference_id: int) -> int:
    """Give every summoned person without a code one; how many got theirs. Bulk: few statements.

    In a rehearsal nobody gets one: people use the code of the conference itself.
    """
    waiting = db.scalars(
        select(Summons)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(
            Conference.rehearsal_of_id.is_(None),
            Summons.conference_id == conference_id,
            Summons.state == SummonsState.SUMMONED,
            Summons.code_digest.is_(None),
        )
    ).all()
    drawn = {each.id: digest_of(key, derive_code(key, each.id, 1)) for each in waiting}
    taken = _taken(db, set(drawn.values()))
    fresh = {number: digest for number, digest in drawn.items() if digest not in taken}
    if fresh:
        db.execute(
            update(Summons),
            [
                {"id": number, "code_digest": digest, "code_generation": 1}
                for number, digest in fresh.items()
            ],
        )
    for each in waiting:
        if each.id not in fresh:
            reissue_code(db, key, each)
    return len(waiting)


def reissue_code(db: Session, key: bytes, summons: Summons) -> str:
    """A new code for one summons; the former one stops working at once. The code, to be shown once.

    Raises Conflict for somebody who is not summoned any more.
    """
    if summons.state != SummonsState.SUMMONED:
        raise Conflict(_l("This person is not summoned any more, so there is no code to renew."))
    for _ in range(_MOST_TRIES):  # forty bits: one try, but for one chance in a billion
        summons.code_generation += 1
        code = derive_code(key, summons.id, summons.code_generation)
        if not _taken(db, {digest_of(key, code)}):
            summons.code_digest = digest_of(key, code)
            db.flush()
            return code
    raise RuntimeError("no free personal code was found")


def code_of(key: bytes, summons: Summons) -> str:
    """The code as it stands, derived again for printing; empty where none was issued."""
    if summons.code_digest is None:
        return ""
    return derive_code(key, summons.id, summons.code_generation)


def find_code_owner(db: Session, key: bytes, typed: str) -> int | None:
    """The person whose invitation carries a code, however it was typed; None when it is nobody's.

    Codes of withdrawn summonses, of conferences called off, and former generations are nobody's.
    They hold until `CODES_HOLD` after the conference.
    """
    code = read_code(typed)
    if code is None:
        return None
    return db.scalar(
        select(Summons.person_id)
        .join(Conference, Conference.id == Summons.conference_id)
        .where(
            Summons.code_digest == digest_of(key, code),
            Summons.state == SummonsState.SUMMONED,
            Conference.state != ConferenceState.CANCELLED,
            Conference.rehearsal_of_id.is_(None),
            Conference.ends_at > clock.now() - CODES_HOLD,
        )
    )


def _taken(db: Session, digests: set[str]) -> set[str]:
    wanted = sorted(digests)
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found.update(
            digest
            for digest in db.scalars(
                select(Summons.code_digest).where(Summons.code_digest.in_(part))
            )
            if digest
        )
    return found
