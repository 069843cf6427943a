"""Talks to the mail server: one connection for a handful of letters, every answer kept."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from lms.mail.settings import TIMEOUT_SECONDS, MailSettings


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one letter: taken, to be tried again, or refused for good."""

    taken: bool
    lasting: bool = False
    """a refusal that trying again will not change: no such address"""
    reason: str = ""


TAKEN = Delivery(taken=True)


def deliver(settings: MailSettings, messages: Sequence[EmailMessage]) -> list[Delivery]:
    """Hand letters over, one after the other; the answers in the same order.

    Raises nothing for a server that is away, refuses the login or hangs up: each letter concerned
    gets an answer that says so.
    """
    answers: list[Delivery] = []
    try:
        with _connected(settings) as server:
            for message in messages:
                answers.append(_deliver_one(server, message))  # noqa: PERF401 - kept when the line breaks
    except (OSError, smtplib.SMTPException) as error:
        broken = Delivery(taken=False, reason=_words(error))
        answers += [broken] * (len(messages) - len(answers))
    return answers


@contextmanager
def _connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "ssl":
        server = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.username:
            server.login(settings.username, settings.password or "")
        yield server


def _deliver_one(server: smtplib.SMTP, message: EmailMessage) -> Delivery:
    try:
        server.send_message(message)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        return Delivery(taken=False, lasting=code >= 500, reason=_words(error))
    except smtplib.SMTPResponseException as error:
        return Delivery(taken=False, lasting=error.smtp_code >= 500, reason=_words(error))
    except smtplib.SMTPNotSupportedError as error:
        return Delivery(taken=False, lasting=True, reason=_words(error))
    return TAKEN


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"{code} {_decoded(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _decoded(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
