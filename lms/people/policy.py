"""Who sees people, who keeps their records, and who manages their accounts."""

from enum import StrEnum

from lms.db import get_db
from lms.people.actor import HEADING, Actor
from lms.people.cards import PersonCard, get_person_card
from lms.people.enums import Role
from lms.policy import PermissionMap, Right, RightsTable
from lms.web.i18n import lazy_gettext as _l

SEEING = (*HEADING, Role.CAMPAIGN_OFFICE, Role.RECORDS_CLERK)
"""Roles that read the roster of the units under the grant."""
SEEING_PARTY = (Role.CELL_COMMITTEE, Role.CAMPAIGN_OFFICE, Role.RECORDS_CLERK)
"""Of them those who need Party status: committees, the office that summons and reports by it, and
the clerks who keep it. A head of a state unit does not."""


EXPORTING = (Role.CAMPAIGN_OFFICE, Role.RECORDS_CLERK)
"""Roles that may take the list of the units under the grant away as a file: those who work on with it."""


class PersonPermission(StrEnum):
    """Acts on people."""

    LIST = "people.list"
    VIEW = "people.view"
    VIEW_PARTY = "people.view-party"
    """Party status and cell: treated as sensitive under Law 91/2025/QH15, wherever they would be shown.
    Who summons by membership learns of it as far as the summons goes."""
    EXPORT = "people.export"
    """Take the list away as a file."""
    IMPORT = "people.import"
    EDIT = "people.edit"
    """Record data: names, places, standings; adding people, acts on many."""
    MANAGE = "people.manage"
    """Accounts: first passwords, closing and opening."""


def load_person(person_id: int) -> PersonCard:
    """The person an address names. Raises NotFound."""
    return get_person_card(get_db(), person_id)


def sees_people(actor: Actor, _thing: object = None) -> bool:
    """Whoever may read the roster of any unit."""
    return actor.has_any(*SEEING)


def sees_person(actor: Actor, card: PersonCard) -> bool:
    """Whoever may read the roster of one of the units the person stands in today."""
    return any(actor.covers(unit_id, *SEEING) for unit_id in card.unit_ids) or _of_all(
        actor, SEEING
    )


def opens_record(actor: Actor, card: PersonCard) -> bool:
    """Whoever reads the roster there, and whoever keeps the record: also of those who left their units."""
    return sees_person(actor, card) or edits_people(actor, card)


def sees_party(actor: Actor, card: PersonCard) -> bool:
    """Whoever may know the Party status of the person; everybody knows their own."""
    if card.person.id == actor.person_id or edits_people(actor, card):
        return True
    return any(actor.covers(unit_id, *SEEING_PARTY) for unit_id in card.unit_ids) or _of_all(
        actor, SEEING_PARTY
    )


def exports_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators, campaign offices and records clerks; the file is cut to the units under the grant."""
    return actor.has_any(*EXPORTING)


def imports_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators and records clerks; rows outside the units under the grant are left out with a reason."""
    return actor.has_any(Role.RECORDS_CLERK)


def edits_people(actor: Actor, card: PersonCard | None = None) -> bool:
    """Administrators, and records clerks of one of the units the person stands in today; of somebody who stands
    nowhere, of the units to come or else of those of the last day (`scope_rules.kept_in`).

    Without a person (adding one, acts on many) whoever is a clerk of any unit: what each act may change, and
    which places begin and end, is judged where it is done, by `lms.people.scope_rules`. A record that was made
    anonymous is nobody's to change.
    """
    if card is None:
        return actor.has_any(Role.RECORDS_CLERK)
    if card.person.is_anonymous:
        return False
    units = card.unit_ids or card.kept_in
    return any(actor.covers(unit_id, Role.RECORDS_CLERK) for unit_id in units) or _of_all(
        actor, (Role.RECORDS_CLERK,)
    )


def manages_people(actor: Actor, _thing: object = None) -> bool:
    """Administrators only."""
    return actor.is_admin


def _of_all(actor: Actor, roles: tuple[Role, ...]) -> bool:
    """People without a unit are seen by those who see everybody."""
    return actor.units_of(*roles) is None


PERMISSIONS: PermissionMap = {
    PersonPermission.LIST: sees_people,
    PersonPermission.VIEW: opens_record,
    PersonPermission.VIEW_PARTY: sees_party,
    PersonPermission.EXPORT: exports_people,
    PersonPermission.IMPORT: imports_people,
    PersonPermission.EDIT: edits_people,
    PersonPermission.MANAGE: manages_people,
}
_ROSTER = (Role.CAMPAIGN_OFFICE, Role.UNIT_HEAD, Role.CELL_COMMITTEE, Role.RECORDS_CLERK)
RIGHTS: RightsTable = {
    PersonPermission.LIST: Right(
        _l("Search the roster, cut to the units under the grant"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, *_ROSTER),
    ),
    PersonPermission.VIEW: Right(
        _l("See a person's record"), anywhere=(Role.ADMINISTRATOR,), within=_ROSTER
    ),
    PersonPermission.VIEW_PARTY: Right(
        _l("Know a person's Party status"),
        anywhere=(Role.ADMINISTRATOR,),
        within=SEEING_PARTY,
        own=(Role.LEARNER,),
    ),
    PersonPermission.EXPORT: Right(
        _l("Download the list of people, cut to the units under the grant"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, *EXPORTING),
    ),
    PersonPermission.IMPORT: Right(
        _l("Import the roster, cut to the units under the grant"),
        is_cut=True,
        anywhere=(Role.ADMINISTRATOR, Role.RECORDS_CLERK),
    ),
    PersonPermission.EDIT: Right(
        _l("Add people, change their records, act on many"),
        anywhere=(Role.ADMINISTRATOR,),
        within=(Role.RECORDS_CLERK,),
    ),
    PersonPermission.MANAGE: Right(
        _l("Set first passwords, close and open accounts"), anywhere=(Role.ADMINISTRATOR,)
    ),
}
