"""Who sees people and who manages them: administrators all, heads of units those below them."""

from enum import StrEnum

from lms.db import get_db
from lms.people.actor import Actor
from lms.people.enums import Role
from lms.people.queries import PersonCard, get_person_card
from lms.policy import PermissionMap


class PersonPermission(StrEnum):
    """Acts on people."""

    LIST = "people.list"
    VIEW = "people.view"
    EDIT = "people.edit"
    """Record data: names, places, standings; adding people, acts on many."""
    MANAGE = "people.manage"
    """Accounts, roles, imports."""


def load_person(person_id: int) -> PersonCard:
    """The person an address names. Raises NotFound."""
    return get_person_card(get_db(), person_id)


def sees_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators, and heads of a unit or a Party organisation."""
    return actor.is_admin or actor.has_role(Role.UNIT_HEAD)


def sees_person(actor: Actor, card: PersonCard) -> bool:
    """Administrators, and heads over one of the units the person stands in today."""
    return actor.is_admin or any(actor.heads(unit_id) for unit_id in card.unit_ids)


def edits_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators only. The thing is a person's card, or nothing for acts on many."""
    return actor.is_admin


def manages_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators only."""
    return actor.is_admin


PERMISSIONS: PermissionMap = {
    PersonPermission.LIST: sees_people,
    PersonPermission.VIEW: sees_person,
    PersonPermission.EDIT: edits_people,
    PersonPermission.MANAGE: manages_people,
}
