"""What the institution itself holds about one person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.areas import DataPart
from lms.campaigns.models import Activity
from lms.home.about import AboutPerson, about_person
from lms.home.words import OUTCOME_WORDS, TREE_WORDS
from lms.materials.models import Material, Reading
from lms.people.words import CATEGORY_WORDS, PARTY_WORDS, ROLE_WORDS, SEX_WORDS
from lms.privacy.kept import account_holdings, roster_holdings, traced_holdings
from lms.privacy.models import NoticeAcknowledgement, PrivacyRequest
from lms.privacy.words import KIND_WORDS, STATE_WORDS
from lms.records.words import EVIDENCE_WORDS
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

WHAT = {"what": _l("Field"), "value": _l("Value")}
PERIOD = {"starts_on": _l("From"), "ends_on": _l("To")}
_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Each in its own words, as on the switch."""


def personal_data(db: Session, person_id: int) -> list[DataPart]:
    """Record and history, places, account, roles, results, readings, requests and notices.

    A fixed number of queries.
    """
    about = about_person(db, person_id)
    return [
        DataPart("person", _l("Personal details"), WHAT, _details(about), 10),
        DataPart("places", _l("Where you belong"), _PLACES, _places(about), 11),
        DataPart("account", _l("Account"), WHAT, _account(about), 12),
        *account_holdings(db, about.account),
        *traced_holdings(db, person_id),
        DataPart("roles", _l("Roles"), _ROLES, _roles(about), 13),
        *roster_holdings(db, person_id),
        DataPart("results", _l("Results"), _RESULTS, _results(about), 30),
        DataPart("readings", _l("Materials read"), _READINGS, _readings(db, person_id), 31),
        DataPart("requests", _l("Requests about data"), _REQUESTS, _requests(db, person_id), 80),
        DataPart("notices", _l("Notices read"), _NOTICES, _notices(db, about), 81),
    ]


_PLACES = {"tree": _l("Tree"), "unit": _l("Unit"), **PERIOD}
_ROLES = {"role": _l("Role"), "unit": _l("Unit"), **PERIOD}
_RESULTS = {
    "campaign": _l("Campaign"),
    "activity": _l("Activity"),
    "state": _l("Result"),
    "score": _l("Score"),
    "level": _l("Evidence"),
    "occurred_at": _l("Time"),
    "is_current": _l("Counts now"),
    "reason": _l("Reason"),
}
_READINGS = {
    "material": _l("Material"),
    "opened_at": _l("First opened"),
    "last_opened_at": _l("Last opened"),
    "finished_at": _l("Finished"),
}
_REQUESTS = {
    "kind": _l("What is asked"),
    "words": _l("What was written"),
    "received_on": _l("Received on"),
    "state": _l("State"),
    "answer": _l("Answer"),
}
_NOTICES = {"version": _l("Version"), "accepted_at": _l("Read")}


def _details(about: AboutPerson) -> list[dict[str, object]]:
    person = about.person
    return _pairs(
        (_("Full name"), person.full_name),
        (_("Name to sort by"), person.sort_name or None),
        (_("Personnel code"), person.personnel_code),
        (_("Born"), person.born_on or person.birth_year),
        (_("Sex"), SEX_WORDS[person.sex] if person.sex else None),
        (_("Position"), person.position),
        (_("Category"), CATEGORY_WORDS[person.category]),
        (_("Party"), PARTY_WORDS[person.party_status]),
        (_("Party position"), person.party_position),
        (_("Exempt from study"), person.is_exempt),
        (_("E-mail"), person.email),
        (_("Phone"), person.phone),
        (_("Note"), person.note),
        (_("Left on"), person.left_on),
    )


def _places(about: AboutPerson) -> list[dict[str, object]]:
    return [
        {
            "tree": TREE_WORDS[each.membership.tree],
            "unit": each.unit_name,
            "starts_on": each.membership.starts_on,
            "ends_on": each.membership.ends_on,
        }
        for each in about.belongings
    ]


def _account(about: AboutPerson) -> list[dict[str, object]]:
    account = about.account
    if account is None:
        return []
    return _pairs(
        (_("Signs in as"), account.login),
        (_("Last signed in"), account.last_signed_in_at),
        (_("Open"), account.is_active),
        (_("Password set"), account.password_hash is not None),
        (_("Language"), _LANGUAGES.get(account.locale or "")),
    )


def _roles(about: AboutPerson) -> list[dict[str, object]]:
    return [
        {
            "role": ROLE_WORDS[grant.role],
            "unit": unit or _("everywhere"),
            "starts_on": grant.starts_on,
            "ends_on": grant.ends_on,
        }
        for grant, unit in about.grants
    ]


def _results(about: AboutPerson) -> list[dict[str, object]]:
    return [
        {
            "campaign": each.campaign_title,
            "activity": each.activity.title,
            "state": OUTCOME_WORDS[each.outcome.state],
            "score": each.outcome.score,
            "level": EVIDENCE_WORDS.get(each.outcome.level, each.outcome.level),
            "occurred_at": each.outcome.occurred_at,
            "is_current": each.is_current,
            "reason": each.outcome.reason,
        }
        for each in about.record
    ]


def _readings(db: Session, person_id: int) -> list[dict[str, object]]:
    rows = db.execute(
        select(Reading, Activity.title)
        .join(Material, Material.id == Reading.material_id)
        .join(Activity, Activity.id == Material.activity_id)
        .where(Reading.person_id == person_id)
        .order_by(Reading.opened_at)
    ).all()
    return [
        {
            "material": title,
            "opened_at": each.opened_at,
            "last_opened_at": each.last_opened_at,
            "finished_at": each.finished_at,
        }
        for each, title in rows
    ]


def _requests(db: Session, person_id: int) -> list[dict[str, object]]:
    asked = select(PrivacyRequest).where(PrivacyRequest.person_id == person_id)
    return [
        {
            "kind": KIND_WORDS[each.kind],
            "words": each.words,
            "received_on": each.received_on,
            "state": STATE_WORDS[each.state],
            "answer": each.answer,
        }
        for each in db.scalars(asked.order_by(PrivacyRequest.id))
    ]


def _notices(db: Session, about: AboutPerson) -> list[dict[str, object]]:
    if about.account is None:
        return []
    read = select(NoticeAcknowledgement).where(NoticeAcknowledgement.account_id == about.account.id)
    return [
        {"version": each.notice_id, "accepted_at": each.accepted_at}
        for each in db.scalars(read.order_by(NoticeAcknowledgement.notice_id))
    ]


def _pairs(*pairs: tuple[str, object]) -> list[dict[str, object]]:
    return [{"what": what, "value": value} for what, value in pairs if value not in (None, "")]
