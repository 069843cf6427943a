"""How letters leave the house, read from the settings of the installation."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from lms.config import SettingError, Settings

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server that takes our letters."""

    host: str
    port: int
    security: str
    """none, starttls or ssl"""
    sender: Address
    username: str | None = None
    password: str | None = None


def mail_settings(settings: Settings) -> MailSettings | None:
    """The configured mail server; None while MAIL_SERVER or MAIL_SENDER is not set.

    Raises SettingError when MAIL_SENDER is not an address.
    """
    if not settings.mail_server or not settings.mail_sender:
        return None
    return MailSettings(
        host=settings.mail_server,
        port=settings.mail_port,
        security=settings.mail_security,
        sender=_address(settings.mail_sender),
        username=settings.mail_username,
        password=settings.mail_password,
    )


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=spec)
    except (ValueError, IndexError) as error:
        raise SettingError(f"MAIL_SENDER is not a mail address: {text!r}") from error
