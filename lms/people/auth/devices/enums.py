"""How somebody proved who they are."""

from enum import StrEnum


class SignInMethod(StrEnum):
    """What opened a session."""

    PASSWORD = "password"  # noqa: S105 - the word, not one
    SECOND_STEP = "second step"
    """Password and a code of our own"""
    SINGLE_SIGN_ON = "single sign-on"
    SINGLE_SIGN_ON_STRONG = "strong single sign-on"
    """The office's sign-in and a second step: the provider says that it asked for one, or ours"""

    @property
    def is_strong(self) -> bool:
        """Whether more than one thing was proven."""
        return self in (SignInMethod.SECOND_STEP, SignInMethod.SINGLE_SIGN_ON_STRONG)

    @property
    def is_by_office(self) -> bool:
        """Whether the office vouches for the person, who may know no password here at all."""
        return self in (SignInMethod.SINGLE_SIGN_ON, SignInMethod.SINGLE_SIGN_ON_STRONG)

    @property
    def with_second_step(self) -> "SignInMethod":
        """The same with a second step proven."""
        return self.SINGLE_SIGN_ON_STRONG if self.is_by_office else self.SECOND_STEP

    @property
    def without_second_step(self) -> "SignInMethod":
        """The same without one."""
        return self.SINGLE_SIGN_ON if self.is_by_office else self.PASSWORD
