"""Who reads the trace and answers requests: the office's administrators."""

from enum import StrEnum

from lms.people.actor import Actor
from lms.policy import PermissionMap


class PrivacyPermission(StrEnum):
    """Acts on the trace and on personal data."""

    READ_TRACE = "privacy.trace"
    ANSWER = "privacy.answer"
    ANONYMISE = "privacy.anonymise"
    PUBLISH_NOTICE = "privacy.notice"


def guards_data(actor: Actor, _thing: object = None) -> bool:
    """Administrators only."""
    return actor.is_admin


PERMISSIONS: PermissionMap = dict.fromkeys(PrivacyPermission, guards_data)
