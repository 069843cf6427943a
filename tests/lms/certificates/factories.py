"""A campaign with people who have done what it asks for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import assign
from lms.campaigns.enums import ActivityKind, AddressForm
from lms.campaigns.models import Activity, Campaign
from lms.certificates.face import CertificateFace
from lms.papers.values import Standard
from lms.people.models import AccessEntry, Person
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from lms.units.models import Unit
from tests.factories import make_activity, make_campaign, make_person, make_unit

AT = datetime(2021, 3, 27, 1, 5, tzinfo=UTC)


@dataclass
class Course:
    """A campaign with one session, one material and one quiz."""

    unit: Unit
    campaign: Campaign
    session: Activity
    material: Activity
    quiz: Activity
    people: list[Person] = field(default_factory=list)


def make_course(db: Session, *, people: int = 0, **rule: Any) -> Course:
    """The campaign; its people have completed it."""
    unit = make_unit(db, name="Văn phòng Bộ")
    campaign = make_campaign(db, owner=unit, audience=[unit], **rule)
    course = Course(
        unit,
        campaign,
        make_activity(db, campaign, kind=ActivityKind.STUDY_SESSION, held_at=AT),
        make_activity(db, campaign, kind=ActivityKind.MATERIAL, title="Tài liệu 1"),
        make_activity(db, campaign, kind=ActivityKind.QUIZ, title="Bài kiểm tra"),
    )
    for number in range(people):
        course.people.append(add_graduate(db, course, full_name=f"Nguyễn Thị {'ABCDEGHK'[number]}"))
    return course


def add_learner(db: Session, course: Course, **person: Any) -> Person:
    """Somebody summoned to the session who has done nothing yet."""
    learner = make_person(db, unit=course.unit, **person)
    assign(db, [course.session.id], [learner.id])
    return learner


def add_graduate(db: Session, course: Course, **person: Any) -> Person:
    """Somebody who attended, read and passed."""
    graduate = add_learner(db, course, **person)
    state_outcome(db, graduate, course.session, OutcomeState.PRESENT)
    state_outcome(db, graduate, course.material, OutcomeState.READ)
    state_outcome(db, graduate, course.quiz, OutcomeState.PASSED, score=8.5, max_score=10)
    return graduate


def state_outcome(
    db: Session, person: Person, activity: Activity, state: OutcomeState, **more: Any
) -> None:
    """Post an outcome; a later one supersedes it."""
    key = f"{person.id}/{activity.id}/{state.value}/{clock.now().timestamp()}"
    post_outcome(
        db,
        NewOutcome(
            person_id=person.id,
            activity_id=activity.id,
            state=state,
            source="test",
            source_key=key,
            occurred_at=AT,
            **more,
        ),
    )


def make_face(**changes: Any) -> CertificateFace:
    """A face with every field filled in."""
    values: dict[str, Any] = {
        "standard": Standard.STATE,
        "parent": "Bộ Nội vụ",
        "issuer": "Văn phòng Bộ",
        "leader_title": "Chánh Văn phòng",
        "place": "Hà Nội",
        "address_form": AddressForm.COMRADE,
        "name": "Đặng Thị Ễ Ặng Ự Ở",
        "position": "Phó Trưởng phòng",
        "unit": "Phòng Hành chính",
        "campaign": "Đợt nghiên cứu, học tập, quán triệt Nghị quyết Đại hội XIII của Đảng",
        "starts_on": date(2021, 3, 27),
        "ends_on": date(2021, 3, 28),
        "sessions_attended": 4,
        "sessions_expected": 4,
        "quiz_percent": 85,
        "issued_on": date(2021, 4, 5),
        "serial": "ĐC 000123",
        "register_label": "0123/2021/GXN",
        "born_on": date(1985, 8, 12),
    }
    return CertificateFace(**{**values, **changes})


def actions(db: Session) -> list[str]:
    """What the trace holds, oldest first."""
    db.commit()
    return list(db.scalars(select(AccessEntry.action).order_by(AccessEntry.id)))
