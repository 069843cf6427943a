"""Who issues a lost personal code anew, besides those who run the conference."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.db import get_db
from lms.errors import NotFound
from lms.people.actor import Actor
from lms.people.cards import PersonCard
from lms.people.enums import Role
from lms.people.policy import SEEING, load_person, sees_person
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l
from sessions.conferences.models import Conference, Summons
from sessions.conferences.queries import NOT_FOUND
from sessions.invitations.queries import find_code_to_renew


class CodePermission(StrEnum):
    """Acts on the codes of one person, whichever conference they are for."""

    REISSUE = "codes: reissue"


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A person and one summons of theirs whose code can be issued anew."""

    card: PersonCard
    conference: Conference
    summons: Summons


def load_code(person_id: int, conference_id: int) -> CodeOf:
    """The code an address names. NotFound for rehearsals, and for conferences called off or long over."""
    card = load_person(person_id)
    found = find_code_to_renew(get_db(), person_id, conference_id)
    if found is None:
        raise NotFound(NOT_FOUND)
    return CodeOf(card, *found)


def renews_codes(actor: Actor, thing: Any) -> bool:
    """Whoever is responsible for one of the units the person stands in today: reads its roster, that is."""
    return sees_person(actor, thing.card if isinstance(thing, CodeOf) else thing)


PERMISSIONS: PermissionMap = {CodePermission.REISSUE: renews_codes}
RIGHTS: RightsTable = {
    CodePermission.REISSUE: Right(
        _l("Issue a lost personal code of a person anew"),
        anywhere=(Role.ADMINISTRATOR,),
        within=SEEING,
    )
}
