"""Who reads the trace and answers requests: the office's administrators."""

from enum import StrEnum

from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


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

RIGHTS: RightsTable = {
    PrivacyPermission.READ_TRACE: Right(
        _l("Read who looked at or changed what about whom"), anywhere=(Role.ADMINISTRATOR,)
    ),
    PrivacyPermission.ANSWER: Right(
        _l("Answer requests about personal data"), anywhere=(Role.ADMINISTRATOR,)
    ),
    PrivacyPermission.ANONYMISE: Right(
        _l("Make leavers anonymous, remove what is kept for a time only"),
        anywhere=(Role.ADMINISTRATOR,),
    ),
    PrivacyPermission.PUBLISH_NOTICE: Right(
        _l("Publish the notice about personal data"), anywhere=(Role.ADMINISTRATOR,)
    ),
}
