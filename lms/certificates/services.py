"""Issuing and revoking certificates; numbers run on and are never used twice."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.freezing import draft_faces
from lms.certificates.models import Certificate, RegisterCounter
from lms.certificates.public_ids import new_public_id
from lms.certificates.rules import Achievement, register_label, serial_label
from lms.certificates.standings import achievements
from lms.errors import Conflict, Invalid
from lms.people.access import add_access
from lms.text import fold
from lms.web.i18n import lazy_gettext as _l

KIND = CertificateKind.ATTENDANCE
ALL_YEARS = 0
"""the counter of serials, which do not begin anew in January"""


def claim(db: Session, campaign: Campaign, person_id: int, *, by: int | None) -> Certificate:
    """The person's certificate for the campaign: the one issued before, or a new one.

    Raises Invalid while the completion rule is not met, Conflict after a revocation: then only
    the organisers can issue another.
    """
    counters = _lock_counters(db)
    known = _certificates_of(db, campaign.id, [person_id]).get(person_id, [])
    for certificate in known:
        if certificate.is_valid:
            return certificate
    if known:
        raise Conflict(_l("Your certificate was revoked. Please ask the organisers about it."))
    return _issue_to_one(db, campaign, person_id, counters, by)


def issue_to(db: Session, campaign: Campaign, person_id: int, *, by: int | None) -> Certificate:
    """The organisers issue to one person, also to somebody whose former paper was revoked.

    Raises Conflict when a valid one exists, Invalid while the completion rule is not met.
    """
    counters = _lock_counters(db)
    known = _certificates_of(db, campaign.id, [person_id]).get(person_id, [])
    if any(certificate.is_valid for certificate in known):
        raise Conflict(_l("This person already holds a valid certificate of the campaign."))
    return _issue_to_one(db, campaign, person_id, counters, by)


def issue_to_all(db: Session, campaign: Campaign, *, by: int | None) -> list[Certificate]:
    """Issue to everybody who meets the rule and never had a certificate of this campaign.

    A fixed number of queries, whatever the number of people. People whose paper was revoked are
    left to `issue_to`: that is a decision about each of them.
    """
    counters = _lock_counters(db)
    known = _certificates_of(db, campaign.id, None)
    earned = {
        person: achievement
        for person, achievement in achievements(db, campaign).items()
        if achievement.is_complete and person not in known
    }
    return _issue(db, campaign, earned, counters, by)


def revoke(db: Session, certificate: Certificate, *, reason: str, by: int | None) -> None:
    """Say that a certificate no longer holds; its number and its public page stay.

    Raises Invalid without a reason, Conflict when it is revoked already.
    """
    if not reason.strip():
        raise Invalid(_l("Say why the certificate is revoked."))
    if not certificate.is_valid:
        raise Conflict(_l("This certificate is revoked already."))
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at = clock.now()
    certificate.revoked_by = by
    certificate.revoked_reason = reason.strip()
    add_access(db, by, "certificate revoked", "certificate", certificate.id, reason.strip())


def _issue_to_one(
    db: Session, campaign: Campaign, person_id: int, counters: "_Counters", by: int | None
) -> Certificate:
    achievement = achievements(db, campaign, [person_id])[person_id]
    if not achievement.is_complete:
        raise Invalid(_l("The campaign is not completed yet, so no certificate can be issued."))
    return _issue(db, campaign, {person_id: achievement}, counters, by)[0]


def _issue(
    db: Session,
    campaign: Campaign,
    earned: Mapping[int, Achievement],
    counters: "_Counters",
    by: int | None,
) -> list[Certificate]:
    if not earned:
        return []
    numbers = counters.take(len(earned))
    now, year = clock.now(), counters.year
    rows = []
    for (number, serial_no), (person_id, draft) in zip(
        numbers, draft_faces(db, campaign, earned, clock.local(now).date()), strict=True
    ):
        serial, label = serial_label(serial_no), register_label(KIND, year, number)
        face = replace(draft, serial=serial, register_label=label)
        rows.append(
            {
                "public_id": new_public_id(),
                "campaign_id": campaign.id,
                "person_id": person_id,
                "kind": KIND,
                "register_year": year,
                "register_no": number,
                "serial": serial,
                "frozen": face.to_json(),
                "name_fold": fold(face.name)[:160],
                "state": CertificateState.ISSUED,
                "issued_at": now,
                "issued_by": by,
            }
        )
    db.execute(insert(Certificate), rows)
    first = rows[0]["register_no"]
    return list(
        db.scalars(
            select(Certificate)
            .where(Certificate.kind == KIND, Certificate.register_year == year)
            .where(Certificate.register_no >= first)
            .order_by(Certificate.register_no)
        )
    )


def _certificates_of(
    db: Session, campaign_id: int, person_ids: Iterable[int] | None
) -> dict[int, list[Certificate]]:
    question = select(Certificate).where(Certificate.campaign_id == campaign_id)
    if person_ids is not None:
        question = question.where(Certificate.person_id.in_(list(person_ids)))
    found: dict[int, list[Certificate]] = {}
    for certificate in db.scalars(question.order_by(Certificate.id)):
        found.setdefault(certificate.person_id, []).append(certificate)
    return found


@dataclass(frozen=True, slots=True)
class _Counters:
    """The register of this year and the run of serials, both locked until the commit."""

    register: RegisterCounter
    serials: RegisterCounter

    @property
    def year(self) -> int:
        return self.register.year

    def take(self, count: int) -> Iterator[tuple[int, int]]:
        """The next (register number, serial number) pairs; given back only by a roll-back."""
        first, first_serial = self.register.last_no + 1, self.serials.last_no + 1
        self.register.last_no += count
        self.serials.last_no += count
        return zip(range(first, first + count), itertools.count(first_serial), strict=False)


def _lock_counters(db: Session) -> _Counters:
    """Make issuers take turns, so that what is read next stays true until they commit."""
    return _Counters(_lock_counter(db, clock.today().year), _lock_counter(db, ALL_YEARS))


def _lock_counter(db: Session, year: int) -> RegisterCounter:
    question = (
        select(RegisterCounter)
        .where(RegisterCounter.kind == KIND, RegisterCounter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    counter = db.scalar(question)
    if counter is not None:
        return counter
    # Another transaction may begin the register of this year at the same moment.
    with suppress(IntegrityError), db.begin_nested():
        db.add(RegisterCounter(kind=KIND, year=year, last_no=0))
    return db.scalars(question).one()
