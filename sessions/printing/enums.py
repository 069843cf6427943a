"""Words of printing."""

from enum import StrEnum


class PosterSize(StrEnum):
    """Paper of a poster; the value stands in the address."""

    A4 = "A4"
    A3 = "A3"
    A1 = "A1"

    @property
    def millimetres(self) -> tuple[int, int]:
        """Width and height, upright (ISO 216)."""
        return {"A4": (210, 297), "A3": (297, 420), "A1": (594, 841)}[self.value]


class SlipUse(StrEnum):
    """What a slip is good for."""

    READY = "ready"
    USED = "used"
    VOIDED = "voided"
