"""The verbs of personal data: file and answer requests, publish and read notices."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.errors import Conflict, Invalid
from lms.people.access import add_access
from lms.privacy.enums import RequestKind, RequestState
from lms.privacy.models import NoticeAcknowledgement, PrivacyNotice, PrivacyRequest
from lms.privacy.queries import OPEN, newest_notice
from lms.privacy.rules import LONGEST_EXTENSION, gaps_in, terms_of
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office says to a request."""

    state: RequestState
    words: str
    extend_by: int = 0
    """Days more to carry it out, 0 to 15."""


def file_request(
    db: Session,
    person_id: int,
    kind: RequestKind,
    words: str,
    *,
    by: int | None,
    received_on: date | None = None,
) -> PrivacyRequest:
    """Enter a request, by the person or by the office for a letter it received, and set its terms.

    Raises Invalid for a day of receipt in the future.
    """
    today = clock.today()
    received = received_on or today
    if received > today:
        raise Invalid(_l("The day of receipt lies in the future."))
    terms = terms_of(kind, received)
    request = PrivacyRequest(
        person_id=person_id,
        kind=kind,
        words=words,
        received_on=received,
        filed_at=clock.now(),
        filed_by=by,
        answer_by=terms.answer_by,
        fulfil_by=terms.fulfil_by,
    )
    db.add(request)
    db.flush()
    add_access(db, by, "data request filed", "person", person_id, f"#{request.id} {kind}")
    return request


def answer_request(db: Session, request: PrivacyRequest, answer: Answer, *, by: int) -> None:
    """Accept, extend, carry out or decline a request; the person reads the words.

    The term is extended once, by at most 15 days (Decree 356/2025/NĐ-CP). Raises Conflict for a
    request that is closed or extended already, Invalid without words or for a longer extension.
    """
    # Who answers at the same moment takes turns.
    db.execute(select(PrivacyRequest.id).where(PrivacyRequest.id == request.id).with_for_update())
    db.refresh(request)
    if not request.state.is_open:
        raise Conflict(_l("This request is closed already."))
    if answer.state is RequestState.RECEIVED:
        raise Invalid(_l("Choose what becomes of the request."))
    if not answer.words:
        raise Invalid(_l("Write what the person is told."))
    if not 0 <= answer.extend_by <= LONGEST_EXTENSION:
        raise Invalid(_l("The term may be extended by 15 days at most."))
    if answer.extend_by and request.extended_days:
        raise Conflict(_l("The term was extended already; that is possible once only."))
    before, now = request.state, clock.now()
    if answer.extend_by and answer.state is RequestState.ACCEPTED:
        request.extended_days = answer.extend_by
        request.fulfil_by += timedelta(days=answer.extend_by)
    request.state, request.answer = answer.state, answer.words
    request.answered_at = request.answered_at or now
    request.closed_at = None if answer.state.is_open else now
    request.handled_by = by
    change = f"#{request.id} {before} → {answer.state}"
    add_access(db, by, "data request answered", "person", request.person_id, change)
    db.flush()


def close_erasures(db: Session, person_id: int, *, by: int | None) -> list[int]:
    """Say of the person's open requests for erasure that they are carried out; their numbers. Traced."""
    now = clock.now()
    open_ones = select(PrivacyRequest).where(
        PrivacyRequest.person_id == person_id,
        PrivacyRequest.kind == RequestKind.ERASURE,
        PrivacyRequest.state.in_(OPEN),
    )
    closed = db.scalars(open_ones.order_by(PrivacyRequest.id)).all()
    for request in closed:
        change = f"#{request.id} {request.state} → {RequestState.DONE}"
        request.state, request.closed_at, request.handled_by = RequestState.DONE, now, by
        request.answered_at = request.answered_at or now
        add_access(db, by, "data request answered", "person", person_id, change)
    db.flush()
    return [each.id for each in closed]


def publish_notice(db: Session, body: str, *, by: int | None) -> PrivacyNotice:
    """Make a text the notice that holds; everybody is shown it at the next sign-in.

    Raises Invalid for an empty text and one with gaps left to fill in, Conflict for the text that holds already.
    """
    if not body:
        raise Invalid(_l("Write the notice first."))
    if gaps := gaps_in(body):
        raise Invalid(
            _l(
                "Still to be filled in: %(gaps)s. Complete the text, then publish it.",
                gaps=", ".join(gaps),
            )
        )
    held = newest_notice(db)
    if held is not None and held.is_of_office and held.body == body:
        raise Conflict(_l("This text is the notice already."))
    notice = PrivacyNotice(body=body, published_at=clock.now(), published_by=by)
    db.add(notice)
    db.flush()
    change = f"{held.id if held else 0} → {notice.id}"
    add_access(db, by, "privacy notice published", "notice", notice.id, change)
    return notice


def acknowledge_own(db: Session, account_id: int, body: str) -> None:
    """Keep that the account's owner has read the product's own notice, which becomes the first version with that.

    So the very text that was read stays on record. Nobody has published it, and nothing says so. Raises Conflict where the office has published one meanwhile.
    """
    if db.get_bind().dialect.name == "postgresql":  # writers of SQLite take turns anyway
        db.execute(text("LOCK TABLE privacy_notices IN EXCLUSIVE MODE"))
    held = newest_notice(db)
    if held is not None and (held.is_of_office or held.body != body):
        raise Conflict(_l("A newer notice has come out. Read that one."))
    notice = held or PrivacyNotice(body=body, published_at=clock.now())
    db.add(notice)
    db.flush()
    acknowledge(db, account_id, notice.id)


def acknowledge(db: Session, account_id: int, notice_id: int) -> bool:
    """Keep that the account's owner has read the version; False when it was kept before.

    Raises Conflict where a newer version has come out meanwhile.
    """
    held = newest_notice(db)
    if held is None or held.id != notice_id:
        raise Conflict(_l("A newer notice has come out. Read that one."))
    if db.get(NoticeAcknowledgement, (account_id, notice_id)) is not None:
        return False
    try:
        with db.begin_nested():
            db.add(
                NoticeAcknowledgement(
                    account_id=account_id, notice_id=notice_id, accepted_at=clock.now()
                )
            )
    except IntegrityError:  # pressed in two tabs at once
        return False
    return True
