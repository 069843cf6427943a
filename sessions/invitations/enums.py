"""Words of an invitation."""

from enum import StrEnum


class InvitationKind(StrEnum):
    """Which of the two papers is printed."""

    INVITE = "invite"
    """giấy mời"""
    SUMMON = "summon"
    """giấy triệu tập"""
