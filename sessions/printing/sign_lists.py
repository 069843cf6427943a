"""Lists to be signed: printed as the roster stands, kept as they were printed."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.errors import Invalid, NotFound
from lms.people.belonging import CHUNK
from lms.people.models import Person
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference, StudySession, Venue
from sessions.conferences.queries import NOT_FOUND
from sessions.printing.models import SignList, SignPage
from sessions.printing.people import Listed, list_people
from sessions.printing.rules import Sheet, count_people, digest_of, lay_out

NOT_HELD = _l("This session is not held at this venue.")


def print_list(
    db: Session,
    conference: Conference,
    study_session: StudySession,
    venue: Venue,
    *,
    split_units: bool,
    leaders_first: bool = False,
    by: int,
    now: datetime,
) -> SignList:
    """Lay out the people summoned to a venue for one sitting, to be printed and signed.

    When nothing changed since the last printing, that one is given again with its number. Raises
    Invalid when the sitting is not held there or nobody is summoned.
    """
    if all(each.id != venue.id for each in study_session.venues):
        raise Invalid(NOT_HELD)
    people = list_people(db, conference, venue_id=venue.id, leaders_first=leaders_first)
    if not people:
        raise Invalid(_l("Nobody is summoned to this venue, so there is nothing to sign."))
    groups = [
        (unit, tuple(each.person.id for each in members))
        for unit, members in groupby(people, key=_unit_of)
    ]
    sheets = lay_out(groups, split_units=split_units)
    digest = digest_of(sheets)
    newest = db.scalars(
        select(SignList)
        .where(SignList.study_session_id == study_session.id, SignList.venue_id == venue.id)
        .order_by(SignList.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.digest == digest:
        return newest
    made = SignList(
        study_session_id=study_session.id,
        venue_id=venue.id,
        digest=digest,
        printed_at=now,
        printed_by=by,
    )
    db.add(made)
    db.flush()
    db.add_all(_pages(made.id, sheets))
    db.flush()
    return made


def get_list(db: Session, conference_id: int, list_id: int) -> SignList:
    """A printed list with its sheets, sitting and venue. Raises NotFound for another conference's."""
    found = db.scalars(
        select(SignList)
        .join(SignList.study_session)
        .where(SignList.id == list_id, StudySession.conference_id == conference_id)
        .options(
            selectinload(SignList.pages),
            joinedload(SignList.study_session),
            joinedload(SignList.venue),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


def lists_of_conference(db: Session, conference_id: int) -> Sequence[SignList]:
    """All printed lists of a conference with their sheets, the newest first. Two queries."""
    return db.scalars(
        select(SignList)
        .join(SignList.study_session)
        .where(StudySession.conference_id == conference_id)
        .options(
            selectinload(SignList.pages),
            joinedload(SignList.study_session),
            joinedload(SignList.venue),
        )
        .order_by(SignList.id.desc())
    ).all()


def sheet_of(page: SignPage) -> Sheet:
    """Who stands on a sheet, as it was printed."""
    return tuple((unit, tuple(people)) for unit, people in json.loads(page.content))


def people_on(db: Session, sign_list: SignList) -> list[Person]:
    """Everybody on a printed list, in no order."""
    ids = [
        person_id
        for page in sign_list.pages
        for _, people in sheet_of(page)
        for person_id in people
    ]
    found: list[Person] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found.extend(db.scalars(select(Person).where(Person.id.in_(part))))
    return found


def _pages(list_id: int, sheets: Sequence[Sheet]) -> list[SignPage]:
    pages: list[SignPage] = []
    row = 1
    for number, sheet in enumerate(sheets, 1):
        content = json.dumps(sheet, ensure_ascii=False)
        pages.append(SignPage(list_id=list_id, number=number, first_row=row, content=content))
        row += count_people(sheet)
    return pages


def _unit_of(each: Listed) -> str:
    return each.unit
