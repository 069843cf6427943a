"""A name of a unit in a list that somebody has to tell the meaning of."""

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """Why a name of a unit is asked about."""

    FORMER = "former"
    SHARED = "shared"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class AskedName:
    """A name of a unit that is not on record on the day, and what was said of it or may be."""

    key: str
    name: str
    """With the unit it is named within."""
    units: tuple[int, ...]
    """Those that are proposed: what stands for the former one now."""
    is_former: bool
    above: int | None
    """The unit it is named within."""
    told: int | None
    """The unit it was said to mean; LEFT_OUT; None: nothing was said."""
    is_shared: bool = False
    """Several units are called so: which of them is meant."""
    rows: int = 0

    @property
    def kind(self) -> Asked:
        """What is asked of it."""
        if self.is_shared:
            return Asked.SHARED
        return Asked.FORMER if self.is_former else Asked.UNKNOWN
