"""What is kept of a person beside the record: where they sign in, what they were, rosters that name them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.areas import DataPart
from lms.people.access_words import SIGN_INS, action_words, shown_value
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.devices.words import METHOD_WORDS
from lms.people.auth.second_step.models import SecondStep
from lms.people.auth.second_step.queries import count_recovery_codes
from lms.people.importing.models import ImportRow, ImportRun
from lms.people.importing.shown import KIND_WORDS
from lms.people.models import AccessEntry, Account
from lms.people.standing import standings_of
from lms.people.tracing.changes import changes_of
from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS
from lms.privacy.words import detail_words
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l

_SESSIONS = {
    "device": _l("Device"),
    "method": _l("Signed in with"),
    "made_at": _l("Since"),
    "seen_at": _l("Last used"),
    "ended_at": _l("Ended"),
}
_SECOND_STEP = {"since_at": _l("On since"), "codes_left": _l("Recovery codes left")}
_SIGN_INS = {"at": _l("Time"), "what": _l("What was done"), "method": _l("Signed in with")}
_CHANGES = {
    "at": _l("Time"),
    "column": _l("Field"),
    "before": _l("Before"),
    "after": _l("Since then"),
    "by": _l("By"),
}
_MOST_SIGN_INS = 1_000
_MOST_CHANGES = 1_000
_STANDINGS = {
    "position": _l("Position"),
    "category": _l("Category"),
    "party": _l("Party"),
    "party_position": _l("Party position"),
    "is_exempt": _l("Exempt from study"),
    "starts_on": _l("From"),
    "ends_on": _l("To"),
}
_ROSTERS = {
    "file": _l("File"),
    "read_at": _l("Time"),
    "row": _l("Row"),
    "kind": _l("What it says of you"),
    "name": _l("Name in it"),
}


def account_holdings(db: Session, account: Account | None) -> list[DataPart]:
    """Where the account is and was signed in, and that a second step is on; never its secrets. Three queries."""
    sessions: list[dict[str, object]] = []
    second: list[dict[str, object]] = []
    if account is not None:
        of_account = select(AccountSession).where(AccountSession.account_id == account.id)
        sessions = [
            {
                "device": each.device,
                "method": METHOD_WORDS[each.method],
                "made_at": each.made_at,
                "seen_at": each.seen_at,
                "ended_at": each.ended_at,
            }
            for each in db.scalars(of_account.order_by(AccountSession.id))
        ]
        since = select(SecondStep.since_at).where(SecondStep.account_id == account.id)
        left = count_recovery_codes(db, account.id)
        second = [{"since_at": at, "codes_left": left} for at in db.scalars(since)]
    return [
        DataPart("sessions", _l("Where you signed in"), _SESSIONS, sessions, 12),
        DataPart("second_step", _l("Second step"), _SECOND_STEP, second, 12),
    ]


def traced_holdings(db: Session, person_id: int) -> list[DataPart]:
    """When somebody signed in or failed to, and what was changed on the record. Two queries."""
    entries = db.scalars(
        select(AccessEntry)
        .where(
            AccessEntry.subject == "person",
            AccessEntry.subject_id == person_id,
            AccessEntry.action.in_(SIGN_INS),
        )
        .order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
        .limit(_MOST_SIGN_INS)
    )
    sign_ins: list[dict[str, object]] = [
        {"at": each.at, "what": action_words(each.action), "method": detail_words(each.detail)}
        for each in entries
    ]
    changes: list[dict[str, object]] = [
        {
            "at": each.change.at,
            "column": COLUMN_WORDS[each.change.field],
            "before": shown_value(each.change.field, each.change.before),
            "after": shown_value(each.change.field, each.change.after),
            "by": each.by or _("the system"),
        }
        for each in changes_of(db, person_id, _MOST_CHANGES)
    ]
    return [
        DataPart("changes", _l("What was corrected"), _CHANGES, changes, 11),
        DataPart("sign_ins", _l("Sign-ins"), _SIGN_INS, sign_ins, 12),
    ]


def roster_holdings(db: Session, person_id: int) -> list[DataPart]:
    """What the person was from day to day, and lines of roster imports about them. Three queries."""
    chain = standings_of(db, [person_id]).get(person_id, ())
    standings: list[dict[str, object]] = [
        {
            "position": each.position,
            "category": CATEGORY_WORDS[each.category],
            "party": PARTY_WORDS[each.party_status],
            "party_position": each.party_position,
            "is_exempt": each.is_exempt,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
        }
        for each in chain
    ]
    lines = db.execute(
        select(ImportRow, ImportRun.file_name, ImportRun.created_at)
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(ImportRow.person_id == person_id)
        .order_by(ImportRow.id)
    )
    rosters: list[dict[str, object]] = [
        {
            "file": file_name,
            "read_at": at,
            "row": row.row or None,
            "kind": KIND_WORDS[row.kind],
            "name": row.name,
        }
        for row, file_name, at in lines
    ]
    return [
        DataPart("standings", _l("What you were"), _STANDINGS, standings, 10),
        DataPart("rosters", _l("Imported lists that name you"), _ROSTERS, rosters, 14),
    ]
