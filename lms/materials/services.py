"""Putting materials into a campaign, and taking them out of sight."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.activities import expect_audience, register_activity
from lms.campaigns.enums import ActivityKind
from lms.errors import Invalid
from lms.files.documents import docx_to_html, pdf_first_page_text, pdf_pages
from lms.files.models import FileKind, StoredFile
from lms.files.store import FileStore
from lms.materials.enums import MaterialKind
from lms.materials.models import Material
from lms.materials.rules import bears_secrecy_mark, is_web_link, opening_text
from lms.web.i18n import lazy_gettext as _l

FILE_KINDS = (FileKind.PDF, FileKind.DOCX)


@dataclass(frozen=True, slots=True)
class MaterialPlan:
    """What the staff say about a material."""

    title: str
    description: str = ""
    is_required: bool = True
    position: int | None = None
    """Place among the campaign's materials; None: last"""
    url: str = ""
    """For a link; empty for a file"""


def add_material(
    db: Session,
    store: FileStore,
    campaign_id: int,
    plan: MaterialPlan,
    *,
    not_secret_by: int,
    file: StoredFile | None = None,
) -> Material:
    """A new material: the file where one is given, else the link. Everybody in the audience is expected to
    read it.

    `not_secret_by` is the account that declared it free of state secrets. Raises Invalid when the link is
    no https address, the file cannot be read, or its first page bears a stamp of secrecy.
    """
    content = _read_content(store, plan, file)
    position = plan.position if plan.position is not None else _next_position(db, campaign_id)
    activity = register_activity(
        db,
        campaign_id,
        kind=ActivityKind.MATERIAL,
        title=plan.title,
        is_required=plan.is_required,
        position=position,
    )
    material = Material(
        campaign_id=campaign_id,
        activity=activity,
        title=plan.title,
        description=plan.description,
        position=position,
        not_secret_by=not_secret_by,
        not_secret_at=clock.now(),
    )
    _set_content(material, content)
    db.add(material)
    db.flush()
    expect_audience(db, campaign_id)
    return material


def change_material(
    db: Session,
    store: FileStore,
    material: Material,
    plan: MaterialPlan,
    *,
    not_secret_by: int,
    file: StoredFile | None = None,
) -> None:
    """Change what is said about a material; with a file or another link its content is replaced.

    Whoever replaces the content declares anew that it is no secret. What people have read stays read.
    Raises Invalid as `add_material` does.
    """
    is_new_link = file is None and bool(plan.url) and plan.url != material.url
    content = _read_content(store, plan, file) if file is not None or is_new_link else None
    material.title = material.activity.title = plan.title
    material.description = plan.description
    material.activity.is_required = plan.is_required
    if plan.position is not None:
        material.position = material.activity.position = plan.position
    if content is not None:
        _set_content(material, content)
        material.not_secret_by, material.not_secret_at = not_secret_by, clock.now()
    db.flush()


def hide_material(db: Session, material: Material) -> None:
    """Take a material out of sight; nobody is expected to read it any more."""
    material.hidden_at = material.hidden_at or clock.now()
    material.activity.is_withdrawn = True
    db.flush()


def show_material(db: Session, material: Material) -> None:
    """Bring a hidden material back, for everybody the campaign is for today."""
    material.hidden_at = None
    material.activity.is_withdrawn = False
    db.flush()
    expect_audience(db, material.campaign_id)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a material holds, looked into before anything is changed."""

    kind: MaterialKind
    file: StoredFile | None = None
    url: str | None = None
    pages: int | None = None
    html: str | None = None


def _read_content(store: FileStore, plan: MaterialPlan, file: StoredFile | None) -> _Content:
    if file is None:
        if not is_web_link(plan.url):
            raise Invalid(_l("Enter a full address that starts with https://."))
        return _Content(MaterialKind.LINK, url=plan.url)
    path = store.path(file.sha256)
    if file.kind is FileKind.PDF:
        content = _Content(MaterialKind.PDF, file, pages=pdf_pages(path))
        opening = pdf_first_page_text(path)
    else:
        html = docx_to_html(path)
        content, opening = _Content(MaterialKind.DOCX, file, html=html), opening_text(html)
    if bears_secrecy_mark(opening):
        raise Invalid(
            _l("The first page bears a mark of secrecy. Such a document must not be stored here.")
        )
    return content


def _set_content(material: Material, content: _Content) -> None:
    material.kind = content.kind
    material.file, material.url = content.file, content.url
    material.pages, material.html = content.pages, content.html


def _next_position(db: Session, campaign_id: int) -> int:
    last = db.scalar(select(func.max(Material.position)).where(Material.campaign_id == campaign_id))
    return (last or 0) + 1
