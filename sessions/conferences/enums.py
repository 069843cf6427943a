"""Words of a conference."""

from enum import StrEnum


class ConferenceState(StrEnum):
    """A cancelled conference keeps its records; a draft one invites nobody."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SummonsState(StrEnum):
    """Whether a person is still expected at a conference."""

    SUMMONED = "summoned"
    WITHDRAWN = "withdrawn"
    WALK_IN = "walk-in"
    """Not on the list, came all the same; awaits the organisers' decision."""


class VenueLevel(StrEnum):
    """Where in the administration a venue stands."""

    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"
    UNIT = "unit"
    """A room of one agency, unit or cell."""
