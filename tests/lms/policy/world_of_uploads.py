"""What the actors of the world uploaded."""

from io import BytesIO

from sqlalchemy.orm import Session

from lms import clock
from lms.campaigns.models import Campaign
from lms.files.models import FileKind
from lms.files.pending import hold_import
from lms.files.responses import current_store
from lms.files.services import save_file
from lms.people.importing.planning import plan_roster_import
from lms.people.importing.roster import parse_roster
from lms.people.importing.runs import record_run
from lms.people.models import Account
from lms.spreadsheets import open_spreadsheet


def import_people(db: Session, account: Account) -> int:
    """A list of people, written."""
    roster = "Họ và tên;Đơn vị\nNguyễn Văn Mới;Văn phòng\n".encode()
    store = current_store()
    with store.receive(BytesIO(roster), 10**6) as incoming:
        store.keep(incoming)
    parsed = parse_roster(open_spreadsheet(roster, "danh-sach.csv"), clock.today())
    plan = plan_roster_import(db, parsed, clock.today())
    run = record_run(db, "danh-sach.csv", roster, clock.today(), plan)
    run.uploaded_by = account.id
    return run.id


def bank_of(campaign: Campaign) -> str:
    """The purpose under which questions for the campaign are uploaded."""
    return f"questions of campaign {campaign.id}"


def pend(db: Session, account: Account, purpose: str) -> int:
    """A file of units or of questions, uploaded and not decided on."""
    content = {
        "units": "tree;code;name;parent;kind\nstate;S9;Vụ Mới;;unit\n",
        "questions": "::C1:: Câu hỏi? {=Đúng ~Sai}\n",
    }[purpose.partition(" ")[0]]
    file = save_file(
        db,
        current_store(),
        BytesIO(content.encode()),
        "cau-hoi.gift" if purpose.startswith("questions") else "danh-sach.csv",
        accept=(FileKind.CSV, FileKind.TEXT, FileKind.XLSX),
        max_bytes=10**6,
        uploaded_by=account.id,
    )
    return hold_import(db, purpose, file, account.id).id
