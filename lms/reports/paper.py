"""The unit report as a paper: columns after the practice of biểu tổng hợp, notes that explain them.

The words are the paper's own and always Vietnamese: it is filed with the office.
"""

from lms.campaigns.enums import CampaignState
from lms.campaigns.models import Campaign
from lms.papers.figures import moment
from lms.papers.values import (
    Cell,
    Column,
    Kind,
    Letterhead,
    Signature,
    Standard,
    TablePaper,
)
from lms.records.enums import OutcomeState
from lms.reports.roll_up import ReportRow, UnitReport
from lms.reports.rules import RECONCILED, RULE_VERSION, Figures, state_field
from lms.units.enums import Tree
from lms.web.format import format_date, format_number

MEMBERS = "Đảng viên"
ATTENDANCE = "Kết quả dự học của người được triệu tập"

COLUMNS = (
    Column("STT", 10, Kind.COUNT),
    Column("Đơn vị", 42),
    Column("Hội nghị", 10, Kind.COUNT, "Số"),
    Column("Buổi học", 10, Kind.COUNT, "Số"),
    Column("Được triệu tập", 12, Kind.COUNT),
    Column("Tổng số", 11, Kind.COUNT, MEMBERS),
    Column("Miễn", 10, Kind.COUNT, MEMBERS),
    Column("Phải học", 11, Kind.COUNT, MEMBERS),
    Column("Đã dự / phải học", 20, Kind.CODE, MEMBERS),
    Column("Tỷ lệ (%)", 12, Kind.PERCENT, MEMBERS),
    Column("Có mặt", 11, Kind.COUNT, ATTENDANCE),
    Column("Đi muộn", 11, Kind.COUNT, ATTENDANCE),
    Column("Dự một phần", 11, Kind.COUNT, ATTENDANCE),
    Column("Học bù", 10, Kind.COUNT, ATTENDANCE),
    Column("Vắng có lý do", 11, Kind.COUNT, ATTENDANCE),
    Column("Vắng không lý do", 12, Kind.COUNT, ATTENDANCE),
    Column("Được miễn", 11, Kind.COUNT, ATTENDANCE),
    Column("Chưa có dữ liệu", 12, Kind.COUNT, ATTENDANCE),
    Column("Ngoài Đảng dự", 12, Kind.COUNT),
    Column("Kiểm tra đạt / đã làm", 18, Kind.CODE),
    Column("Đọc đủ tài liệu", 12, Kind.COUNT),
    Column("Giấy xác nhận", 12, Kind.COUNT),
    Column("Mã đơn vị", 20, Kind.CODE, printed=False),
    Column("Đảng viên phải học đã dự", 14, Kind.COUNT, printed=False),
    Column("Kiểm tra đã làm", 14, Kind.COUNT, printed=False),
    Column("Kiểm tra đạt", 14, Kind.COUNT, printed=False),
    Column("Dự ngoài danh sách triệu tập", 14, Kind.COUNT, printed=False),
)

_STATES_IN_WORDS = {
    OutcomeState.PRESENT: "có mặt",
    OutcomeState.LATE: "đi muộn",
    OutcomeState.PARTIAL: "dự một phần",
    OutcomeState.EXCUSED: "vắng có lý do",
    OutcomeState.MAKE_UP: "học bù",
    OutcomeState.EXEMPT: "được miễn",
    OutcomeState.ABSENT: "vắng không lý do",
    OutcomeState.UNKNOWN: "chưa có dữ liệu",
}
_OUTSIDE = {
    Tree.STATE: "Người chưa xếp vào đơn vị nào",
    Tree.PARTY: "Người ngoài các tổ chức đảng",
}
_TREES = {Tree.STATE: "hệ thống tổ chức nhà nước", Tree.PARTY: "hệ thống tổ chức đảng"}


def report_paper(report: UnitReport) -> TablePaper:
    """The summary table with letterhead, scope, reconciliation line, rules and signatures.

    It is marked as a draft while the campaign is still under way on the day of the report.
    """
    facts, total = report.facts, report.total.figures
    return TablePaper(
        letterhead=_letterhead(report),
        kind="BIỂU TỔNG HỢP",
        subject=f"Kết quả học tập: {facts.campaign.title}",
        columns=COLUMNS,
        rows=[
            _cells(number, row, facts.tree.tree) for number, row in enumerate(report.rows, start=1)
        ],
        as_of=facts.as_of,
        lead=(f"({scope_sentence(report)})",),
        total=(None, "Tổng cộng", *_cells(0, report.total, facts.tree.tree)[2:]),
        notes=(reconciliation(total), *_remarks(total)),
        footnotes=_footnotes(report),
        signatures=(
            Signature(("Người lập biểu",), "(Ký, ghi rõ họ tên)"),
            Signature((_signer(report),), "(Ký, ghi rõ họ tên, đóng dấu)"),
        ),
        size=9.5,
    )


def scope_sentence(report: UnitReport) -> str:
    """What the figures are about: unit, tree and day."""
    tree = report.facts.tree
    return f"{report.unit_name}, theo {_TREES[tree.tree]}, đến hết ngày {format_date(tree.on)}"


def reconciliation(figures: Figures) -> str:
    """The line that must balance, with its verdict."""
    parts = " + ".join(
        f"{words} {format_number(getattr(figures, state_field(state)))}"
        for state, words in _STATES_IN_WORDS.items()
        if state in RECONCILED
    )
    gap = figures.invited - figures.reconciled
    verdict = "Số liệu khớp." if figures.balances else f"Số liệu lệch {format_number(gap)}."
    return f"Đối chiếu: được triệu tập {format_number(figures.invited)} = {parts}. {verdict}"


def _cells(number: int, row: ReportRow, tree: Tree) -> tuple[Cell, ...]:
    f = row.figures
    return (
        number,
        _row_name(row, tree),
        row.conferences,
        row.sessions,
        f.invited,
        f.members,
        f.exempt_members,
        f.obliged,
        f"{format_number(f.obliged_attended)}/{format_number(f.obliged)}",
        f.rate,
        f.present,
        f.late,
        f.partial,
        f.make_up,
        f.excused,
        f.absent,
        f.exempt,
        f.unknown,
        f.non_members_attended,
        f"{format_number(f.quiz_passed)}/{format_number(f.quiz_taken)}",
        f.have_read,
        f.certificates,
        row.code,
        f.obliged_attended,
        f.quiz_taken,
        f.quiz_passed,
        f.uninvited_attended,
    )


def _row_name(row: ReportRow, tree: Tree) -> str:
    if row.unit_id is None:
        return _OUTSIDE[tree]
    return row.name if row.is_subtree else f"{row.name} (trực tiếp)"


def _letterhead(report: UnitReport) -> Letterhead:
    tree = report.facts.tree
    node = tree.nodes[report.unit_id]
    parent = tree.nodes.get(node.parent_id) if node.parent_id else None
    return Letterhead(
        standard=Standard.PARTY if tree.tree is Tree.PARTY else Standard.STATE,
        issuer=node.name,
        parent=parent.name if parent else "",
        year=tree.on.year,
        draft=_is_under_way(report.facts.campaign, report),
    )


def _is_under_way(campaign: Campaign, report: UnitReport) -> bool:
    return campaign.state is not CampaignState.CLOSED and report.facts.tree.on < campaign.ends_on


def _signer(report: UnitReport) -> str:
    return report.facts.tree.nodes[report.unit_id].leader_title or "Thủ trưởng đơn vị"


def _remarks(total: Figures) -> tuple[str, ...]:
    if not total.uninvited_attended:
        return ()
    people = format_number(total.uninvited_attended)
    return (f"Ngoài danh sách triệu tập còn có {people} người dự học.",)


def _footnotes(report: UnitReport) -> tuple[str, ...]:
    verdicts = ", ".join(report.facts.verdict_rules)
    decided = f"; quy tắc xét điểm danh {verdicts}" if verdicts else ""
    return (
        "Cột (10) = cột (9): số đảng viên phải học đã dự chia cho số đảng viên phải học, nhân 100, "
        "làm tròn đến 2 chữ số thập phân (từ 5 trở lên làm tròn lên). Cột (8) = (6) - (7). "
        "Đã dự gồm có mặt, đi muộn và học bù.",
        "Mỗi người chỉ tính một lần dù được triệu tập nhiều buổi; tính các buổi học diễn ra đến "
        "hết ngày báo cáo; đơn vị và tên đơn vị theo ngày báo cáo.",
        f"Số liệu đến lần ghi nhận cuối: {moment(report.facts.as_of)}. "
        f"Quy tắc tổng hợp {RULE_VERSION}{decided}.",
    )
