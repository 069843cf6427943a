"""Kinds and states of the requests people make about their data."""

from enum import StrEnum


class RequestKind(StrEnum):
    """The rights of Article 4 of Law 91/2025/QH15 that a person exercises by asking."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal of consent"


class RequestState(StrEnum):
    """Where a request stands; the last two are final."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    """The office has answered that it will do what is asked, and by when."""
    DONE = "done"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in (RequestState.RECEIVED, RequestState.ACCEPTED)
