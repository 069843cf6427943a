"""Reading certificates: for the holder, for the register, for whoever checks one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.campaigns.models import Campaign
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.certificates.public_ids import read_public_id
from lms.certificates.rules import Achievement
from lms.certificates.standings import achievements
from lms.errors import NotFound
from lms.people.belonging import CHUNK
from lms.people.models import Person
from lms.text import fold
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who meets the rule and has no valid certificate."""

    person: Person
    achievement: Achievement
    was_revoked: bool


@dataclass(frozen=True, slots=True)
class IssuingPicture:
    """Where a campaign stands with its certificates."""

    valid: int
    revoked: int
    candidates: list[Candidate]

    @property
    def fresh(self) -> int:
        """How many the button for all will issue to: never revoked ones."""
        return sum(not each.was_revoked for each in self.candidates)


def get_certificate(db: Session, certificate_id: int) -> Certificate:
    """The certificate with its campaign. Raises NotFound."""
    certificate = db.scalar(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .options(joinedload(Certificate.campaign))
    )
    if certificate is None:
        raise NotFound(_l("This certificate does not exist."))
    return certificate


def find_by_public_id(db: Session, typed: str) -> Certificate | None:
    """The certificate of a verify page's address, however its id was typed."""
    return db.scalar(select(Certificate).where(Certificate.public_id == read_public_id(typed)))


def certificate_of(db: Session, campaign_id: int, person_id: int) -> Certificate | None:
    """A person's newest certificate of a campaign, valid or revoked."""
    return db.scalar(
        select(Certificate)
        .where(Certificate.campaign_id == campaign_id, Certificate.person_id == person_id)
        .order_by(Certificate.id.desc())
        .limit(1)
    )


def certificates_of_person(db: Session, person_id: int) -> list[Certificate]:
    """All of a person's certificates, newest first."""
    return list(
        db.scalars(
            select(Certificate)
            .where(Certificate.person_id == person_id)
            .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        )
    )


def valid_certificates(db: Session, campaign_id: int) -> list[Certificate]:
    """The campaign's valid certificates by register number: one print run."""
    return list(
        db.scalars(
            select(Certificate)
            .where(
                Certificate.campaign_id == campaign_id,
                Certificate.state == CertificateState.ISSUED,
            )
            .order_by(Certificate.register_year, Certificate.register_no)
        )
    )


def issuing_picture(db: Session, campaign: Campaign) -> IssuingPicture:
    """Counts of the campaign, and who may be issued one now, in name order. Some five queries."""
    states = db.execute(
        select(Certificate.person_id, Certificate.state).where(
            Certificate.campaign_id == campaign.id
        )
    ).all()
    holders = {row.person_id for row in states if row.state is CertificateState.ISSUED}
    revoked = [row.person_id for row in states if row.state is CertificateState.REVOKED]
    earned = {
        person: achievement
        for person, achievement in achievements(db, campaign).items()
        if achievement.is_complete and person not in holders
    }
    candidates = [
        Candidate(person, earned[person.id], person.id in revoked)
        for person in people_by_name(db, earned.keys())
    ]
    return IssuingPicture(len(holders), len(revoked), candidates)


def register(
    owner_units: Collection[int] | None,
    *,
    year: int | None = None,
    campaign_id: int | None = None,
    search: str = "",
) -> Select[Certificate]:
    """The register as a SELECT, newest number first; None of units means every unit's.

    `search` finds the name as printed, whatever became of the record since, and the name of today.
    """
    question = (
        select(Certificate)
        .join(Campaign, Campaign.id == Certificate.campaign_id)
        .join(Person, Person.id == Certificate.person_id)
        .order_by(Certificate.register_year.desc(), Certificate.register_no.desc())
    )
    if owner_units is not None:
        question = question.where(Campaign.owner_unit_id.in_(owner_units))
    if year is not None:
        question = question.where(Certificate.register_year == year)
    if campaign_id is not None:
        question = question.where(Certificate.campaign_id == campaign_id)
    if search:
        folded = fold(search)
        question = question.where(
            or_(
                Certificate.name_fold.contains(folded, autoescape=True),
                Person.name_fold.contains(folded, autoescape=True),
            )
        )
    return question


def register_years(db: Session) -> list[int]:
    """Years in which numbers were given, newest first."""
    return list(
        db.scalars(
            select(Certificate.register_year)
            .group_by(Certificate.register_year)
            .order_by(Certificate.register_year.desc())
        )
    )


def count_valid(db: Session, campaign_id: int) -> int:
    """How many certificates of the campaign hold."""
    return (
        db.scalar(
            select(func.count())
            .select_from(Certificate)
            .where(
                Certificate.campaign_id == campaign_id,
                Certificate.state == CertificateState.ISSUED,
            )
        )
        or 0
    )


def people_by_name(db: Session, person_ids: Collection[int]) -> list[Person]:
    """People in Vietnamese name order; namesakes in the order of the roster."""
    ids = sorted(person_ids)
    found: list[Person] = []
    for start in range(0, len(ids), CHUNK):
        found += db.scalars(select(Person).where(Person.id.in_(ids[start : start + CHUNK])))
    return sorted(found, key=lambda person: (person.sort_key, person.id))
