"""Refusals that a person can cause, each with a status and a sentence that says what to do.

An expected outcome (already checked in, nothing new in the file) is not an error: services
return it. One handler in `lms.web.refusals` turns these into a page or JSON.
"""

from http import HTTPStatus


class DomainError(Exception):
    """A refusal with a sentence for the person who caused it; the transaction rolls back."""

    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: object, *, status: HTTPStatus | int | None = None) -> None:
        """Keep the sentence (a string or a lazily translated one) and, where given, a status."""
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = HTTPStatus(status)


class Invalid(DomainError):
    """What was sent cannot be understood or breaks a rule."""


class NotFound(DomainError):
    """No such thing, or none that this person may know of."""

    status = HTTPStatus.NOT_FOUND


class Forbidden(DomainError):
    """Known and visible, yet not this person's to do."""

    status = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    """It clashes with what is already recorded."""

    status = HTTPStatus.CONFLICT


class Gone(DomainError):
    """It was there and its time is over."""

    status = HTTPStatus.GONE


class TooLarge(DomainError):
    """More than the product takes in one piece."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooMany(DomainError):
    """Tried too often; the sentence says when to try again."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(DomainError):
    """Our fault and passing: try again."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
