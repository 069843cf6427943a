"""Making a leaver anonymous: the record stays and counts, but leads to nobody any more.

Law 91/2025/QH15, Art. 25.2: data of those who left are erased when the time is over, unless the
law says otherwise. What stays, and why, is decided in docs/adr/0008-privacy.md: ledgers (attendance,
results) under a label; category and Party status, which rates are counted by; and certificates as
issued, for the register must be able to say to whom a number was given.
"""

from datetime import datetime, time

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms import clock
from lms.areas import parts
from lms.errors import Conflict
from lms.files.responses import current_store
from lms.mail.enums import MailState
from lms.mail.models import OutgoingLetter
from lms.people.access import add_access
from lms.people.auth.devices.models import AccountSession
from lms.people.auth.second_step.models import RecoveryCode, SecondStep
from lms.people.importing.forgetting import forget_lines, remove_lists_before
from lms.people.list_numbers import UNLISTED, UNNUMBERED
from lms.people.models import Account, Person, PersonStanding
from lms.people.tracing.models import PersonChange
from lms.privacy.models import Anonymisation, PrivacyRequest
from lms.privacy.queries import Leaver, get_leaver
from lms.privacy.rules import Refusal
from lms.privacy.services import close_erasures
from lms.text import fold, name_sort_key
from lms.web.i18n import lazy_gettext as _l

REFUSALS = {
    Refusal.NOT_LEFT: _l("This person has not left."),
    Refusal.HOLDS_ROLE: _l("This person's account still holds a role. End it first."),
    Refusal.IN_RETENTION: _l("This person's record must be kept longer."),
    Refusal.ALREADY: _l("This record is anonymous already."),
}


def label_of(person_id: int) -> str:
    """What stands for the name from then on, the same wherever it is shown."""
    return f"Người đã rời cơ quan #{person_id}"


def anonymise(db: Session, person_id: int, keep_years: int, *, by: int | None) -> Leaver:
    """Take name, codes, addresses, birth date and account off a leaver's record, for good.

    Raises NotFound, and Conflict with the reason where it is not allowed. Traced without the name. Requests of the
    person for erasure are carried out with that, and closed.
    """
    leaver = get_leaver(db, person_id, keep_years, clock.today())
    if leaver.refusal is not None:
        raise Conflict(REFUSALS[leaver.refusal])
    person = leaver.person
    _take_back_letters(db, person)
    _drop_imported(db, person)
    _empty(person)
    positions = update(PersonStanding).where(PersonStanding.person_id == person_id)
    db.execute(positions.values(position="", party_position=""))
    if leaver.account is not None:
        _close(db, leaver.account)
    close_erasures(db, person_id, by=by)
    db.execute(
        update(PrivacyRequest)
        .where(PrivacyRequest.person_id == person_id)
        .values(words="", answer="")
    )
    for part in parts():
        if part.forget_person:
            part.forget_person(db, person_id)
    db.add(
        Anonymisation(
            person_id=person_id,
            left_on=person.left_on or clock.today(),
            done_at=clock.now(),
            done_by=by,
            label=person.full_name,
        )
    )
    add_access(db, by, "person made anonymous", "person", person_id)
    db.flush()
    # Only now, for the database keeps them until the record is anonymous.
    db.execute(delete(PersonChange).where(PersonChange.person_id == person_id))
    return leaver


def _empty(person: Person) -> None:
    person.full_name = label_of(person.id)
    person.name_fold = fold(person.full_name)
    person.sort_key = name_sort_key(person.full_name)
    person.personnel_code = person.email = person.born_on = person.birth_year = person.sex = None
    person.sort_name = person.position = person.party_position = person.phone = person.note = ""
    person.list_no = UNNUMBERED
    person.list_rank = person.list_row = UNLISTED
    person.is_anonymous = True


def _drop_imported(db: Session, person: Person) -> None:
    """Lines of imports about the person, and the uploaded lists of the time up to the day of leaving."""
    left_on = person.left_on or clock.today()
    moment = clock.from_local(datetime.combine(left_on, time.max))
    forget_lines(db, person.id, person.full_name, moment)
    remove_lists_before(db, current_store(), moment)


def _close(db: Session, account: Account) -> None:
    """Nobody signs in with it again; it stays for what was done with it, but not where and by what."""
    for model in (AccountSession, SecondStep, RecoveryCode):
        db.execute(delete(model).where(model.account_id == account.id))
    account.login = f"da-roi-{account.person_id}"
    account.password_hash = account.locale = account.last_signed_in_at = None
    account.is_active = account.must_change_password = False
    account.session_epoch += 1


def _take_back_letters(db: Session, person: Person) -> None:
    if not person.email:
        return
    own = OutgoingLetter.to_address == person.email
    db.execute(delete(OutgoingLetter).where(own, OutgoingLetter.state == MailState.QUEUED))
    db.execute(
        update(OutgoingLetter)
        .where(own)
        .values(to_name=label_of(person.id), to_address="", reason="")
    )
