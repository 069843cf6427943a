"""Who may see, issue and revoke certificates; the verify page is public."""

from enum import StrEnum

from lms.campaigns.policy import manages_campaign, runs_campaigns, studies_campaign
from lms.certificates.models import Certificate
from lms.certificates.queries import get_certificate
from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l


class CertificatePermission(StrEnum):
    """Acts on certificates."""

    VIEW = "certificates.view"
    CLAIM = "certificates.claim"
    ISSUE = "certificates.issue"
    REVOKE = "certificates.revoke"
    REGISTER = "certificates.register"


def load_certificate(certificate_id: int) -> Certificate:
    """The certificate an address names. Raises NotFound."""
    return get_certificate(get_db(), certificate_id)


def holds_certificate(actor: Actor, certificate: Certificate) -> bool:
    """Whether it is the person's own."""
    return actor.person_id is not None and actor.person_id == certificate.person_id


def manages_certificate(actor: Actor, certificate: Certificate) -> bool:
    """Whoever runs the campaigns of the unit that owns this one."""
    return actor.manages(certificate.campaign.owner_unit_id)


def sees_certificate(actor: Actor, certificate: Certificate) -> bool:
    """The holder, and those who manage it."""
    return holds_certificate(actor, certificate) or manages_certificate(actor, certificate)


PERMISSIONS: PermissionMap = {
    CertificatePermission.VIEW: sees_certificate,
    CertificatePermission.CLAIM: studies_campaign,
    CertificatePermission.ISSUE: manages_campaign,
    CertificatePermission.REVOKE: manages_certificate,
    CertificatePermission.REGISTER: runs_campaigns,
}
_RUNNING = (Role.CAMPAIGN_OFFICE, Role.TRAINER)
RIGHTS: RightsTable = {
    CertificatePermission.VIEW: Right(
        _l("See a certificate"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_RUNNING,
        own=(Role.LEARNER,),
    ),
    CertificatePermission.CLAIM: Right(
        _l("Claim a certificate"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(*_RUNNING, Role.LEARNER),
    ),
    CertificatePermission.ISSUE: Right(
        _l("Issue and print certificates of a campaign"),
        anywhere=(Role.ADMINISTRATOR,),
        within=_RUNNING,
    ),
    CertificatePermission.REVOKE: Right(
        _l("Revoke a certificate"), anywhere=(Role.ADMINISTRATOR,), within=_RUNNING
    ),
    CertificatePermission.REGISTER: Right(
        _l("Read the register of certificates of the units under the grant"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, *_RUNNING),
    ),
}
