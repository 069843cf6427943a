"""What check-in asks the database: each compiled once, each for as many people as come together."""

from sqlalchemy import bindparam, case, exists, select
from sqlalchemy.orm import aliased

from lms.db.prepared import Prepared, among
from sessions.checkin.models import Evidence, PhoneMark
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Conference, StudySession, Summons
from sessions.gates.models import Gate, Outage

_OTHER_GATE = aliased(Gate)
_HAS_CLOSED = exists().where(
    _OTHER_GATE.study_session_id == Gate.study_session_id, _OTHER_GATE.closed_at.is_not(None)
)
_HAS_OUTAGES = exists().where(
    _OTHER_GATE.study_session_id == Gate.study_session_id, Outage.gate_id == _OTHER_GATE.id
)
_SITTING, _ITS_CONFERENCE = aliased(StudySession), aliased(Conference)
PLACES = Prepared(
    lambda size: (
        select(
            Gate.id,
            Gate.venue_id,
            Gate.direction,
            Gate.opened_at,
            Gate.closed_at,
            Gate.extended_until,
            Gate.open_minutes,
            StudySession.id,
            StudySession.activity_id,
            StudySession.starts_at,
            StudySession.ends_at,
            StudySession.opens_before_minutes,
            StudySession.late_after_minutes,
            StudySession.rule_version,
            StudySession.closed_at,
            Conference.id,
            Conference.state,
            Conference.rehearsal_of_id,
            _HAS_CLOSED,
            _HAS_OUTAGES,
            _SITTING.id,
            _SITTING.conference_id,
            _SITTING.starts_at,
            _SITTING.ends_at,
            _ITS_CONFERENCE.rehearsal_of_id,
        )
        .join(StudySession, StudySession.id == Gate.study_session_id)
        .join(Conference, Conference.id == StudySession.conference_id)
        .join(
            _SITTING,
            (_SITTING.ends_at > StudySession.starts_at)
            & (_SITTING.starts_at < StudySession.ends_at),
        )
        .join(_ITS_CONFERENCE, _ITS_CONFERENCE.id == _SITTING.conference_id)
        .where(among(Gate.id, size))
    )
)
"""A row for each gate and each sitting that overlaps its own, which is one of them."""
SUMMONSES = Prepared(
    lambda size: select(
        Summons.conference_id,
        Summons.person_id,
        case((Summons.state == SummonsState.SUMMONED, Summons.venue_id)),
        Summons.code_digest,
    ).where(among(Summons.person_id, size))
)
"""The venue is null for those who are no longer expected."""
CLOSED_GATES = Prepared(
    lambda size: select(Gate.study_session_id, Gate.direction, Gate.venue_id).where(
        among(Gate.study_session_id, size), Gate.closed_at.is_not(None)
    )
)
OUTAGES = Prepared(
    lambda size: (
        select(Gate.study_session_id, Gate.venue_id, Outage.began_at, Outage.ended_at)
        .join(Gate, Gate.id == Outage.gate_id)
        .where(among(Gate.study_session_id, size), Gate.direction == bindparam("entry"))
    )
)

EVIDENCE = Prepared(
    lambda size: (
        select(
            Evidence.person_id,
            Evidence.id,
            Evidence.kind,
            Evidence.level,
            Evidence.occurred_at,
            Gate.direction,
            Gate.venue_id,
            Evidence.states,
            Evidence.refers_to_id,
            Evidence.flags,
        )
        # Adding nothing keeps the database from going through the gates first.
        .join(Gate, Gate.id == Evidence.gate_id + 0)
        .where(
            Evidence.study_session_id == bindparam("sitting"),
            among(Evidence.person_id, size),
        )
        .order_by(Evidence.id)
    )
)
TICKETS = Prepared(
    lambda size: select(
        Evidence.ticket,
        Evidence.id,
        Evidence.person_id,
        Evidence.study_session_id,
        Evidence.nonce,
        Evidence.shown,
    ).where(among(Evidence.ticket, size))
)
PHONES = Prepared(
    lambda size: select(PhoneMark.mark, PhoneMark.person_id).where(
        PhoneMark.conference_id == bindparam("conference"), among(PhoneMark.mark, size)
    )
)
