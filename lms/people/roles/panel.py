"""The roles on the page of a person: those that hold, and how many have ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms import clock
from lms.db import get_db
from lms.people.cards import PersonCard
from lms.people.enums import Role
from lms.people.models import RoleGrant
from lms.people.roles.places import Over, name_scopes
from lms.people.roles.queries import GrantState, grant_state
from lms.people.words import ROLE_WORDS


@dataclass(frozen=True, slots=True)
class RolesPanel:
    """What the page shows in short."""

    running: Sequence[RoleGrant]
    ended: int
    over: Mapping[int, Over]
    words: Mapping[Role, str]


def roles_of(card: PersonCard) -> RolesPanel:
    """The person's grants that hold or will, with what they are over."""
    today = clock.today()
    running = [each for each in card.grants if grant_state(each, today) is not GrantState.ENDED]
    return RolesPanel(
        running,
        len(card.grants) - len(running),
        name_scopes(get_db(), running),
        ROLE_WORDS,
    )
