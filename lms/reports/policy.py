"""Who reads unit reports: trainers and administrators all, heads those of their own subtree.

The units are narrowed by `lms.reports.choice`, which answers 404 for any other.
"""

from enum import StrEnum

from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap


class ReportPermission(StrEnum):
    """Acts on reports."""

    READ = "reports.read"


def reads_reports(actor: Actor, _thing: object = None) -> bool:
    """Heads of units and Party committees, trainers, administrators."""
    return actor.is_admin or actor.has_role(Role.TRAINER) or actor.has_role(Role.UNIT_HEAD)


PERMISSIONS: PermissionMap = {ReportPermission.READ: reads_reports}
