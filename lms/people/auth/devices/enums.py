"""How somebody proved who they are."""

from enum import StrEnum


class SignInMethod(StrEnum):
    """What opened a session."""

    PASSWORD = "password"  # noqa: S105 - the word, not one
    SECOND_STEP = "second step"
    """Password, or the office's sign-in, and a code of our own"""
    SINGLE_SIGN_ON = "single sign-on"
    SINGLE_SIGN_ON_STRONG = "strong single sign-on"
    """The office's provider says that it asked for a second step itself"""

    @property
    def is_strong(self) -> bool:
        """Whether more than one thing was proven."""
        return self in (SignInMethod.SECOND_STEP, SignInMethod.SINGLE_SIGN_ON_STRONG)
