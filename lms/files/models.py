"""Uploads kept on disk by content, and uploads that wait for a person's confirmation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, enum_type


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    """A workbook of Excel 97–2003, where it is asked for."""
    CSV = "csv"
    TEXT = "text"


class StoredFile(Base):
    """One uploaded file; its bytes lie under the files folder by their SHA-256."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[FileKind] = mapped_column(enum_type(FileKind))
    size: Mapped[int]
    """Bytes"""
    uploaded_by: Mapped[int | None]
    """Account id; not a foreign key, for files stand below people."""
    uploaded_at: Mapped[datetime]


class PendingImport(Base):
    """An upload that was previewed and waits to be confirmed."""

    __tablename__ = "pending_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    """roster, units or questions"""
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    uploaded_by: Mapped[int]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship(lazy="joined")
