"""A ministry with two units and a campaign whose results are known by heart."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from lms.campaigns.activities import assign, register_activity
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Campaign
from lms.people.models import Person
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from lms.units.enums import Tree, UnitKind
from lms.units.models import Unit
from tests.factories import make_campaign, make_person, make_unit

HELD_AT = datetime(2026, 3, 27, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 31)
_keys = count()


@dataclass
class Ministry:
    """Two units of the state, one of them with a room below it, and a Party tree of one cell."""

    root: Unit
    office: Unit
    room: Unit
    legal: Unit
    party: Unit
    cell: Unit
    campaign: Campaign
    sessions: list[Activity] = field(default_factory=list)


def make_ministry(db: Session, *, sessions: int = 1, **rule: object) -> Ministry:
    """No people yet; the sessions are of one conference on 27 March 2026."""
    root = make_unit(db, name="Bộ Nội vụ", kind=UnitKind.MINISTRY)
    office = make_unit(db, name="Văn phòng Bộ", parent=root)
    room = make_unit(db, name="Phòng Hành chính", parent=office)
    legal = make_unit(db, name="Vụ Pháp chế", parent=root)
    party = make_unit(db, name="Đảng bộ Bộ", tree=Tree.PARTY, kind=UnitKind.PARTY_COMMITTEE)
    cell = make_unit(db, name="Chi bộ Văn phòng", parent=party, tree=Tree.PARTY)
    campaign = make_campaign(db, owner=root, audience=[root], **rule)
    campaign.starts_on, campaign.ends_on = date(2026, 3, 1), date(2026, 4, 30)
    ministry = Ministry(root, office, room, legal, party, cell, campaign)
    for number in range(sessions):
        ministry.sessions.append(
            register_activity(
                db,
                campaign.id,
                kind=ActivityKind.STUDY_SESSION,
                title=f"Chuyên đề {number + 1}",
                group_title="Hội nghị toàn Bộ",
                held_at=HELD_AT + timedelta(hours=3 * number),
            )
        )
    db.flush()
    return ministry


def add_person(
    db: Session,
    ministry: Ministry,
    unit: Unit,
    *states: str,
    is_member: bool = True,
    is_exempt: bool = False,
    is_invited: bool = True,
    name: str = "Nguyễn Thị Ánh",
) -> Person:
    """Somebody with a state for each session; "" leaves a session without any outcome."""
    person = make_person(
        db,
        full_name=name,
        unit=unit,
        party_unit=ministry.cell if is_member else None,
        is_exempt=is_exempt,
    )
    if is_invited:
        assign(db, [each.id for each in ministry.sessions], [person.id])
    for session, state in zip(ministry.sessions, states, strict=False):
        if state:
            post(db, person, session, OutcomeState(state))
    return person


def post(db: Session, person: Person, activity: Activity, state: OutcomeState) -> None:
    """State an outcome; a later one supersedes it."""
    post_outcome(
        db,
        NewOutcome(
            person_id=person.id,
            activity_id=activity.id,
            state=state,
            source="test",
            source_key=str(next(_keys)),
            occurred_at=HELD_AT,
            rule_version="A-1",
        ),
    )
