"""Imports of rosters on record: who, when, which file, what came of it; and the rows of their previews."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, enum_type
from lms.db.stamps import PEOPLE_STAMPS, stamped
from lms.people.enums import Decision
from lms.people.importing.on_record import COMPARED
from lms.people.models import Account, Membership, Person


class RunState(StrEnum):
    """How far an import has come."""

    READING = "reading"
    READY = "ready"
    """Previewed; nothing is written before somebody confirms it."""
    AWAITING = "awaiting"
    """Confirmed; so many would leave that a second person decides before anything is written."""
    WRITING = "writing"
    WRITTEN = "written"
    REFUSED = "refused"
    """The file, or what it would do, was refused; nothing was written."""


class RowKind(StrEnum):
    """What a row of a roster would do; also whom it does not name."""

    DOUBTFUL = "doubtful"
    REJECTED = "rejected"
    MISSING = "missing"
    MOVED = "moved"
    CHANGED = "changed"
    NEW = "new"
    REMARK = "remark"
    LISTED = "listed"
    """One row that shows nothing: in which rows the file names the people who do not change, see `list_order`."""


class ImportRun(Base):
    """One import of a roster, from the upload to its outcome. Kept for good."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    """Bytes"""
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """None: from the command line."""
    created_at: Mapped[datetime]
    state: Mapped[RunState] = mapped_column(enum_type(RunState))
    converts: Mapped[bool] = mapped_column(default=False)
    """Text in old fonts is put into Unicode, as was asked for."""
    reading: Mapped[str] = mapped_column(Text, default="")
    """JSON: what was said of how to read the file, see `reading.Reading`."""
    headings: Mapped[str] = mapped_column(String(32), default="")
    """Digest of the list's headings: what was said of its columns holds for the next list with the same."""
    columns: Mapped[str] = mapped_column(Text, default="")
    """JSON: how each column was read, with its first values until the list is written or removed."""
    starts_on: Mapped[date | None]
    """From when new people and moves hold, as was confirmed."""
    leaving: Mapped[int | None]
    """So many missing people leave, as was confirmed; None: they stay."""
    choices: Mapped[str] = mapped_column(Text, default="{}")
    """JSON: row number → what was decided of a row in doubt."""
    frozen: Mapped[str] = mapped_column(Text, default="")
    """JSON: what the preview was made from, see `freezing.Frozen`; empty before it is made."""
    figures: Mapped[str] = mapped_column(Text, default="{}")
    """JSON, see `staging.Figures`."""
    message: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused, or why the preview is another one than was confirmed."""
    finished_at: Mapped[datetime | None]
    file_removed_at: Mapped[datetime | None]
    """When the uploaded list was taken off the disk; the record of the import stays."""


_HAS_PERSON = text("person_id IS NOT NULL")
_HAS_NONE = text("person_id IS NULL")


class ImportRow(Base):
    """One line of an import's preview; goes some months after the import."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index(None, "run_id", "kind"),
        # Whoever is made anonymous is found here, by number or else by name; each row is in one of the two.
        Index(
            "ix_import_rows_person",
            "person_id",
            sqlite_where=_HAS_PERSON,
            postgresql_where=_HAS_PERSON,
        ),
        Index(
            "ix_import_rows_stranger",
            "name",
            sqlite_where=_HAS_NONE,
            postgresql_where=_HAS_NONE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    kind: Mapped[RowKind] = mapped_column(enum_type(RowKind))
    row: Mapped[int]
    """As the office program numbers it; 0 for people the file does not name."""
    person_id: Mapped[int | None]
    """Not a foreign key: what a preview showed is no hold on anybody."""
    name: Mapped[str] = mapped_column(String(255))
    search: Mapped[str] = mapped_column(String(600))
    """Folded name, code and unit."""
    detail: Mapped[str] = mapped_column(Text)
    """JSON, see `staging`."""
    act: Mapped[str] = mapped_column(Text, default="")
    """JSON: what is written when the import is confirmed, see `acts`; empty where it is nothing."""


class ImportApproval(Base):
    """The word on an import by which more would leave than the guard lets pass.

    A second person gives it. Granted by nobody: there was no second person, and an administrator typed how
    many leave.
    """

    __tablename__ = "import_approvals"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        Index(None, "run_id"),
        Index(
            "uq_import_approvals_open",
            "run_id",
            unique=True,
            sqlite_where=text("decision = 'open'"),
            postgresql_where=text("decision = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    mark: Mapped[str] = mapped_column(String(32))
    """Of the preview, the decisions on its rows, the day and the number who leave: the word is on just these."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(enum_type(Decision), default=Decision.OPEN)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500), default="")


class PeopleStamp(Base):
    """One row: another stamp after every change of what an import compares."""

    __tablename__ = PEOPLE_STAMPS

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))


for _table, _columns in (
    (Person.__table__, COMPARED),
    (Membership.__table__, ()),
    (Account.__table__, ("person_id", "login")),
):
    stamped(_table, PEOPLE_STAMPS, _columns)  # type: ignore[arg-type] # declarative tables are Tables
