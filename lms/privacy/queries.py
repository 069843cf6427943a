"""Reads for requests, notices and what is due: a fixed number of queries each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from lms.errors import NotFound
from lms.people.models import Account, Person, RoleGrant
from lms.privacy.enums import RequestState
from lms.privacy.models import (
    Anonymisation,
    NoticeAcknowledgement,
    PrivacyNotice,
    PrivacyRequest,
)
from lms.privacy.rules import Refusal, refusal_of
from lms.web.i18n import lazy_gettext as _l

OF_PRODUCT: Final = 0
"""Stands for the product's own notice, which becomes a version when the first person has read it."""
OPEN = [state for state in RequestState if state.is_open]


@dataclass(frozen=True, slots=True)
class Leaver:
    """A person and whether the record may be made anonymous today."""

    person: Person
    account: Account | None
    refusal: Refusal | None


def requests_by_urgency() -> Select[PrivacyRequest]:
    """Open ones first, the one whose term ends first on top (so overdue ones lead); closed ones after."""
    is_open = PrivacyRequest.state.in_(OPEN)
    term = case(
        (PrivacyRequest.state == RequestState.RECEIVED, PrivacyRequest.answer_by),
        else_=PrivacyRequest.fulfil_by,
    )
    return (
        select(PrivacyRequest)
        .options(joinedload(PrivacyRequest.person))
        .order_by(
            case((is_open, 0), else_=1),
            case((is_open, term)),
            PrivacyRequest.id.desc(),
        )
    )


def count_overdue(db: Session, today: date) -> int:
    """Open requests whose running term is over."""
    return (
        db.scalar(
            select(func.count(PrivacyRequest.id)).where(
                (
                    (PrivacyRequest.state == RequestState.RECEIVED)
                    & (PrivacyRequest.answer_by < today)
                )
                | (
                    (PrivacyRequest.state == RequestState.ACCEPTED)
                    & (PrivacyRequest.fulfil_by < today)
                )
            )
        )
        or 0
    )


def open_requests(db: Session) -> tuple[int, date | None]:
    """How many requests are open, and the day on which the first of their terms ends. One query."""
    term = case(
        (PrivacyRequest.state == RequestState.RECEIVED, PrivacyRequest.answer_by),
        else_=PrivacyRequest.fulfil_by,
    )
    count, first = db.execute(
        select(func.count(), func.min(term)).where(PrivacyRequest.state.in_(OPEN))
    ).one()
    return count, first


def requests_of_person(db: Session, person_id: int) -> Sequence[PrivacyRequest]:
    """What one person asked, newest first."""
    return db.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.person_id == person_id)
        .order_by(PrivacyRequest.id.desc())
    ).all()


def get_request(db: Session, request_id: int) -> PrivacyRequest:
    """A request with its person. Raises NotFound."""
    found = db.scalar(
        select(PrivacyRequest)
        .where(PrivacyRequest.id == request_id)
        .options(joinedload(PrivacyRequest.person))
    )
    if found is None:
        raise NotFound(_l("This request does not exist."))
    return found


def newest_notice(db: Session) -> PrivacyNotice | None:
    """The version that holds, or None where the office has published none."""
    return db.scalar(select(PrivacyNotice).order_by(PrivacyNotice.id.desc()).limit(1))


def unread_notice(db: Session, account_id: int) -> int | None:
    """The newest version where the account's owner has not read it, or None. One query.

    While there is no version at all, it is that of the product: OF_PRODUCT.
    """
    newest = select(func.max(PrivacyNotice.id)).scalar_subquery()
    has_read = exists().where(
        NoticeAcknowledgement.notice_id == newest,
        NoticeAcknowledgement.account_id == account_id,
    )
    version, is_read = db.execute(select(newest, has_read)).one()
    return None if is_read else version or OF_PRODUCT


def count_readers(db: Session, notice_id: int) -> int:
    """How many said to have read a version."""
    counted = select(func.count()).select_from(NoticeAcknowledgement)
    return db.scalar(counted.where(NoticeAcknowledgement.notice_id == notice_id)) or 0


def get_leaver(db: Session, person_id: int, keep_years: int, today: date) -> Leaver:
    """A person, and why the record cannot be made anonymous if so. Raises NotFound. Three queries."""
    person = db.scalar(
        select(Person).where(Person.id == person_id).options(joinedload(Person.account))
    )
    if person is None:
        raise NotFound(_l("This person is not on record."))
    refusal = refusal_of(
        left_on=person.left_on,
        is_anonymous=db.get(Anonymisation, person_id) is not None,
        has_active_role=_has_active_role(db, person, today),
        keep_years=keep_years,
        today=today,
    )
    return Leaver(person, person.account, refusal)


def leavers_due(left_before: date, today: date) -> Select[Person]:
    """People who left up to a day, are not anonymous yet and hold no role; those who left first on top."""
    held = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.person_id == Person.id, Account.is_active, _holds(today))
    )
    return (
        select(Person)
        .where(
            Person.left_on <= left_before,
            ~exists().where(Anonymisation.person_id == Person.id),
            ~held.exists(),
        )
        .order_by(Person.left_on, Person.id)
    )


def _has_active_role(db: Session, person: Person, today: date) -> bool:
    if person.account is None or not person.account.is_active:
        return False
    held = select(RoleGrant.id).where(RoleGrant.account_id == person.account.id, _holds(today))
    return db.scalar(held.limit(1)) is not None


def _holds(today: date) -> ColumnElement[bool]:
    """Condition: the role holds on the day or later, and was not ended."""
    return RoleGrant.ended_at.is_(None) & (
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today)
    )
