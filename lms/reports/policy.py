"""Who reads unit reports: those who run campaigns all, heads and committees their own subtree's.

The units are narrowed by `lms.reports.choice`, which answers 404 for any other.
"""

from enum import StrEnum

from lms.people.actor import HEADING, RUNNING, Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


class ReportPermission(StrEnum):
    """Acts on reports."""

    READ = "reports.read"


def reads_reports(actor: Actor, _thing: object = None) -> bool:
    """Heads of units, Party committees, and those who run campaigns."""
    return actor.has_any(*HEADING, *RUNNING)


PERMISSIONS: PermissionMap = {ReportPermission.READ: reads_reports}
RIGHTS: RightsTable = {
    ReportPermission.READ: Right(
        _l("Read unit reports"),
        anywhere=(Role.ADMINISTRATOR, Role.CAMPAIGN_OFFICE, Role.TRAINER),
        within=(Role.UNIT_HEAD, Role.CELL_COMMITTEE),
    ),
}
