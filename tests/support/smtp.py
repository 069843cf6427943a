"""A real mail server on this machine that keeps what it is given, and refuses whom a test names."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What the server took, and what it answers to some addresses."""

    def __init__(self) -> None:
        """Empty, and willing to take everything."""
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Refuse an address a test named with its answer."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the letter."""
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.messages.append(read)
        return "250 kept"

    @property
    def recipients(self) -> list[str]:
        """Addresses of the letters, in the order they came."""
        return [each["To"].addresses[0].addr_spec for each in self.messages]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server on a free port for the duration of a `with` block."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
