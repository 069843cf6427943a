"""Sessions of accounts, as a finished sign-in leaves them."""

from flask import Flask
from sqlalchemy import inspect

from lms.db import transaction
from lms.people.auth.devices.enums import SignInMethod
from lms.people.auth.devices.services import Browser, open_session
from lms.people.models import Account


def open_account_session(
    app: Flask, account: Account, method: SignInMethod = SignInMethod.PASSWORD
) -> str:
    """The token of a new session: in the transaction that the account belongs to, else in one of its own."""
    held = inspect(account).session
    if held is not None:
        return open_session(held, account.id, method, Browser("Chrome · Windows"))
    with app.app_context(), transaction() as db:
        return open_session(db, account.id, method, Browser("Chrome · Windows"))
