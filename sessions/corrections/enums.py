"""Words of corrections that need somebody else's word."""

from enum import StrEnum


class Decision(StrEnum):
    """Where a proposal or an appeal stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
