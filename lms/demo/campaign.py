"""The demonstration's campaign: its plan, its materials, and people who have read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.enums import ActivityKind
from lms.campaigns.models import Activity, Assignment, Campaign
from lms.campaigns.services import CampaignPlan, create_campaign
from lms.demo.docx import word_file
from lms.demo.pdf import booklet
from lms.demo.people import SEED
from lms.demo.sources import CONTENT, Block, read_source, title_of
from lms.files.models import FileKind, StoredFile
from lms.files.services import save_file
from lms.files.store import FileStore
from lms.materials.models import Material, Reading
from lms.materials.reading import SOURCE
from lms.materials.services import MaterialPlan, add_material
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcomes

TITLE: Final = "Đợt nghiên cứu, học tập, quán triệt Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng"
RESOLUTION: Final = "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng"
LINK: Final = "https://tulieuvankien.dangcongsan.vn/"
BEGAN_DAYS_AGO: Final = 30
LASTS_DAYS: Final = 120
_READERS_IN_100: Final = 82
_MAX_BYTES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """One material and what is said about it."""

    source: str
    description: str
    is_required: bool = True


_PIECES: Final = (
    _Piece("01-dai-hoi-xiii", "Thời gian, đại biểu, phương châm và kết quả tổ chức của Đại hội."),
    _Piece("02-chu-de-va-muc-tieu", "Chủ đề, hệ thống văn kiện và ba mốc 2025, 2030, 2045."),
    _Piece("03-chi-tieu-chu-yeu", "Hai bộ chỉ tiêu đặt cạnh nhau và cách đọc các con số."),
    _Piece("04-nhiem-vu-va-dot-pha", "12 định hướng, 6 nhiệm vụ trọng tâm, 3 đột phá chiến lược."),
    _Piece(
        "05-de-cuong-tu-nghien-cuu", "Cách học, câu hỏi thảo luận, gợi ý viết bài thu hoạch.", False
    ),
)


def seed_campaign(db: Session, store: FileStore, owner_unit_id: int, by: int) -> Campaign:
    """The campaign with its plan document and materials, made by the given account."""
    today = clock.today()
    began = today - timedelta(days=BEGAN_DAYS_AGO)
    plan_file = _keep(db, store, booklet(_blocks("ke-hoach")), "Kế hoạch 12-KH-ĐU.pdf", by)
    plan = CampaignPlan(
        title=TITLE,
        owner_unit_id=owner_unit_id,
        starts_on=began,
        ends_on=began + timedelta(days=LASTS_DAYS),
        audience={owner_unit_id},
        resolution=RESOLUTION,
        plan_number="12-KH/ĐU",
        plan_on=began - timedelta(days=7),
        summary=(
            "Đợt học tập gồm hội nghị tại các điểm cầu, phần tự nghiên cứu tài liệu và một bài kiểm tra "
            "ngắn. Đề nghị đồng chí đọc tài liệu bắt buộc trước khi làm bài kiểm tra."
        ),
        sessions_required=2,
    )
    campaign = create_campaign(db, plan, by=by, plan_file=plan_file)
    for piece in _PIECES:
        _add_piece(db, store, campaign.id, piece, by)
    link = MaterialPlan(
        title="Tư liệu văn kiện Đảng",
        description="Trang tư liệu để tra cứu toàn văn. Mở ở cửa sổ mới.",
        is_required=False,
        url=LINK,
    )
    add_material(db, store, campaign.id, link, not_secret_by=by)
    return campaign


def seed_readings(db: Session, campaign_id: int, leave_out: Iterable[int]) -> None:
    """Most people have read the required materials in the campaign's first weeks."""
    draw = Random(SEED)  # noqa: S311 - repeatable, not a secret
    skipped = set(leave_out)
    began = datetime.combine(clock.today() - timedelta(days=BEGAN_DAYS_AGO - 2), time(8))
    rows = db.execute(
        select(Material.id, Material.activity_id, Material.pages)
        .join(Activity, Activity.id == Material.activity_id)
        .where(Material.campaign_id == campaign_id, Activity.kind == ActivityKind.MATERIAL)
        .where(Activity.is_required)
        .order_by(Material.position)
    ).all()
    for row in rows:
        people = db.scalars(
            select(Assignment.person_id)
            .where(Assignment.activity_id == row.activity_id)
            .order_by(Assignment.person_id)
        ).all()
        read_at = {
            person: clock.from_local(began + timedelta(minutes=draw.randrange(20 * 24 * 60)))
            for person in people
            if _reads(person) and person not in skipped
        }
        _write_readings(db, row.id, row.pages or 1, read_at)
        post_outcomes(db, row.activity_id, _outcomes(row.id, row.activity_id, read_at))


def _reads(person_id: int) -> bool:
    """The same diligent people for every material."""
    return Random(SEED * 1000 + person_id).randrange(100) < _READERS_IN_100  # noqa: S311


def _write_readings(
    db: Session, material_id: int, pages: int, read_at: dict[int, datetime]
) -> None:
    db.execute(
        insert(Reading),
        [
            {
                "material_id": material_id,
                "person_id": person,
                "opened_at": moment - timedelta(minutes=9),
                "last_opened_at": moment,
                "finished_at": moment,
                "position": pages,
                "seen_pages": f"1-{pages}" if pages > 1 else "1",
            }
            for person, moment in read_at.items()
        ],
    )


def _outcomes(
    material_id: int, activity_id: int, read_at: dict[int, datetime]
) -> Iterable[NewOutcome]:
    return [
        NewOutcome(
            person_id=person,
            activity_id=activity_id,
            state=OutcomeState.READ,
            source=SOURCE,
            source_key=f"{material_id}:{person}",
            occurred_at=moment,
        )
        for person, moment in read_at.items()
    ]


def _add_piece(db: Session, store: FileStore, campaign_id: int, piece: _Piece, by: int) -> None:
    blocks = _blocks(f"materials/{piece.source}")
    is_word = not piece.is_required
    content = word_file(blocks) if is_word else booklet(blocks)
    name = f"{title_of(blocks).replace(':', '')}.{'docx' if is_word else 'pdf'}"
    plan = MaterialPlan(title_of(blocks), piece.description, piece.is_required)
    file = _keep(db, store, content, name, by)
    add_material(db, store, campaign_id, plan, not_secret_by=by, file=file)


def _keep(db: Session, store: FileStore, content: bytes, name: str, by: int) -> StoredFile:
    kinds = (FileKind.PDF, FileKind.DOCX)
    stream = BytesIO(content)
    return save_file(db, store, stream, name, accept=kinds, max_bytes=_MAX_BYTES, uploaded_by=by)


def _blocks(name: str) -> tuple[Block, ...]:
    return read_source(CONTENT / f"{name}.md")
