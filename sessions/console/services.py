"""What a venue's officers do during a sitting: count heads, decide on walk-ins, sign off."""

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.evidence import load_signs
from sessions.checkin.rules import live_signs
from sessions.checkin.staff import Staff, correct, tick
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession
from sessions.conferences.queries import find_summons
from sessions.conferences.summoning import summon
from sessions.console.models import Headcount, SignOff

MOST_HEADS = 100_000


def note_headcount(
    db: Session,
    sitting: StudySession,
    venue_id: int,
    heads: int,
    recorded: int,
    staff: Staff,
    note: str = "",
) -> Headcount:
    """Keep how many heads were counted in the room, beside how many were recorded at that moment.

    Raises Invalid for a number that no hall holds.
    """
    if not 0 <= heads <= MOST_HEADS:
        raise Invalid(_l("Enter how many people were counted, as a number."))
    row = Headcount(
        study_session_id=sitting.id,
        venue_id=venue_id,
        heads=heads,
        recorded=recorded,
        counted_at=staff.now,
        counted_by=staff.account_id,
        note=note.strip()[:500],
    )
    db.add(row)
    db.flush()
    return row


def accept(
    db: Session,
    conference: Conference,
    sitting: StudySession,
    gate_id: int,
    venue_id: int,
    person_id: int,
    staff: Staff,
) -> None:
    """Take in somebody who waits: a walk-in is summoned to this venue, a weak sign is confirmed.

    Their own signs and times stay as they are. Raises Conflict when a walk-in is summoned elsewhere
    at that time, or when attendance of the session is closed and a sign would have to be confirmed.
    """
    summons = find_summons(db, conference.id, person_id)
    if summons is None or summons.state is not SummonsState.SUMMONED:
        summon(db, conference, {person_id: venue_id}, leave_out_clashes=False, by=staff.account_id)
    signs = live_signs(load_signs(db, sitting.id, [person_id])[person_id])
    if not any(sign.shows_presence and sign.level.gives_credit for sign in signs):
        tick(db, gate_id, person_id, staff)


def refuse(
    db: Session, sitting: StudySession, gate_id: int, person_id: int, staff: Staff, reason: str
) -> None:
    """Take back every sign of somebody who waits, as corrections with a reason; nothing is erased.

    Raises Invalid without a reason, or when there is nothing to take back.
    """
    signs = live_signs(load_signs(db, sitting.id, [person_id])[person_id])
    standing = [sign.id for sign in signs if sign.shows_presence]
    if not standing:
        raise Invalid(_l("There is no record of this person here any more."))
    for evidence_id in standing:
        correct(db, gate_id, person_id, staff, reason=reason, refers_to_id=evidence_id)


def sign_off(
    db: Session,
    sitting: StudySession,
    venue_id: int,
    figures: Mapping[str, int],
    staff: Staff,
    note: str = "",
) -> SignOff:
    """Freeze a venue's counts under somebody's name; signing again adds a row.

    Raises Conflict before the session began.
    """
    if staff.now < sitting.starts_at:
        raise Conflict(_l("The session has not begun; there is nothing to sign yet."))
    row = SignOff(
        study_session_id=sitting.id,
        venue_id=venue_id,
        figures=json.dumps(dict(figures), sort_keys=True),
        signed_at=staff.now,
        signed_by=staff.account_id,
        note=note.strip()[:500],
    )
    db.add(row)
    db.flush()
    return row
