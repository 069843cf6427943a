"""What the ways of signing in share: opening the session, counting failures, saying how long to wait."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, redirect, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import clock
from lms.config import Settings
from lms.db import in_group
from lms.db.driver import pipelined
from lms.people.access import note_access
from lms.people.auth import services
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import open_session
from lms.people.auth.known_browsers import remember_browser
from lms.people.auth.login import hand_session, this_browser
from lms.people.auth.queries import KnownAccount
from lms.people.models import Account
from lms.people.roles.rules import SignInRules
from lms.web.i18n import ngettext, remember_locale


def settings_here() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def sign_in_rules() -> SignInRules:
    """What this installation asks of administrators who sign in."""
    settings = settings_here()
    return SignInRules(settings.totp_required, settings.oidc is not None)


def memory_kib() -> int:
    """Memory of one hash, from the settings."""
    return settings_here().argon2_memory_kib


def enter(
    account: Account | KnownAccount,
    target: str,
    method: SignInMethod,
    besides: Callable[[Session], object] | None = None,
    *,
    is_sign_in: bool = True,
) -> Response:
    """Open a fresh session for the account and go on, in the language it chose.

    `besides` is written together with it, before it; what that raises leaves nothing written. The trace has an
    entry of every sign-in; a session that only takes the place of one is none.
    """
    account_id, person_id, browser = account.id, account.person_id, this_browser()

    def work(db: Session) -> str:
        if besides:
            besides(db)
        db.flush()
        with pipelined(db.connection()):
            if is_sign_in:
                note_access(db, account_id, "signed in", "person", person_id, method.value)
            return open_session(db, account_id, method, browser)

    hand_session(in_group(work))
    if account.must_change_password and not method.is_by_office:
        target = url_for("auth.change_password")
    response = current_app.make_response(redirect(target, 303))
    if is_sign_in:
        remember_browser(response, account_id)
    if account.locale:
        remember_locale(response, account.locale)
    return response


def note_failure(key: str, how: SignInMethod, person_id: int | None) -> None:
    """Count a failure and trace it; two at the same moment may count as one.

    `person_id`: whose account it would have been, None for a name that is nobody's.
    """

    def work(db: Session) -> None:
        services.record_failure(db, key)
        services.trace_failure(db, how, person_id)

    try:
        in_group(work)
    except IntegrityError:
        current_app.logger.info("two failures under one name at once")


def wait_sentence(until: datetime) -> str:
    """How long to wait, in the unit people count in."""
    seconds = max(1, int((until - clock.now()).total_seconds()) + 1)
    if seconds < 60:
        return ngettext(
            "Too many wrong tries under this name. Please wait %(num)d second.",
            "Too many wrong tries under this name. Please wait %(num)d seconds.",
            seconds,
        )
    return ngettext(
        "Too many wrong tries under this name. Please wait %(num)d minute.",
        "Too many wrong tries under this name. Please wait %(num)d minutes.",
        -(-seconds // 60),
    )
