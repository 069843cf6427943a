"""What conferences and check-in hold about one person, and how they are forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import DataPart, Expiring
from lms.config import Settings
from lms.records.words import EVIDENCE_WORDS as LEVELS
from lms.web.i18n import lazy_gettext as _l
from sessions.checkin.models import PhoneMark
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, Summons
from sessions.corrections.about import OwnVerdict, own_summonses, own_verdicts
from sessions.corrections.models import Appeal
from sessions.corrections.wording import DECISIONS
from sessions.lists.wording import KINDS, STATES

SUMMONS_WORDS = {
    SummonsState.SUMMONED: _l("Summoned"),
    SummonsState.WITHDRAWN: _l("Withdrawn"),
    SummonsState.WALK_IN: _l("Came without being on the list"),
}
SUMMONS_COLUMNS = {
    "conference": _l("Conference"),
    "venue": _l("Venue"),
    "seat": _l("Seat"),
    "state": _l("State"),
    "summoned_at": _l("Summoned"),
}
VERDICT_COLUMNS = {
    "conference": _l("Conference"),
    "session": _l("Session"),
    "state": _l("Result"),
    "venue": _l("Venue"),
    "arrived_at": _l("Arrived"),
    "flags": _l("Noted"),
}
SIGN_COLUMNS = {
    "session": _l("Session"),
    "kind": _l("Evidence"),
    "level": _l("Strength"),
    "venue": _l("Venue"),
    "occurred_at": _l("Time"),
    "received_at": _l("Received"),
    "staff": _l("By"),
    "reason": _l("Reason"),
    "is_voided": _l("Voided"),
}
APPEAL_COLUMNS = {
    "session": _l("Session"),
    "words": _l("What was written"),
    "filed_at": _l("Filed"),
    "decision": _l("Decision"),
    "answer": _l("Answer"),
    "decided_at": _l("Decided"),
}


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Every summons, verdict, sign in the ledger and appeal. Four queries."""
    summonses = [
        {
            "conference": each.venue.conference.title,
            "venue": each.venue.name,
            "seat": each.seat,
            "state": SUMMONS_WORDS[each.state],
            "summoned_at": each.summoned_at,
        }
        for each in own_summonses(db, person_id)
    ]
    verdicts = own_verdicts(db, person_id, clock.now())
    signs = [row for each in verdicts for row in _signs(each)]
    appeals = [row for each in verdicts for row in _appeals(each)]
    return [
        DataPart("summonses", _l("Summonses to conferences"), SUMMONS_COLUMNS, summonses, 40),
        DataPart("attendance", _l("Attendance"), VERDICT_COLUMNS, [*map(_verdict, verdicts)], 41),
        DataPart("evidence", _l("Evidence of attendance"), SIGN_COLUMNS, signs, 42),
        DataPart("appeals", _l("Requests to look again"), APPEAL_COLUMNS, appeals, 43),
    ]


def forget_person(db: Session, person_id: int) -> None:
    """End the personal codes, drop phone marks and what the person wrote; attendance stays as it is."""
    db.execute(
        update(Summons).where(Summons.person_id == person_id).values(code_digest=None, seat="")
    )
    db.execute(update(Appeal).where(Appeal.person_id == person_id).values(words="", answer=""))
    db.execute(delete(PhoneMark).where(PhoneMark.person_id == person_id))


def expiring(settings: Settings, now: datetime) -> list[Expiring]:
    """Which phone checked in whom, at conferences that ended long enough ago."""
    over = select(Conference.id).where(
        Conference.ends_at < now - timedelta(days=settings.keep_phone_marks_days)
    )
    marks = PhoneMark.conference_id.in_(over)
    return [
        Expiring(
            _l("Which phone checked in whom"),
            lambda db: db.scalar(select(func.count()).select_from(PhoneMark).where(marks)) or 0,
            lambda db: db.execute(delete(PhoneMark).where(marks)),
        )
    ]


def _verdict(each: OwnVerdict) -> dict[str, object]:
    return {
        "conference": each.conference_title,
        "session": each.study_session.title,
        "state": STATES[each.state],
        "venue": each.venue,
        "arrived_at": each.attendance.arrived_at if each.attendance else None,
        "flags": each.attendance.flags if each.attendance else "",
    }


def _signs(each: OwnVerdict) -> list[dict[str, object]]:
    return [
        {
            "session": each.study_session.title,
            "kind": KINDS[sign.evidence.kind],
            "level": LEVELS.get(sign.evidence.level, sign.evidence.level),
            "venue": sign.venue,
            "occurred_at": sign.evidence.occurred_at,
            "received_at": sign.evidence.received_at,
            "staff": sign.staff,
            "reason": sign.evidence.reason,
            "is_voided": sign.is_voided,
        }
        for sign in each.signs
    ]


def _appeals(each: OwnVerdict) -> list[dict[str, object]]:
    return [
        {
            "session": each.study_session.title,
            "words": appeal.words,
            "filed_at": appeal.filed_at,
            "decision": DECISIONS[appeal.decision],
            "answer": appeal.answer,
            "decided_at": appeal.decided_at,
        }
        for appeal in each.appeals
    ]
