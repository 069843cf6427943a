"""Keeping an upload: judged first, then on disk, then in the database."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import Conflict, Invalid, NotFound, TooLarge
from lms.files.models import FileKind, StoredFile
from lms.files.pending import confirm_import, get_import, hold_import
from lms.files.services import save_file
from lms.files.store import FileStore
from tests.lms.files.factories import make_docx, make_pdf

KINDS = (FileKind.PDF, FileKind.DOCX)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def _save(db: Session, store: FileStore, content: bytes, name: str, **given: object) -> StoredFile:
    settings = {"accept": KINDS, "max_bytes": 100_000, **given}
    return save_file(db, store, BytesIO(content), name, **settings)  # type: ignore[arg-type]


def test_a_file_is_kept_under_its_cleaned_name_and_true_kind(db: Session, store: FileStore) -> None:
    file = _save(db, store, make_docx(), "C:\\tmp\\Đề cương.pdf", uploaded_by=7)
    assert (file.name, file.kind, file.uploaded_by) == ("Đề cương.pdf", FileKind.DOCX, 7)
    assert store.path(file.sha256).stat().st_size == file.size


def test_two_uploads_of_one_content_are_two_rows_and_one_file(
    db: Session, store: FileStore
) -> None:
    first = _save(db, store, make_pdf(), "a.pdf")
    second = _save(db, store, make_pdf(), "b.pdf")
    assert first.id != second.id
    assert first.sha256 == second.sha256
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_csv_is_welcome_where_text_is(db: Session, store: FileStore) -> None:
    file = _save(db, store, b"a,b\n1,2", "units.csv", accept=(FileKind.TEXT,))
    assert file.kind is FileKind.CSV


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Invalid),
        (b"plain text", Invalid),
        (b"\x7fELF\x00", Invalid),
        (Path("tests/data/roster.xlsx").read_bytes()[:200_000], TooLarge),
        (b"PK\x03\x04 broken", Invalid),
    ],
    ids=["empty", "text", "program", "large", "broken"],
)
def test_what_is_refused_leaves_neither_row_nor_file(
    db: Session, store: FileStore, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        _save(db, store, content, "a.pdf")
    assert db.scalars(select(StoredFile)).all() == []
    assert not [path for path in store.root.rglob("*") if path.is_file()]


def test_an_import_waits_for_its_own_uploader_and_is_used_once(
    db: Session, store: FileStore
) -> None:
    pending = hold_import(db, "roster", _save(db, store, make_pdf(), "a.pdf"), account_id=1)
    for purpose, account in (("roster", 2), ("units", 1)):
        with pytest.raises(NotFound):
            get_import(db, pending.id, purpose, account)
    found = get_import(db, pending.id, "roster", 1)
    confirm_import(found)
    with pytest.raises(Conflict):
        confirm_import(found)
