"""Whether a typed code proves the second step; what it takes to use it up."""

from collections.abc import Callable

from flask import current_app
from sqlalchemy.orm import Session

from lms import clock
from lms.db import get_db
from lms.errors import DomainError, Invalid
from lms.people.auth import queries
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.entering import note_failure, wait_sentence
from lms.people.auth.rules import second_step_hash
from lms.people.auth.second_step import services
from lms.people.auth.second_step.queries import find_second_step
from lms.people.auth.second_step.rules import matching_step, read_recovery_code
from lms.people.auth.second_step.sealing import recovery_digest, unseal
from lms.people.auth.services import Closed, wipe_failures
from lms.people.models import Account
from lms.web.forms import Form
from lms.web.i18n import gettext

Use = Callable[[Session], object]


def by_app(account_id: int, typed: str) -> Use | None:
    """What uses up a code of the account's app; None when it is not right now."""
    from cryptography.fernet import InvalidToken  # costs start-up time

    known = find_second_step(get_db(), account_id)
    if known is None:
        return None
    try:
        secret = unseal(known.secret)
    except InvalidToken:
        current_app.logger.error("second step of account %d: sealed with another key", account_id)
        return None
    step = matching_step(secret, typed, clock.now(), known.last_step)
    return None if step is None else lambda db: services.use_step(db, account_id, step)


def by_recovery_code(account_id: int, typed: str) -> Use | None:
    """What uses up a recovery code; None when it cannot be one."""
    code = read_recovery_code(typed)
    if code is None:
        return None
    digest = recovery_digest(account_id, code)
    return lambda db: services.use_recovery_code(db, account_id, digest)


def judge(
    form: Form, field: str, account_id: int, use: Use | None, go_on: Callable[[Use], object]
) -> int | None:
    """Do what `go_on` does with a right code; a status, and a sentence in the form, for a wrong one.

    `go_on` gets what to write first: it fails when the code was used meanwhile, or when too many wrong
    ones came. Wrong codes are counted by account and wait longer and longer, as wrong passwords do.
    """
    key = second_step_hash(account_id)
    waiting = queries.waiting_of(get_db(), key, clock.now())
    if waiting.blocked_until:
        form.add_error(field, wait_sentence(waiting.blocked_until))
        return 429
    refusal: DomainError = Invalid(
        gettext("The code is not right, or was used already. Codes change every half minute.")
    )
    if use is not None:
        taken = use

        def written_first(db: Session) -> None:
            wipe_failures(db, key)
            taken(db)

        try:
            go_on(written_first)
        except Closed as closed:
            form.add_error(field, wait_sentence(closed.until))
            return int(closed.status)
        except Invalid as problem:
            refusal = problem
        else:
            return None
    account = get_db().get_one(Account, account_id)
    note_failure(key, SignInMethod.SECOND_STEP, account.person_id)
    form.add_error(field, str(refusal.message))
    return int(refusal.status)
