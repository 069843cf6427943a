"""Words of a campaign."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What a person can be expected to do in a campaign."""

    STUDY_SESSION = "study session"
    MATERIAL = "material"
    QUIZ = "quiz"


class AddressForm(StrEnum):
    """How the campaign addresses people."""

    COMRADE = "comrade"
    """đồng chí"""
    SIR_MADAM = "sir or madam"
    """ông/bà"""
    COLLEAGUE = "colleague"
    """anh/chị"""


class CampaignState(StrEnum):
    """Draft campaigns are seen by their staff only."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
