"""Issued papers and their register; data is frozen at issue and numbers are never reused."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.campaigns.models import Campaign
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.face import CertificateFace
from lms.db import Base, enum_type
from lms.people.models import Person


class Certificate(Base):
    """One paper for one person and campaign."""

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("kind", "register_year", "register_no"),
        Index(
            "uq_certificates_valid",
            "campaign_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
        Index(None, "name_fold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    """128 random bits in Crockford base32: the address of the verify page."""
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(enum_type(CertificateKind))
    register_year: Mapped[int]
    register_no: Mapped[int]
    """Số vào sổ: continuous within kind and calendar year, never reused."""
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    """Số hiệu of the paper itself."""
    frozen: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Everything printed on it, as it was at issue."""
    name_fold: Mapped[str] = mapped_column(String(160), server_default="")
    """The printed name without diacritics and case: the register is searched by what stands on the paper."""
    state: Mapped[CertificateState] = mapped_column(
        enum_type(CertificateState), default=CertificateState.ISSUED
    )
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_reason: Mapped[str] = mapped_column(String(500), default="")
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def face(self) -> CertificateFace:
        """What is printed on it."""
        return CertificateFace.from_json(self.frozen)

    @property
    def is_valid(self) -> bool:
        """Issued and not revoked."""
        return self.state is CertificateState.ISSUED


class RegisterCounter(Base):
    """The last number given in a register and year; year 0 counts the serials of all years."""

    __tablename__ = "register_counters"

    kind: Mapped[CertificateKind] = mapped_column(enum_type(CertificateKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_no: Mapped[int] = mapped_column(default=0)
