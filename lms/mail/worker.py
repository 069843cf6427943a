"""The background sender: one thread per server process, alive only while letters are due."""

import logging
import threading

from flask import Flask

from lms.mail.sender import Composer, Tally, send_due
from lms.mail.settings import MailSettings

log = logging.getLogger(__name__)


class Mailer:
    """What the application knows about mail: the server, the composers, the sender's thread."""

    def __init__(self, app: Flask, settings: MailSettings | None) -> None:
        """Prepare; nothing is sent and no thread runs until `wake` or `send_now`."""
        self.settings = settings
        self._app = app
        self._composers: dict[str, Composer] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._woken = False
        self._has_gone_on = False

    @property
    def is_configured(self) -> bool:
        """Whether letters can leave at all."""
        return self.settings is not None

    def add_composer(self, kind: str, composer: Composer) -> None:
        """Have letters of a kind written by this function; each feature adds its own at start-up."""
        self._composers[kind] = composer

    def send_now(self) -> Tally:
        """Send what is due in the calling thread. Raises RuntimeError without a mail server."""
        if self.settings is None:
            raise RuntimeError("MAIL_SERVER and MAIL_SENDER are not set")
        with self._app.app_context():
            return send_due(self._app.extensions["database"], self.settings, self._composers)

    def wake(self) -> None:
        """Have what is due sent in the background; harmless when a sender is already at work."""
        if self.settings is None:
            return
        with self._guard:
            self._woken = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mail-sender", daemon=True)
                self._thread.start()

    def go_on(self) -> None:
        """Send what a former run of the product left waiting; does something the first time only."""
        if not self._has_gone_on:
            self._has_gone_on = True
            self.wake()

    def wait(self, seconds: float) -> None:
        """Wait until the thread that runs now has ended, at most so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while self._still_wanted():
            try:
                self.send_now()
            except Exception:
                log.exception("the outbox could not be emptied; it is tried again when next woken")

    def _still_wanted(self) -> bool:
        with self._guard:
            if not self._woken:
                self._thread = None
            wanted, self._woken = self._woken, False
            return wanted
