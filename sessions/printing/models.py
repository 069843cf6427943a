"""What was printed and comes back: slips with single-use codes, lists to be signed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base
from sessions.conferences.models import StudySession, Venue
from sessions.gates.models import Gate


class Slip(Base):
    """A paper slip for one row of the hall: its code makes one check-in stronger (E3), once.

    Used is a slip whose ticket, `slip:<id>`, stands in the evidence.
    """

    __tablename__ = "slips"
    __table_args__ = (UniqueConstraint("gate_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gates.id"))
    number: Mapped[int]
    """Counts up within the gate; printed, to hand them out and count them."""
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of the code; the code itself is derived from gate and number, never stored."""
    printed_at: Mapped[datetime]
    printed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    voided_at: Mapped[datetime | None]
    gate: Mapped[Gate] = relationship(lazy="raise")


class SignList(Base):
    """One printing of the list that people sign: who stood where is kept as it was on the paper.

    The roster may change after the paper left the printer; what is keyed in follows the paper.
    """

    __tablename__ = "sign_lists"
    __table_args__ = (Index(None, "study_session_id", "venue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_session_id: Mapped[int] = mapped_column(ForeignKey("study_sessions.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    digest: Mapped[str] = mapped_column(String(64))
    """Of the pages: printing the same again is the same list."""
    printed_at: Mapped[datetime]
    printed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    study_session: Mapped[StudySession] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    pages: Mapped[list["SignPage"]] = relationship(lazy="raise", order_by="SignPage.number")


class SignPage(Base):
    """One sheet of a printed list, and whether it was keyed in."""

    __tablename__ = "sign_pages"

    list_id: Mapped[int] = mapped_column(ForeignKey("sign_lists.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    first_row: Mapped[int]
    """Number printed before the first person; they count through the whole list."""
    content: Mapped[str] = mapped_column(Text)
    """JSON: [[unit's name, [person id, …]], …] in the printed order"""
    keyed_at: Mapped[datetime | None]
    keyed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(String(500), default="")
    """Signatures that belong to nobody printed, as whoever keyed the sheet in read them."""
