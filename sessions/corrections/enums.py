"""Words of corrections that need somebody else's word."""

from lms.people.enums import Decision

__all__ = ["Decision"]
