"""Flask-Login's part: which account a browser's session belongs to.

The session holds the account's id and epoch; raising the epoch ends all its sessions. Whether
the account still stands is asked once per request, by `lms.people.actor`.
"""

from datetime import timedelta

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from lms.config import Settings
from lms.people.models import Account


class SignedInUser(UserMixin):  # type: ignore[misc] # Flask-Login publishes no types
    """What Flask-Login keeps of an account."""

    def __init__(self, token: str) -> None:
        """Keep `<account id>.<session epoch>`."""
        self.id = token


def init_login(app: Flask, settings: Settings) -> None:
    """Set up sessions: signed cookies, HttpOnly, SameSite=Lax, ending after idle time."""
    app.config.update(
        SESSION_COOKIE_NAME="diemcau",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.idle_minutes),
    )
    manager = LoginManager()
    manager.session_protection = None  # it binds to the address, and a hall is one address
    manager.init_app(app)
    manager.user_loader(SignedInUser)


def open_session(account: Account) -> None:
    """Sign the account in on this browser, under a fresh session."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    session.permanent = True
    login_user(SignedInUser(f"{account.id}.{account.session_epoch}"))


def close_session() -> None:
    """Sign out on this browser and forget everything the session held."""
    logout_user()
    session.clear()
