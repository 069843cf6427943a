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
    """What an account may be granted; everybody with an account is a learner besides.

    What each may do is told by the table in docs/permissions.md, which a test walks.
    """

    ADMINISTRATOR = "administrator"
    """Everything, and alone: accounts and roles."""
    CAMPAIGN_OFFICE = "campaign office"
    """Owns the campaigns of the units under the grant, reads their roster, keeps the register."""
    TRAINER = "trainer"
    """Campaigns, conferences and quizzes of the units under the grant."""
    SECRETARY = "secretary"
    """Of one named conference, everything about it."""
    VENUE_OFFICER = "venue officer"
    """Of one venue of a conference: its door, console, scanners and list."""
    UNIT_HEAD = "unit head"
    """Head of a state unit: sees its people and their results, and reports on them."""
    CELL_COMMITTEE = "cell committee"
    """Of a Party organisation: the same along the Party tree, with Party status."""
    RECORDS_CLERK = "records clerk"
    """Keeps people's records (and, over everything, the units); no results, no passwords."""
    LEARNER = "learner"


class Decision(StrEnum):
    """Where something stands that one person proposed and another decides."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
