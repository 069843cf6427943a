"""Phones, displays and watchers as they really ask: each on a connection of its own, with its own cookies and pauses.

`load` keeps a server as busy as it can be; this keeps it as busy as a hall does. One thread (asyncio), in whatever
process it is wanted.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.crowd import FORM, cookie_line

PATIENCE = 30
"""Seconds after which a person gives up on an answer."""


class Lost(Exception):
    """No whole answer came; the server may or may not have done the work."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    """By lower-case name; of several Set-Cookie the phone has taken all."""
    body: bytes
    seconds: float

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("location", "")


class Phone:
    """A browser's view of one server: one keep-alive connection and a jar of cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        """Nothing is opened until the first request."""
        self.cookies = dict(cookies or {})
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for a page; raises Lost."""
        return await self.ask("GET", path, headers or {})

    async def send_form(self, path: str, form: Mapping[str, object]) -> Reply:
        """Send a form; raises Lost."""
        return await self.ask("POST", path, {"Content-Type": FORM}, urlencode(form).encode())

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """One request and its answer; raises Lost when the server goes away meanwhile."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, found, content = await self._converse(
                    self._request(method, path, headers, body)
                )
        except (OSError, EOFError) as error:  # a TimeoutError is an OSError
            self.hang_up()
            raise Lost(f"{method} {path}: {error!r}") from error
        return Reply(status, found, content, time.perf_counter() - started)

    async def _converse(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        status, found = await self._head(reader)
        length = 0 if status in (204, 304) else int(found.get("content-length", 0))
        return status, found, await reader.readexactly(length)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams is not None:
            with suppress(OSError):
                self._streams[1].close()
            self._streams = None

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        sent = {"Host": f"127.0.0.1:{self._port}", **headers}
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = cookie_line(self.cookies)
        if body or method != "GET":
            sent["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        found: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                kept, _, content = value.strip().partition(";")[0].partition("=")
                self.cookies[kept] = content
        return int(first.split(" ")[1]), found
