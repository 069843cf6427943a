"""Materials for tests."""

from io import BytesIO

from sqlalchemy.orm import Session

from lms.campaigns.models import Campaign
from lms.files.models import FileKind, StoredFile
from lms.files.responses import current_store
from lms.files.services import save_file
from lms.materials.models import Material
from lms.materials.services import MaterialPlan, add_material
from lms.people.models import Account
from tests.factories import make_account
from tests.lms.files.factories import make_docx, make_pdf


def make_stored(db: Session, content: bytes, name: str = "tai-lieu.pdf") -> StoredFile:
    """A stored PDF or Word file; call it within the application's context."""
    kinds = (FileKind.PDF, FileKind.DOCX)
    return save_file(db, current_store(), BytesIO(content), name, accept=kinds, max_bytes=10**7)


def make_material(
    db: Session,
    campaign: Campaign,
    *,
    content: bytes | None = None,
    url: str = "",
    title: str = "Tài liệu hỏi - đáp",
    is_required: bool = True,
    by: Account | None = None,
) -> Material:
    """A PDF of three pages unless told otherwise; call it within the application's context."""
    file = None if url else make_stored(db, content or make_pdf(("one", "two", "three")))
    return add_material(
        db,
        current_store(),
        campaign.id,
        MaterialPlan(title=title, url=url, is_required=is_required),
        not_secret_by=(by or make_account(db)).id,
        file=file,
    )


def word_file(text: str = "Nghị quyết") -> bytes:
    """A Word file of one paragraph."""
    return make_docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
