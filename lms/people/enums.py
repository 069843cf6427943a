"""Words the roster uses about a person, and the roles an account may hold."""

from enum import StrEnum


class Sex(StrEnum):
    """As the roster says; forms of address do not depend on it in the Party."""

    MALE = "male"
    FEMALE = "female"


class Category(StrEnum):
    """Loại nhân sự: cán bộ, công chức, viên chức, người lao động."""

    CADRE = "cadre"
    CIVIL_SERVANT = "civil servant"
    PUBLIC_EMPLOYEE = "public employee"
    WORKER = "worker"
    OTHER = "other"


class PartyStatus(StrEnum):
    """Whether and how somebody is a Party member; probationary members count as members."""

    NONE = "none"
    OFFICIAL = "official"
    PROBATIONARY = "probationary"

    @property
    def is_member(self) -> bool:
        """Whether the person counts among the members."""
        return self is not PartyStatus.NONE


class Role(StrEnum):
    """What an account may be granted over a part of a tree; everybody is a learner."""

    ADMINISTRATOR = "administrator"
    TRAINER = "trainer"
    """Trainer or secretary: campaigns and conferences of the units under the grant."""
    UNIT_HEAD = "unit head"
    """Head of a state unit, or committee of a Party organisation: sees the subtree."""
    LEARNER = "learner"
