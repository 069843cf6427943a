"""What a person reads: how far they came, and the moment they say they have read it all."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import CampaignState
from lms.errors import Gone
from lms.materials.models import Material, Reading
from lms.materials.queries import find_reading
from lms.materials.rules import MAX_PAGES, pages_from, pages_to
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from lms.web.i18n import lazy_gettext as _l

SOURCE = "materials"


def note_progress(
    db: Session, material: Material, person_id: int, *, page: int, seen: str = ""
) -> Reading:
    """Remember the page to go on at and the pages that were on the screen ("1-3,7").

    Pages the document does not have are passed over; what was seen before stays seen.
    """
    reading = _open(db, material, person_id)
    last = material.pages or MAX_PAGES
    if 1 <= page <= last:
        reading.position = page
    pages = {each for each in pages_from(seen) if each <= last}
    reading.seen_pages = pages_to(pages | pages_from(reading.seen_pages))
    db.flush()
    return reading


def finish_reading(
    db: Session, material: Material, person_id: int, *, posted_by: int | None
) -> Reading:
    """The person says that they have read it: recorded once, at the first time they say so.

    Raises Gone when the campaign is closed.
    """
    reading = _open(db, material, person_id)
    if reading.finished_at is None:
        if material.campaign.state is CampaignState.CLOSED:
            raise Gone(_l("The campaign is closed. You can still read, nothing new is recorded."))
        reading.finished_at = clock.now()
        post_outcome(
            db,
            NewOutcome(
                person_id=person_id,
                activity_id=material.activity_id,
                state=OutcomeState.READ,
                source=SOURCE,
                source_key=f"{material.id}:{person_id}",
                occurred_at=reading.finished_at,
                posted_by=posted_by,
            ),
        )
    db.flush()
    return reading


def _open(db: Session, material: Material, person_id: int) -> Reading:
    now = clock.now()
    reading = find_reading(db, material.id, person_id) or _begin(db, material.id, person_id, now)
    reading.last_opened_at = now
    return reading


def _begin(db: Session, material_id: int, person_id: int, now: datetime) -> Reading:
    reading = Reading(
        material_id=material_id, person_id=person_id, opened_at=now, last_opened_at=now
    )
    reading.position, reading.seen_pages = 1, ""
    try:
        with db.begin_nested():
            db.add(reading)
    except IntegrityError:  # a second tab began it at the same moment
        return db.scalars(
            select(Reading).where(
                Reading.material_id == material_id, Reading.person_id == person_id
            )
        ).one()
    return reading
