"""Kinds and states of the papers that are issued."""

from enum import StrEnum


class CertificateKind(StrEnum):
    """Which register a paper is numbered in."""

    ATTENDANCE = "GXN"
    """Giấy xác nhận tham gia học tập; the value is part of the register number."""


class CertificateState(StrEnum):
    """A revoked paper keeps its number and its page."""

    ISSUED = "issued"
    REVOKED = "revoked"
