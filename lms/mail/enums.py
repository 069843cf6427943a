"""States of a letter in the outbox."""

from enum import StrEnum


class MailState(StrEnum):
    """Where a letter stands; a failed one stays until somebody has it tried again."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
